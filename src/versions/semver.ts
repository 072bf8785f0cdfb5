import { compare, compareDigits, compareLists, type Order, unorderable, versionText } from './order.ts';

export interface Semver {
  readonly numbers: readonly string[];
  /** Identifiers of the pre-release; empty: a release. */
  readonly prerelease: readonly string[];
}

const SHAPE = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.+-]*)?$/;

/** Semantic Versioning 2.0.0, section 11, for text that may lack numbers (`1.2`) or have a `v`. Build data is ignored. */
export function compareSemver(a: string, b: string): Order {
  return compareParsed(parseSemver('semver', a), parseSemver('semver', b));
}

/** @throws PlimsollError `malformed` */
export function parseSemver(scheme: string, version: string): Semver {
  const match = SHAPE.exec(versionText(scheme, version));
  if (!match) throw unorderable(scheme, version, 'it is not a semantic version');
  return { numbers: (match[1] as string).split('.'), prerelease: match[2]?.split('.') ?? [] };
}

export function compareParsed(x: Semver, y: Semver): Order {
  return (
    compareLists(x.numbers, y.numbers, '0', compareDigits) || comparePrerelease(x.prerelease, y.prerelease)
  );
}

/** A release comes after all of its pre-releases; of two, the longer comes after when all else is equal. */
export function comparePrerelease(a: readonly string[], b: readonly string[]): Order {
  if (a.length === 0 || b.length === 0) return compare(Number(a.length === 0), Number(b.length === 0));
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifier(a[i] as string, b[i] as string);
    if (order !== 0) return order;
  }
  return compare(a.length, b.length);
}

function compareIdentifier(a: string, b: string): Order {
  const [isNumber, other] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && other) return compareDigits(a, b);
  if (isNumber !== other) return isNumber ? -1 : 1;
  return compare(a, b);
}
