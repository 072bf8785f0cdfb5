/** Runs `work` over `items` with at most `limit` under way; results in order; the first failure rejects at once. */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const i = next++;
      try {
        results[i] = await work(items[i] as T, i);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}

/** Joins callers that ask for the same key while the first one's work is under way. */
export function singleFlight<R>(): (key: string, work: () => Promise<R>) => Promise<R> {
  const flights = new Map<string, Promise<R>>();
  return (key, work) => {
    const known = flights.get(key);
    if (known) return known;
    const flight = work().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
}
