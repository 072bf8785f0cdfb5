import { compare, compareDigits, type Order, unorderable, versionText } from './order.ts';

const BEFORE = ['alpha', 'beta', 'pre', 'rc'];
const AFTER = ['cvs', 'svn', 'git', 'hg', 'p'];

interface Parsed {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly { readonly rank: number; readonly number: string | undefined }[];
  readonly hash: string | undefined;
  readonly revision: string | undefined;
}

const SHAPE =
  /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;

/**
 * Alpine's order (apk-tools 2.14): numbers, a letter, suffixes, a commit's hash, the revision. After the first, numbers
 * with a leading zero are fractions: `1.01` comes before `1.1`.
 */
export function compareApk(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  return compareNumbers(x, y) || compareTail(x, y);
}

function parse(version: string): Parsed {
  const match = SHAPE.exec(versionText('apk', version));
  if (!match) throw unorderable('apk', version, 'it is not a version of Alpine packages');
  const [, numbers = '', letter = '', suffixes = '', hash, revision] = match;
  return {
    numbers: numbers.split('.'),
    letter,
    suffixes: [...suffixes.matchAll(/_([a-z]+)(\d*)/g)].map(([, name = '', number]) => ({
      rank: BEFORE.includes(name) ? BEFORE.indexOf(name) - BEFORE.length : AFTER.indexOf(name) + 1,
      number: number || undefined,
    })),
    hash,
    revision,
  };
}

function compareNumbers(x: Parsed, y: Parsed): Order {
  for (let i = 0; i < Math.max(x.numbers.length, y.numbers.length); i++) {
    const [one, two] = [x.numbers[i], y.numbers[i]];
    // The one with fewer numbers comes first, whatever follows them.
    if (one === undefined || two === undefined) return one === undefined ? -1 : 1;
    const order = i === 0 ? compareDigits(one, two) : compareComponent(one, two);
    if (order !== 0) return order;
  }
  return 0;
}

// More leading zeros come first; then what follows them counts as a number.
function compareComponent(a: string, b: string): Order {
  const zeros = (text: string): number => /^0*/.exec(text)?.[0].length ?? 0;
  const [x, y] = [zeros(a), zeros(b)];
  if (x > 0 || y > 0) {
    const order = compare(x > 0 ? -x : Number.MAX_SAFE_INTEGER, y > 0 ? -y : Number.MAX_SAFE_INTEGER);
    if (order !== 0) return order;
  }
  return compareDigits(a.slice(x), b.slice(y));
}

function compareTail(x: Parsed, y: Parsed): Order {
  if (x.letter !== y.letter) return compare(x.letter, y.letter);
  for (let i = 0; i < Math.max(x.suffixes.length, y.suffixes.length); i++) {
    const [one, two] = [x.suffixes[i], y.suffixes[i]];
    // A suffix that one lacks: before the bare version when it is a pre-release, after it otherwise.
    const order = compare(one?.rank ?? 0, two?.rank ?? 0) || compareOptional(one?.number, two?.number);
    if (order !== 0) return order;
  }
  return compareHash(x.hash, y.hash) || compareOptional(x.revision, y.revision);
}

function compareHash(a: string | undefined, b: string | undefined): Order {
  if (a === undefined || b === undefined) return compare(Number(a !== undefined), Number(b !== undefined));
  return compare(a, b);
}

function compareOptional(a: string | undefined, b: string | undefined): Order {
  if (a === undefined || b === undefined) return compare(Number(a !== undefined), Number(b !== undefined));
  return compareDigits(a, b);
}
