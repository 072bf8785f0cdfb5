// Terms as Erlang and Elixir write them into their lock and application files. Nothing is evaluated.
import { PlimsollError } from '../../../base/error.ts';

/** An atom is told from a string: `{atom: 'hex'}`. Of a keyword or map pair (`repo: "x"`, `"a": b`) a tuple of two. */
export type Term =
  | string
  | { readonly atom: string }
  | { readonly tuple: readonly Term[] }
  | { readonly list: readonly Term[] };

const MAX_TOKENS = 1_000_000;
const MAX_DEPTH = 64;
// A string that no quote ends goes to the end of the file: it must not be looked for again from each later quote.
const STRING = String.raw`"([^"\\]*(?:\\[\s\S][^"\\]*)*)(?:"|\\?$)`;
const ERLANG = new RegExp(
  String.raw`%[^\n]*|<<|>>|${STRING}|'([^'\\]*(?:\\[\s\S][^'\\]*)*)(?:'|\\?$)|([\w@]+(?:[.-][\w@]+)*)|(\S)`,
  'g',
);
const ELIXIR = new RegExp(
  String.raw`#[^\n]*|%\{|=>|${STRING}(:(?!\w))?|:${STRING}|(:?[\w@!?]+(?:[.-][\w@!?]+)*)(:(?!\w))?|(\S)`,
  'g',
);

type Token = { readonly mark: string } | { readonly term: Term; readonly isKey?: boolean };

/** Reads Erlang's terms, each ended by a full stop. @throws PlimsollError when too long or too deep */
export function parseErlang(text: string): Term[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(ERLANG)) {
    const [whole, string, quoted, bare] = match;
    if (whole.startsWith('%')) continue;
    // A binary is a string here: <<"hex">>.
    if (whole === '<<' || whole === '>>') continue;
    if (string !== undefined) push(tokens, { term: unescaped(string) });
    else if (quoted !== undefined || bare !== undefined)
      push(tokens, { term: { atom: quoted ?? (bare as string) } });
    else push(tokens, { mark: whole });
  }
  return readAll(tokens);
}

/** Reads Elixir's literals. @throws PlimsollError when too long or too deep */
export function parseElixir(text: string): Term[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(ELIXIR)) {
    const [whole, string, stringKey, quotedAtom, bare, bareKey] = match;
    if (whole.startsWith('#')) continue;
    if (string !== undefined) push(tokens, { term: unescaped(string), isKey: stringKey !== undefined });
    else if (quotedAtom !== undefined) push(tokens, { term: { atom: quotedAtom } });
    else if (bare !== undefined)
      push(tokens, { term: { atom: bare.replace(/^:/, '') }, isKey: bareKey !== undefined });
    else push(tokens, { mark: whole === '%{' ? '{' : whole });
  }
  return readAll(tokens);
}

function push(tokens: Token[], token: Token): void {
  if (tokens.length >= MAX_TOKENS) throw limit(`more than ${MAX_TOKENS} tokens`);
  tokens.push(token);
}

function readAll(tokens: readonly Token[]): Term[] {
  const open: { readonly close: string; readonly items: Term[]; key?: Term }[] = [{ close: '', items: [] }];
  const give = (term: Term): void => {
    const top = open.at(-1) as (typeof open)[number];
    if (top.key === undefined) top.items.push(term);
    else top.items.push({ tuple: [top.key, term] });
    delete top.key;
  };
  for (const token of tokens) {
    const top = open.at(-1) as (typeof open)[number];
    if ('term' in token) {
      if (token.isKey) top.key = token.term;
      else give(token.term);
    } else if (token.mark === '{' || token.mark === '[') {
      if (open.length > MAX_DEPTH) throw limit(`terms nested deeper than ${MAX_DEPTH} levels`);
      open.push({ close: token.mark === '{' ? '}' : ']', items: [] });
    } else if (token.mark === '=>') {
      const key = top.items.pop();
      if (key !== undefined) top.key = key;
    } else if (token.mark === top.close) {
      open.pop();
      give(top.close === '}' ? { tuple: top.items } : { list: top.items });
    }
  }
  return (open[0] as (typeof open)[number]).items;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

/** The elements of a tuple or list; of anything else none. */
export function elementsOf(term: Term | undefined): readonly Term[] {
  if (term === undefined || typeof term === 'string') return [];
  return 'tuple' in term ? term.tuple : 'list' in term ? term.list : [];
}

/** The text of a string or atom. */
export function textOf(term: Term | undefined): string {
  if (term === undefined) return '';
  return typeof term === 'string' ? term : 'atom' in term ? term.atom : '';
}

/** The value beside a key, in a list of pairs. */
export function pairValue(pairs: readonly Term[], key: string): Term | undefined {
  for (const pair of pairs) {
    const [name, value] = elementsOf(pair);
    if (textOf(name) === key) return value;
  }
  return undefined;
}

function limit(why: string): PlimsollError {
  return new PlimsollError('limit', `read terms: ${why}`);
}
