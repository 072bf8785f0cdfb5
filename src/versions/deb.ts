import { compare, compareDigits, type Order, unorderable, versionText } from './order.ts';

/** Debian's order (deb-version(7)): epoch, upstream version, revision; `~` before everything, even the end. */
export function compareDeb(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  return (
    compareDigits(x.epoch, y.epoch) ||
    comparePart(x.upstream, y.upstream) ||
    comparePart(x.revision, y.revision)
  );
}

function parse(version: string): { epoch: string; upstream: string; revision: string } {
  const text = versionText('deb', version);
  const colon = text.indexOf(':');
  const epoch = colon < 0 ? '0' : text.slice(0, colon);
  if (!/^\d+$/.test(epoch)) throw unorderable('deb', version, 'its epoch is not a number');
  const rest = text.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  const upstream = dash < 0 ? rest : rest.slice(0, dash);
  const revision = dash < 0 ? '' : rest.slice(dash + 1);
  if (dash >= 0 && revision === '') throw unorderable('deb', version, 'its revision is empty');
  if (upstream === '') throw unorderable('deb', version, 'it has no upstream version');
  if (!/^[A-Za-z0-9.+~:-]*$/.test(upstream) || !/^[A-Za-z0-9.+~]*$/.test(revision))
    throw unorderable('deb', version, 'it holds a character that no version has');
  return { epoch, upstream, revision };
}

// Runs of what are no digits and runs of digits in turn, the former by weight, the latter as numbers.
function comparePart(a: string, b: string): Order {
  const [x, y] = [runs(a), runs(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = i % 2 === 0 ? compareText(x[i] ?? '', y[i] ?? '') : compareDigits(x[i] ?? '', y[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

// The first is one of non-digits, empty where the text begins with a digit.
function runs(text: string): string[] {
  const found: string[] = text.match(/\D+|\d+/g) ?? [];
  return /^\d/.test(text) ? ['', ...found] : found;
}

function compareText(a: string, b: string): Order {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = compare(weight(a[i]), weight(b[i]));
    if (order !== 0) return order;
  }
  return 0;
}

// The end of a run (a digit or the version's end) weighs 0, `~` less, letters their code, all else more than letters.
function weight(c: string | undefined): number {
  if (c === undefined) return 0;
  if (c === '~') return -1;
  return /[A-Za-z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256;
}
