// Lua's literals, as rockspecs and manifests use them: assignments of strings and tables, nothing is run.
import { PlimsollError } from '../../../base/error.ts';

export type LuaValue = string | LuaTable | undefined;
export interface LuaTable {
  readonly items: LuaValue[];
  readonly fields: Map<string, LuaValue>;
}

const MAX_TOKENS = 500_000;
const MAX_DEPTH = 32;
const MAX_STRING = 65_536;
// A string that no quote ends goes to the end of its line.
const TOKEN =
  /"([^"\\\n]*(?:\\[\s\S][^"\\\n]*)*)"?|'([^'\\\n]*(?:\\[\s\S][^'\\\n]*)*)'?|([A-Za-z_]\w*)|(\d[\w.]*)|\.\.|\S/y;
const LONG = /(?:--)?\[(=*)\[/y;

interface Token {
  readonly kind: 'string' | 'name' | 'mark';
  readonly text: string;
}

/**
 * Reads the top-level assignments of a Lua file. Strings may be joined from earlier ones; what is neither string nor table
 * has no value.
 * @throws PlimsollError `limit` when too long or too deep
 */
export function parseLua(text: string): ReadonlyMap<string, LuaValue> {
  const reader = new Reader(tokensOf(text));
  const values = new Map<string, LuaValue>();
  while (!reader.atEnd) {
    const token = reader.next();
    if (token.kind === 'name' && reader.takes('=')) values.set(token.text, reader.value(values, 0));
  }
  return values;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    if (tokens.length >= MAX_TOKENS) throw limit(`more than ${MAX_TOKENS} tokens`);
    const long = longBracket(text, at);
    if (long) {
      if (text[at] === '[') tokens.push({ kind: 'string', text: text.slice(long.start, long.stop) });
      at = long.end;
    } else if (text.startsWith('--', at)) {
      const newline = text.indexOf('\n', at);
      at = newline < 0 ? text.length : newline;
    } else {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text) as RegExpExecArray;
      tokens.push(tokenOf(match));
      at = TOKEN.lastIndex;
    }
    at = skipBlanks(text, at);
  }
  return tokens;
}

function skipBlanks(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
}

// [[text]], [==[text]==], and comments that begin so; without an end they go to the end of the file.
function longBracket(text: string, at: number): { start: number; stop: number; end: number } | undefined {
  LONG.lastIndex = at;
  const match = LONG.exec(text);
  if (!match) return undefined;
  const close = `]${match[1]}]`;
  const start = LONG.lastIndex;
  const stop = text.indexOf(close, start);
  return stop < 0
    ? { start, stop: text.length, end: text.length }
    : { start: text[start] === '\n' ? start + 1 : start, stop, end: stop + close.length };
}

function tokenOf([whole, double, single, name, number]: RegExpExecArray): Token {
  const quoted = double ?? single;
  if (quoted !== undefined) return { kind: 'string', text: unescaped(quoted) };
  if (number !== undefined) return { kind: 'string', text: number };
  return { kind: name !== undefined ? 'name' : 'mark', text: whole };
}

function unescaped(text: string): string {
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return text.replace(/\\(.)/gs, (_, c: string) => named[c] ?? c);
}

class Reader {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get atEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  next(): Token {
    return this.tokens[this.at++] ?? { kind: 'mark', text: '' };
  }

  takes(mark: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.at++;
    return true;
  }

  value(known: ReadonlyMap<string, LuaValue>, depth: number): LuaValue {
    if (depth > MAX_DEPTH) throw limit(`tables nested deeper than ${MAX_DEPTH} levels`);
    let value = this.single(known, depth);
    while (this.takes('..')) {
      const right = this.single(known, depth);
      value =
        typeof value === 'string' && typeof right === 'string'
          ? (value + right).slice(0, MAX_STRING)
          : undefined;
    }
    return value;
  }

  private single(known: ReadonlyMap<string, LuaValue>, depth: number): LuaValue {
    if (this.takes('{')) return this.table(known, depth);
    const token = this.tokens[this.at];
    if (token?.kind !== 'string' && token?.kind !== 'name') return undefined;
    this.at++;
    return token.kind === 'string' ? token.text : known.get(token.text);
  }

  private table(known: ReadonlyMap<string, LuaValue>, depth: number): LuaTable {
    const table: LuaTable = { items: [], fields: new Map() };
    while (!this.atEnd && !this.takes('}')) {
      if (this.takes(',') || this.takes(';')) continue;
      const key = this.key();
      const before = this.at;
      const value = this.value(known, depth + 1);
      if (key !== undefined) table.fields.set(key, value);
      else if (value !== undefined) table.items.push(value);
      // What is no literal is passed over.
      else if (this.at === before) this.at++;
    }
    return table;
  }

  /** `name =`, `["name"] =`; undefined: an item without a key. */
  private key(): string | undefined {
    const [a, b, c, d] = this.tokens.slice(this.at, this.at + 4);
    if (a?.kind === 'name' && b?.kind === 'mark' && b.text === '=') {
      this.at += 2;
      return a.text;
    }
    if (a?.text !== '[' || a.kind !== 'mark' || b?.kind !== 'string' || c?.text !== ']' || d?.text !== '=')
      return undefined;
    this.at += 4;
    return b.text;
  }
}

function limit(why: string): PlimsollError {
  return new PlimsollError('limit', `read Lua file: ${why}`);
}
