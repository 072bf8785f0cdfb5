// opam's file format: `name: value` and `section { … }`. Values are strings, lists, words, and filters in braces.
import { PlimsollError } from '../../../base/error.ts';

export interface OpamValue {
  /** A string's or a word's text; undefined of a list. */
  readonly text?: string;
  readonly items?: readonly OpamValue[];
}

const MAX_TOKENS = 200_000;
const MAX_DEPTH = 32;
const TOKEN =
  /#[^\n]*|"""([\s\S]*?)(?:"""|$)|"([^"\\]*(?:\\[\s\S][^"\\]*)*)(?:"|\\?$)|([A-Za-z0-9_+.@/-]+)|(\S)/g;

interface Token {
  readonly kind: 'string' | 'word' | 'mark';
  readonly text: string;
}

/**
 * Reads an opam file. Fields of a section are `section.field`; filters (`{>= "1.0"}`) are passed over.
 * @throws PlimsollError `limit` when too long or too deep
 */
export function parseOpam(text: string): ReadonlyMap<string, OpamValue> {
  const tokens = tokensOf(text);
  const fields = new Map<string, OpamValue>();
  const sections: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at] as Token, tokens[at + 1]];
    if (token.kind === 'mark' && token.text === '}') sections.pop();
    if (token.kind !== 'word' || !next) continue;
    if (next.text === ':' && next.kind === 'mark') {
      const read = readValue(tokens, at + 2, 0);
      fields.set([...sections, token.text].join('.'), read.value);
      at = read.end - 1;
    } else {
      const brace = next.kind === 'string' ? at + 2 : at + 1;
      if (tokens[brace]?.text !== '{' || tokens[brace]?.kind !== 'mark') continue;
      if (sections.length >= MAX_DEPTH) throw limit(`sections nested deeper than ${MAX_DEPTH} levels`);
      sections.push(token.text);
      at = brace;
    }
  }
  return fields;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [whole, long, string, word, mark] of text.matchAll(TOKEN)) {
    if (whole.startsWith('#')) continue;
    if (tokens.length >= MAX_TOKENS) throw limit(`more than ${MAX_TOKENS} tokens`);
    if (long !== undefined) tokens.push({ kind: 'string', text: long });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.replace(/\\([\s\S])/g, '$1') });
    else
      tokens.push(word !== undefined ? { kind: 'word', text: word } : { kind: 'mark', text: mark as string });
  }
  return tokens;
}

interface Read {
  readonly value: OpamValue;
  readonly end: number;
}

function readValue(tokens: readonly Token[], at: number, depth: number): Read {
  if (depth > MAX_DEPTH) throw limit(`lists nested deeper than ${MAX_DEPTH} levels`);
  const token = tokens[at];
  if (token?.kind === 'mark' && (token.text === '[' || token.text === '('))
    return readList(tokens, at, depth);
  const end = skipFilters(tokens, at + 1);
  return { value: token && token.kind !== 'mark' ? { text: token.text } : {}, end };
}

function readList(tokens: readonly Token[], start: number, depth: number): Read {
  const close = tokens[start]?.text === '[' ? ']' : ')';
  const items: OpamValue[] = [];
  let at = start + 1;
  while (at < tokens.length && !(tokens[at]?.kind === 'mark' && tokens[at]?.text === close)) {
    const read = readValue(tokens, at, depth + 1);
    items.push(read.value);
    at = read.end;
  }
  return { value: { items }, end: skipFilters(tokens, at + 1) };
}

function skipFilters(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.kind !== 'mark' || tokens[at]?.text !== '{') return at;
  let depth = 0;
  for (; at < tokens.length; at++) {
    if (tokens[at]?.kind !== 'mark') continue;
    if (tokens[at]?.text === '{') depth++;
    else if (tokens[at]?.text === '}' && --depth === 0) return at + 1;
  }
  return at;
}

/** All texts of a value, those of lists in lists too. */
export function textsIn(value: OpamValue | undefined): string[] {
  if (!value) return [];
  return value.text !== undefined ? [value.text] : (value.items ?? []).flatMap(textsIn);
}

function limit(why: string): PlimsollError {
  return new PlimsollError('limit', `read opam file: ${why}`);
}
