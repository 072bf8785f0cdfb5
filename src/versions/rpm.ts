import { compare, compareDigits, type Order, unorderable, versionText } from './order.ts';

/** RPM's order of `[epoch:]version[-release]`; an absent epoch is 0, a release counts only where both have one. */
export function compareRpm(a: string, b: string): Order {
  const [x, y] = [parseEvr('rpm', a), parseEvr('rpm', b)];
  return (
    compareDigits(x.epoch, y.epoch) ||
    compareSegments(x.version, y.version) ||
    (x.release !== undefined && y.release !== undefined ? compareSegments(x.release, y.release) : 0)
  );
}

export function parseEvr(
  scheme: string,
  text: string,
): { readonly epoch: string; readonly version: string; readonly release: string | undefined } {
  const whole = versionText(scheme, text);
  const match = /^(?:(\d*):)?([^\s-]+)(?:-([^\s]+))?$/.exec(whole);
  if (!match) throw unorderable(scheme, text, 'it is not [epoch:]version[-release]');
  return { epoch: match[1] || '0', version: match[2] as string, release: match[3] };
}

// Alternating runs of letters and digits; everything else only separates, but `~` (before all) and `^` (after the same
// version, before any longer one).
function compareSegments(a: string, b: string): Order {
  const [x, y] = [tokens(a), tokens(b)];
  for (let i = 0; ; i++) {
    const [one, two] = [x[i], y[i]];
    if (one === undefined && two === undefined) return 0;
    const order = compareToken(one, two);
    if (order !== 0) return order;
  }
}

function tokens(text: string): readonly string[] {
  return text.match(/[A-Za-z]+|\d+|~|\^/g) ?? [];
}

function compareToken(a: string | undefined, b: string | undefined): Order {
  if (a === '~' || b === '~') return a === b ? 0 : a === '~' ? -1 : 1;
  if (a === '^' || b === '^') {
    if (a === b) return 0;
    return a === '^' ? (b === undefined ? 1 : -1) : a === undefined ? -1 : 1;
  }
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const [isNumber, other] = [/^\d/.test(a), /^\d/.test(b)];
  if (isNumber && other) return compareDigits(a, b);
  if (isNumber !== other) return isNumber ? 1 : -1;
  return compare(a, b);
}
