import { compare, compareDigits, type Order, unorderable, versionText } from './order.ts';

const SHAPE =
  /^v?(\d+)(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+)*))?(?:[.-]?(dev))?(?:\+\S+)?$/i;
const RANKS: Readonly<Record<string, number>> = {
  dev: 0,
  ...{ alpha: 1, a: 1, beta: 2, b: 2, rc: 3, stable: 4 },
  ...{ patch: 5, pl: 5, p: 5 },
};
const WILDCARD = '9999999';

interface Parsed {
  readonly numbers: readonly string[];
  readonly rank: number;
  readonly counts: readonly string[];
  readonly isDev: boolean;
}

/**
 * Composer's order (composer/semver): dev < alpha < beta < RC < stable < patch. A branch (`dev-main`) comes before every
 * number; two of them have no order.
 */
export function compareComposer(a: string, b: string): Order {
  const branches = [a, b].map((v) => /^dev-\S+$/i.test(v.trim()));
  if (branches[0] || branches[1]) return compareBranches(a, b, branches as [boolean, boolean]);
  const [x, y] = [parse(a), parse(b)];
  for (let i = 0; i < 4; i++) {
    const order = compareDigits(x.numbers[i] ?? '0', y.numbers[i] ?? '0');
    if (order !== 0) return order;
  }
  return (
    compare(x.rank, y.rank) || compareCounts(x.counts, y.counts) || compare(Number(y.isDev), Number(x.isDev))
  );
}

function compareBranches(a: string, b: string, [first, second]: [boolean, boolean]): Order {
  if (first !== second) return first ? -1 : 1;
  if (a.trim() === b.trim()) return 0;
  throw unorderable('composer', a, 'two branches have no order');
}

function parse(version: string): Parsed {
  const text = versionText('composer', version)
    .replace(/\s+as\s+.*$/, '')
    .replace(/@(?:stable|rc|beta|alpha|dev)$/i, '');
  const match = SHAPE.exec(text);
  if (!match) throw unorderable('composer', version, 'it is not a version of Composer');
  const [, major = '0', ...rest] = match;
  const [stability = '', counts = '', dev] = rest.slice(3);
  const isWild = rest.slice(0, 3).some((n) => n === 'x' || n === 'X' || n === '*');
  const fill = isWild ? WILDCARD : '0';
  const numbers = [major, ...rest.slice(0, 3).map((n) => (n === undefined || !/^\d/.test(n) ? fill : n))];
  return {
    numbers,
    rank: stability === '' ? (dev ? 0 : 4) : (RANKS[stability.toLowerCase()] as number),
    counts: counts.match(/\d+/g) ?? [],
    isDev: dev !== undefined,
  };
}

// `beta` comes before `beta1`.
function compareCounts(a: readonly string[], b: readonly string[]): Order {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareDigits(a[i] as string, b[i] as string);
    if (order !== 0) return order;
  }
  return compare(a.length, b.length);
}
