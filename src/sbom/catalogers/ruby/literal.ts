// Values that a gemspec writes out: strings, lists of strings. RubyGems generates these files; nothing else is needed, and
// nothing is run.

export interface Literal {
  readonly value: string | readonly string[];
  /** Index after it. */
  readonly end: number;
}

const MAX_ITEMS = 20_000;
const CLOSING: Readonly<Record<string, string>> = { '<': '>', '(': ')', '{': '}', '[': ']' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', e: '\x1b', s: ' ', '0': '\0' };

/** Reads the literal at `at`: `"…"`, `'…'`, `%q<…>`, each with or without `.freeze`, or a list of them. */
export function readLiteral(text: string, at: number): Literal | undefined {
  const start = skipBlanks(text, at);
  return text[start] === '[' ? readList(text, start + 1) : readString(text, start);
}

function readList(text: string, at: number): Literal | undefined {
  const items: string[] = [];
  for (let i = skipBlanks(text, at); items.length < MAX_ITEMS; ) {
    if (text[i] === ']') return { value: items, end: i + 1 };
    const item = readString(text, i);
    if (!item) return undefined;
    items.push(item.value);
    i = skipBlanks(text, item.end);
    if (text[i] === ',') i = skipBlanks(text, i + 1);
  }
  return undefined;
}

function readString(text: string, at: number): { value: string; end: number } | undefined {
  const mark = text[at];
  let string: { value: string; end: number } | undefined;
  if (mark === '"' || mark === "'") string = readQuoted(text, at + 1, mark, mark === '"');
  else if (mark === '%' && /[qQ]/.test(text[at + 1] ?? ''))
    string = readQuoted(
      text,
      at + 3,
      CLOSING[text[at + 2] ?? ''] ?? text[at + 2] ?? '',
      text[at + 1] === 'Q',
    );
  if (!string) return undefined;
  return text.startsWith('.freeze', string.end) ? { ...string, end: string.end + '.freeze'.length } : string;
}

function readQuoted(
  text: string,
  from: number,
  closing: string,
  escapes: boolean,
): { value: string; end: number } | undefined {
  const parts: string[] = [];
  let start = from;
  for (let i = from; i < text.length; i++) {
    if (text[i] === closing) return { value: parts.join('') + text.slice(start, i), end: i + 1 };
    if (text[i] !== '\\') continue;
    const [escaped, end] = escapes ? readEscape(text, i + 1) : readPlain(text, i + 1, closing);
    parts.push(text.slice(start, i), escaped);
    start = end;
    i = end - 1;
  }
  return undefined;
}

// In single quotes a backslash only escapes itself and the quote.
function readPlain(text: string, at: number, closing: string): [string, number] {
  const c = text[at] ?? '';
  return c === '\\' || c === closing ? [c, at + 1] : ['\\', at];
}

function readEscape(text: string, at: number): [string, number] {
  const hex = /^(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{1,2}))/i.exec(text.slice(at, at + 10));
  if (hex) {
    const code = Number.parseInt((hex[1] ?? hex[2] ?? hex[3]) as string, 16);
    return [code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', at + hex[0].length];
  }
  const c = text[at] ?? '';
  return [ESCAPES[c] ?? c, at + 1];
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\t' || text[i] === '\r') i++;
  return i;
}
