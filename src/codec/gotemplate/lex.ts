import { positionAt, templateError } from './error.ts';

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'identifier'
  | 'field'
  | 'dot'
  | 'variable'
  | 'string'
  | 'number'
  | 'character'
  | 'mark';

export interface Token {
  readonly kind: TokenKind;
  /** A string's value, a field's or variable's name without its mark, otherwise as written. */
  readonly value: string;
  readonly offset: number;
  /** Blanks before it: `.A .B` is two operands, `.A.B` one. */
  readonly spaced: boolean;
}

const BLANK = /\s/;
// Sticky: each is tried at the current offset only.
const SHAPES: readonly (readonly [TokenKind | 'blank', RegExp])[] = [
  ['blank', /\s+/y],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"/y],
  ['string', /`[^`]*`/y],
  ['character', /'(?:[^'\\\n]|\\[^\n])+'/y],
  ['number', /[+-]?(?:\.\d|\d)[\w.]*(?:(?<=[eEpP])[+-]\d+)?/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\.(?![\p{L}\p{Nd}_])/uy],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['identifier', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['mark', /:=|[=|(),]/y],
];

/**
 * Divides a template into text and the tokens of its actions; trim markers and comments are dealt with here.
 * @throws PlimsollError `usage`
 */
export function lexTemplate(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    const end = open < 0 ? text.length : open;
    const trims = open >= 0 && text[open + 2] === '-' && BLANK.test(text[open + 3] ?? '');
    pushText(tokens, text.slice(at, end), at, trimNext, trims);
    if (open < 0) break;
    const inside = open + (trims ? 3 : 2);
    const close = commentEnd(text, inside) ?? lexAction(text, inside, open, tokens);
    trimNext = close.trims;
    at = close.end;
  }
  return tokens;
}

function pushText(tokens: Token[], raw: string, offset: number, trimStart: boolean, trimEnd: boolean): void {
  const left = trimStart ? raw.trimStart() : raw;
  const value = trimEnd ? left.trimEnd() : left;
  if (value !== '') tokens.push({ kind: 'text', value, offset, spaced: false });
}

interface ActionEnd {
  readonly end: number;
  readonly trims: boolean;
}

function commentEnd(text: string, inside: number): ActionEnd | undefined {
  const start =
    BLANK.test(text[inside] ?? '') && text[inside - 1] === '-' ? skipBlanks(text, inside) : inside;
  if (!text.startsWith('/*', start)) return undefined;
  const end = text.indexOf('*/', start + 2);
  const close = end < 0 ? undefined : actionEnd(text, end + 2);
  if (!close) throw templateError(positionAt(text, start), 'the comment is not closed by */ and }}');
  return close;
}

function skipBlanks(text: string, at: number): number {
  while (at < text.length && BLANK.test(text[at] as string)) at++;
  return at;
}

function actionEnd(text: string, at: number): ActionEnd | undefined {
  if (text.startsWith('}}', at)) return { end: at + 2, trims: false };
  const blanks = skipBlanks(text, at);
  if (blanks > at && text.startsWith('-}}', blanks)) return { end: blanks + 3, trims: true };
  return undefined;
}

function lexAction(text: string, inside: number, open: number, tokens: Token[]): ActionEnd {
  tokens.push({ kind: 'open', value: '{{', offset: open, spaced: false });
  let at = inside;
  let spaced = false;
  while (at < text.length) {
    const close = actionEnd(text, at);
    if (close) {
      tokens.push({ kind: 'close', value: '}}', offset: at, spaced });
      return close;
    }
    const [kind, raw] = matchAt(text, at);
    if (kind === 'blank') spaced = true;
    else {
      tokens.push({ kind, value: tokenValue(kind, raw, text, at), offset: at, spaced });
      spaced = false;
    }
    at += raw.length;
  }
  throw templateError(positionAt(text, open), 'the action is not closed by }}');
}

function matchAt(text: string, at: number): readonly [TokenKind | 'blank', string] {
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = at;
    const match = shape.exec(text);
    if (match) return [kind, match[0]];
  }
  const character = JSON.stringify(String.fromCodePoint(text.codePointAt(at) as number));
  throw templateError(positionAt(text, at), `${character} was not expected here`);
}

function tokenValue(kind: TokenKind, raw: string, text: string, at: number): string {
  if (kind === 'field' || kind === 'variable') return raw.slice(1);
  if (kind !== 'string' && kind !== 'character') return raw;
  if (raw.startsWith('`')) return raw.slice(1, -1).replaceAll('\r', '');
  const value = unquote(raw.slice(1, -1));
  if (value === undefined)
    throw templateError(positionAt(text, at), `${raw.slice(0, 40)} has a wrong escape in it`);
  return value;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

// Go spec, "Rune literals". Bytes written as \xNN are collected as bytes, since several may make one character.
function unquote(body: string): string | undefined {
  if (!body.includes('\\')) return body;
  const sequence = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\"']))/y;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const next = body.indexOf('\\', at);
    if (next !== at) {
      parts.push(Buffer.from(body.slice(at, next < 0 ? undefined : next)));
      at = next < 0 ? body.length : next;
      continue;
    }
    sequence.lastIndex = at;
    const match = sequence.exec(body);
    const bytes = match && escapedBytes(match);
    if (!match || !bytes) return undefined;
    parts.push(bytes);
    at += match[0].length;
  }
  return Buffer.concat(parts).toString('utf8');
}

function escapedBytes([, hex, octal, short, long, simple]: RegExpExecArray): Buffer | undefined {
  if (simple !== undefined) return Buffer.from(SIMPLE[simple] as string);
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
  if (octal !== undefined) return octal > '377' ? undefined : Buffer.from([Number.parseInt(octal, 8)]);
  const point = Number.parseInt(short ?? long ?? '', 16);
  const valid = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return valid ? Buffer.from(String.fromCodePoint(point)) : undefined;
}
