import { compare, compareDigits, type Order } from './order.ts';
import { parseEvr } from './rpm.ts';

/** pacman's order (vercmp(8)): `[epoch:]version[-release]`, a release counts only where both have one. */
export function comparePacman(a: string, b: string): Order {
  const [x, y] = [parseEvr('pacman', a), parseEvr('pacman', b)];
  return (
    compareDigits(x.epoch, y.epoch) ||
    compareVersion(x.version, y.version) ||
    (x.release !== undefined && y.release !== undefined ? compareVersion(x.release, y.release) : 0)
  );
}

interface Segment {
  readonly separators: number;
  readonly text: string;
}

function segments(version: string): Segment[] {
  return [...version.matchAll(/([^A-Za-z0-9]*)([A-Za-z]+|\d+)/g)].map(([, between = '', text = '']) => ({
    separators: between.length,
    text,
  }));
}

function compareVersion(a: string, b: string): Order {
  const [x, y] = [segments(a), segments(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = compareSegment(x[i] as Segment, y[i] as Segment);
    if (order !== 0) return order;
  }
  const [one, two] = [x[y.length], y[x.length]];
  if (one === undefined && two === undefined) return 0;
  if (one === undefined) return isPrerelease(two as Segment) ? 1 : -1;
  return isPrerelease(one) ? -1 : 1;
}

function compareSegment(a: Segment, b: Segment): Order {
  const separated = compare(a.separators, b.separators);
  if (separated !== 0) return separated;
  const [letters, other] = [isLetters(a.text), isLetters(b.text)];
  if (letters !== other) return letters ? -1 : 1;
  return letters ? compare(a.text, b.text) : compareDigits(a.text, b.text);
}

// What goes on with letters at once (`1.0rc`) comes before what ends; what goes on otherwise (`1.0.rc`) after it.
function isPrerelease({ separators, text }: Segment): boolean {
  return separators === 0 && isLetters(text);
}

function isLetters(text: string): boolean {
  return /^[A-Za-z]/.test(text);
}
