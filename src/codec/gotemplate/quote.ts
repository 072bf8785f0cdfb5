// Go's strconv.Quote: everything that is not printable is escaped.
const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** `%q` of a string. */
export function quoteGo(text: string): string {
  return `"${text.replace(/[\\"]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeGo)}"`;
}

/** `%q` of a number: the character it stands for. */
export function quoteGoRune(character: string): string {
  if (character === '"') return `'"'`;
  return `'${character === "'" ? "\\'" : quoteGo(character).slice(1, -1)}'`;
}

function escapeGo(character: string): string {
  const point = character.codePointAt(0) as number;
  if (point >= 0xd800 && point <= 0xdfff) return '\ufffd'; // what Go shows for what UTF-8 cannot hold
  const known = ESCAPES[character];
  if (known) return known;
  if (point < 0x80) return `\\x${hex(point, 2)}`;
  return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

function hex(point: number, width: number): string {
  return point.toString(16).padStart(width, '0');
}
