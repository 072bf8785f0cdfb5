import { compare, compareDigits, type Order, versionText } from './order.ts';

/** A version as Maven reads it: numbers, words, and lists where a hyphen or a change between the two stood. */
type Item =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'word'; readonly word: string }
  | List;
interface List {
  readonly kind: 'list';
  readonly items: Item[];
}

const KNOWN = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' };
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };

/** Maven's order (POM reference, "Version Order Specification"). Every text has a place in it. */
export function compareMaven(a: string, b: string): Order {
  return compareItems(parse(a), parse(b));
}

function parse(version: string): List {
  const root: List = { kind: 'list', items: [] };
  const lists = [root];
  let list = root;
  const open = (): void => {
    const next: List = { kind: 'list', items: [] };
    list.items.push(next);
    lists.push(next);
    list = next;
  };
  const text = versionText('maven', version).toLowerCase();
  const tokens = text.match(/\d+|[^\d.-]+|[.-]/g) ?? [];
  for (const [i, token] of tokens.entries()) {
    const [last, next] = [tokens[i - 1], tokens[i + 1]];
    if (isSeparator(token)) {
      if (isSeparator(last)) list.items.push({ kind: 'number', digits: '0' });
      if (token === '-') open();
      continue;
    }
    const isNumber = /^\d/.test(token);
    // 1alpha1 is read as 1-alpha-1; and a last word, or one before a number, as after a hyphen even after a point.
    const opens = !isSeparator(last) || (!isNumber && !isSeparator(next ?? '') && list.items.length > 0);
    if (opens) open();
    list.items.push(isNumber ? { kind: 'number', digits: token } : toWord(token, next));
  }
  for (const one of lists.reverse()) trim(one);
  return root;
}

/** The beginning of the text counts as one. */
function isSeparator(token: string | undefined): boolean {
  return token === undefined || token === '.' || token === '-';
}

// a1, b1 and m1 mean alpha-1, beta-1 and milestone-1; a letter alone, or before a hyphen, does not.
function toWord(token: string, next: string | undefined): Item {
  const long = next !== undefined && /^\d/.test(next) ? SHORT[token] : undefined;
  return { kind: 'word', word: long ?? ALIASES[token] ?? token };
}

// What stands for nothing is dropped from the end of a list, and before a list.
function trim({ items }: List): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] as Item;
    if (isNothing(item)) items.splice(i, 1);
    else if (item.kind !== 'list') return;
  }
}

function isNothing(item: Item): boolean {
  if (item.kind === 'number') return /^0*$/.test(item.digits);
  return item.kind === 'word' ? item.word === '' : item.items.length === 0;
}

const RANK = { word: 0, list: 1, number: 2 } as const;

function compareItems(a: Item | undefined, b: Item | undefined): Order {
  if (a === undefined) return b === undefined ? 0 : (-compareItems(b, undefined) as Order) || 0;
  if (b === undefined) return compareToNothing(a);
  if (a.kind === 'number' && b.kind === 'number') return compareDigits(a.digits, b.digits);
  if (a.kind === 'word' && b.kind === 'word') return compareWords(a.word, b.word);
  if (a.kind === 'list' && b.kind === 'list') return compareItemLists(a, b);
  return compare(RANK[a.kind], RANK[b.kind]);
}

function compareToNothing(item: Item): Order {
  if (item.kind === 'number') return isNothing(item) ? 0 : 1;
  if (item.kind === 'word') return compareWords(item.word, '');
  for (const one of item.items) {
    const order = compareToNothing(one);
    if (order !== 0) return order;
  }
  return 0;
}

function compareItemLists(a: List, b: List): Order {
  for (let i = 0; i < Math.max(a.items.length, b.items.length); i++) {
    const order = compareItems(a.items[i], b.items[i]);
    if (order !== 0) return order;
  }
  return 0;
}

// Known words by their rank; unknown ones after all of them, among themselves by letters.
function compareWords(a: string, b: string): Order {
  const rank = (word: string): number => (KNOWN.includes(word) ? KNOWN.indexOf(word) : KNOWN.length);
  return compare(rank(a), rank(b)) || (rank(a) === KNOWN.length ? compare(a, b) : 0);
}
