import { compare, compareDigits, compareLists, type Order, unorderable, versionText } from './order.ts';

const SHAPE = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|p)\d*)*)(?:-r(\d+))?$/;
const SUFFIXES: Readonly<Record<string, number>> = { alpha: -4, beta: -3, pre: -2, rc: -1, p: 1 };

interface Suffix {
  readonly rank: number;
  readonly number: string;
}

/** Gentoo's order (Package Manager Specification, "Version Comparison"). */
export function comparePortage(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  return (
    compareNumbers(x.numbers, y.numbers) ||
    compare(x.letter, y.letter) ||
    compareLists<Suffix>(x.suffixes, y.suffixes, { rank: 0, number: '0' }, compareSuffix) ||
    compareDigits(x.revision, y.revision)
  );
}

function parse(version: string): { numbers: string[]; letter: string; suffixes: Suffix[]; revision: string } {
  const match = SHAPE.exec(versionText('portage', version));
  if (!match) throw unorderable('portage', version, 'it is not a version of Gentoo packages');
  const [, numbers = '', letter = '', suffixes = '', revision = '0'] = match;
  return {
    numbers: numbers.split('.'),
    letter,
    suffixes: [...suffixes.matchAll(/_([a-z]+)(\d*)/g)].map(([, name = '', number = '']) => ({
      rank: SUFFIXES[name] as number,
      number: number || '0',
    })),
    revision,
  };
}

function compareSuffix(a: Suffix, b: Suffix): Order {
  return compare(a.rank, b.rank) || compareDigits(a.number, b.number);
}

// After the first, numbers with a leading zero are fractions: compared as text, without the zeros at their end.
function compareNumbers(a: readonly string[], b: readonly string[]): Order {
  const first = compareDigits(a[0] as string, b[0] as string);
  if (first !== 0) return first;
  for (let i = 1; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    const isFraction = x.startsWith('0') || y.startsWith('0');
    const order = isFraction ? compare(x.replace(/0+$/, ''), y.replace(/0+$/, '')) : compareDigits(x, y);
    if (order !== 0) return order;
  }
  return compare(a.length, b.length);
}
