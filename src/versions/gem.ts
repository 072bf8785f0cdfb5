import { compare, compareDigits, type Order, unorderable, versionText } from './order.ts';

const SHAPE = /^\d+(?:\.[0-9a-z]+)*(?:-[0-9a-z-]+(?:\.[0-9a-z-]+)*)?$/i;
/** What RubyGems appends for compiled gems: `-x86_64-linux`, `-java`. */
const PLATFORM =
  /-(?:java|jruby|mswin\d*|mingw\d*|(?:x86_64|x64|x86|i[3-6]86|aarch64|arm64|arm|armv\w+|ppc64le|s390x|universal|riscv64)-[a-z0-9-]+)$/i;

/** RubyGems' order (Gem::Version): a letter makes a pre-release, trailing zeros do not count, `-` means `.pre.`. */
export function compareGem(a: string, b: string): Order {
  const [x, y] = [segments(a), segments(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = compareSegment(x[i] ?? '0', y[i] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

function segments(version: string): string[] {
  const text = versionText('gem', version).replace(PLATFORM, '');
  if (!SHAPE.test(text)) throw unorderable('gem', version, 'it is not a version of RubyGems');
  const all = text.replaceAll('-', '.pre.').match(/\d+|[a-z]+/gi) ?? [];
  const letter = all.findIndex((s) => !/^\d/.test(s));
  const split = letter < 0 ? all.length : letter;
  return [...withoutZeros(all.slice(0, split)), ...withoutZeros(all.slice(split))];
}

function withoutZeros(list: readonly string[]): readonly string[] {
  return list.slice(0, list.findLastIndex((s) => !/^0+$/.test(s)) + 1);
}

function compareSegment(a: string, b: string): Order {
  const [isNumber, other] = [/^\d/.test(a), /^\d/.test(b)];
  if (isNumber && other) return compareDigits(a, b);
  if (isNumber !== other) return isNumber ? 1 : -1;
  return compare(a, b);
}
