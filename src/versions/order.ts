import { PlimsollError } from '../base/error.ts';

export type Order = -1 | 0 | 1;

/** Compares what `<` orders: numbers, big integers, strings by UTF-16 code units. */
export function compare<T extends number | bigint | string>(a: T, b: T): Order {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Digits of any length, without making numbers of them. */
export function compareDigits(a: string, b: string): Order {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return compare(x.length, y.length) || compare(x, y);
}

/** The first difference of two lists; `missing` stands for what the shorter one lacks. */
export function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  missing: T,
  by: (x: T, y: T) => Order,
): Order {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = by(a[i] ?? missing, b[i] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
}

const MAX_LENGTH = 1024;

/** Text that may be a version: not empty, not endless. @throws PlimsollError `malformed`, `limit` */
export function versionText(scheme: string, version: string): string {
  const text = version.trim();
  if (text === '') throw unorderable(scheme, version, 'it is empty');
  if (text.length > MAX_LENGTH)
    throw new PlimsollError(
      'limit',
      `compare ${scheme} versions: one is longer than ${MAX_LENGTH} characters`,
    );
  return text;
}

export function unorderable(scheme: string, version: string, why: string): PlimsollError {
  return new PlimsollError(
    'malformed',
    `compare ${scheme} versions: ${JSON.stringify(version.slice(0, 100))}: ${why}`,
  );
}
