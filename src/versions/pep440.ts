import { compare, compareDigits, compareLists, type Order, unorderable, versionText } from './order.ts';

const SHAPE =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

interface Parsed {
  readonly epoch: string;
  readonly release: readonly string[];
  /** Rank of the pre-release's kind and its number. A development release of a bare version comes before all of them. */
  readonly pre: readonly [rank: number, number: string];
  /** Undefined: before every post-release. */
  readonly post: string | undefined;
  /** Undefined: after every development release. */
  readonly dev: string | undefined;
  readonly local: readonly string[];
}

const KINDS: Readonly<Record<string, number>> = {
  a: 1,
  alpha: 1,
  b: 2,
  beta: 2,
  c: 3,
  rc: 3,
  pre: 3,
  preview: 3,
};
const NONE_BUT_DEV = 0;
const FINAL = 4;

/** Python's order (PEP 440): dev < a < b < rc < final < post, local versions last. */
export function comparePep440(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  return (
    compareDigits(x.epoch, y.epoch) ||
    compareLists(x.release, y.release, '0', compareDigits) ||
    compare(x.pre[0], y.pre[0]) ||
    compareDigits(x.pre[1], y.pre[1]) ||
    compareOptional(x.post, y.post, -1) ||
    compareOptional(x.dev, y.dev, 1) ||
    compareLocal(x.local, y.local)
  );
}

function parse(version: string): Parsed {
  const match = SHAPE.exec(versionText('pep440', version).toLowerCase());
  if (!match) throw unorderable('pep440', version, 'it does not follow PEP 440');
  const [, epoch = '0', release = '', kind, number, dashed, postWord, post, devWord, dev, local] = match;
  const hasPost = dashed !== undefined || postWord !== undefined;
  const isBareDev = devWord !== undefined && kind === undefined && !hasPost;
  const rank = kind === undefined ? (isBareDev ? NONE_BUT_DEV : FINAL) : (KINDS[kind] as number);
  return {
    epoch,
    release: release.split('.'),
    pre: [rank, number || '0'],
    post: hasPost ? dashed || post || '0' : undefined,
    dev: devWord === undefined ? undefined : dev || '0',
    local: local?.split(/[-_.]/) ?? [],
  };
}

// `missing`: where the side that has none stands.
function compareOptional(a: string | undefined, b: string | undefined, missing: Order): Order {
  if (a === undefined && b === undefined) return 0;
  if (a === undefined) return missing;
  if (b === undefined) return missing === -1 ? 1 : -1;
  return compareDigits(a, b);
}

function compareLocal(a: readonly string[], b: readonly string[]): Order {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    const [isNumber, other] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    const order =
      isNumber && other ? compareDigits(x, y) : isNumber !== other ? (isNumber ? 1 : -1) : compare(x, y);
    if (order !== 0) return order;
  }
  return compare(a.length, b.length);
}
