/** Docker Hub's `RateLimit-Limit: 100;w=21600` and `RateLimit-Remaining: 76;w=21600`. */
export interface RateLimit {
  readonly limit?: number;
  readonly remaining?: number;
  /** Seconds over which the count runs. */
  readonly window?: number;
}

export function parseRateLimit(limit: string | undefined, remaining: string | undefined): RateLimit {
  const read = (text: string | undefined) => /^\s*(\d{1,9})(?:\s*;\s*w=(\d{1,9}))?/.exec(text ?? '');
  const total = read(limit);
  const left = read(remaining);
  const window = total?.[2] ?? left?.[2];
  return {
    ...(total && { limit: Number(total[1]) }),
    ...(left && { remaining: Number(left[1]) }),
    ...(window && { window: Number(window) }),
  };
}

/** `0 of 100 pulls left in each 6 hours`, or undefined when the registry said nothing. */
export function describeRateLimit(rate: RateLimit): string | undefined {
  if (rate.limit === undefined && rate.remaining === undefined) return undefined;
  const window = rate.window ? ` in each ${describeSeconds(rate.window)}` : '';
  if (rate.limit === undefined) return `${rate.remaining} pulls left${window}`;
  if (rate.remaining === undefined) return `${rate.limit} pulls allowed${window}`;
  return `${rate.remaining} of ${rate.limit} pulls left${window}`;
}

/** `45 seconds`, `6 hours`: rounded up to the unit. */
export function describeSeconds(seconds: number): string {
  const [size, noun] = seconds >= 7200 ? [3600, 'hour'] : seconds >= 120 ? [60, 'minute'] : [1, 'second'];
  const count = Math.ceil(seconds / (size as number));
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
