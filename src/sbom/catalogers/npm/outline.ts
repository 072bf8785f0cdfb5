// The part of YAML that yarn and pnpm write into their lock files: nested maps, lists of words, flow collections on one
// line, block texts. A general parser needs seconds for a large lock file.
import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import { objectOf } from '../../json-fields.ts';

const MAX_DEPTH = 32;
const MAX_GENERAL_BYTES = 4 * 1024 * 1024;

/** Reads a lock file as an outline, and as YAML where it is more than that. @throws PlimsollError `malformed`, `limit` */
export function parseLockYaml(text: string, where: string): JsonObject {
  try {
    return parseOutline(text);
  } catch (error) {
    if (!(error instanceof NotAnOutline)) throw error;
    return objectOf(parseYaml(text, where, { maxBytes: MAX_GENERAL_BYTES }));
  }
}

class NotAnOutline extends Error {}

interface Line {
  readonly indent: number;
  readonly text: string;
}

interface Cursor {
  readonly lines: readonly Line[];
  at: number;
}

/** Scalars are strings; `true`, `false` and `null` are what they say. @throws NotAnOutline */
function parseOutline(text: string): JsonObject {
  const lines = text.split(/\r?\n/).map((line): Line => {
    const content = line.trimStart();
    return { indent: line.length - content.length, text: content.trimEnd() };
  });
  const cursor = { lines, at: 0 };
  const map = readMap(cursor, 0, 0);
  if (peek(cursor)) throw new NotAnOutline();
  return map;
}

// The next line that says something.
function peek(cursor: Cursor): Line | undefined {
  for (let line = cursor.lines[cursor.at]; line; line = cursor.lines[++cursor.at])
    if (line.text !== '' && line.text[0] !== '#' && line.text !== '---') return line;
  return undefined;
}

function readMap(cursor: Cursor, indent: number, depth: number): JsonObject {
  if (depth > MAX_DEPTH)
    throw new PlimsollError('limit', `read lock file: nested deeper than ${MAX_DEPTH} levels`);
  const entries: [string, JsonValue][] = [];
  for (let line = peek(cursor); line && line.indent === indent; line = peek(cursor)) {
    const [key, rest] = splitEntry(line.text);
    cursor.at++;
    entries.push([key, rest === '' ? readBlock(cursor, indent, depth) : readInline(cursor, rest, indent)]);
  }
  return Object.fromEntries(entries);
}

function readBlock(cursor: Cursor, indent: number, depth: number): JsonValue {
  const next = peek(cursor);
  if (next?.text.startsWith('- ') && next.indent >= indent) return readList(cursor, next.indent);
  if (!next || next.indent <= indent) return null;
  return readMap(cursor, next.indent, depth + 1);
}

function readList(cursor: Cursor, indent: number): JsonValue[] {
  const items: JsonValue[] = [];
  for (let line = peek(cursor); line && line.indent === indent; line = peek(cursor)) {
    if (!line.text.startsWith('- ')) break;
    cursor.at++;
    items.push(readScalar(line.text.slice(2).trim()));
  }
  return items;
}

function readInline(cursor: Cursor, text: string, indent: number): JsonValue {
  if (text[0] === '|' || text[0] === '>') return readText(cursor, indent);
  const next = cursor.lines[cursor.at];
  // A scalar that goes on in the next line.
  if (next && next.indent > indent && next.text !== '' && next.text[0] !== '#') throw new NotAnOutline();
  if (text[0] !== '{' && text[0] !== '[') return readScalar(text);
  const flow = { text, at: 0 };
  const value = readFlow(flow, 0);
  if (flow.at < text.length) throw new NotAnOutline();
  return value;
}

function readText(cursor: Cursor, indent: number): string {
  const parts: string[] = [];
  for (let line = cursor.lines[cursor.at]; line; line = cursor.lines[++cursor.at]) {
    if (line.text !== '' && line.indent <= indent) break;
    parts.push(line.text);
  }
  return parts.join('\n').trim();
}

function splitEntry(text: string): [key: string, rest: string] {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = endOfQuoted(text, 0);
    if (text[end] !== ':') throw new NotAnOutline();
    return [readScalar(text.slice(0, end)) as string, text.slice(end + 1).trim()];
  }
  if (/^[?&*!|>%@`{[-]/.test(text)) throw new NotAnOutline();
  const colon = text.indexOf(': ');
  if (colon > 0) return [text.slice(0, colon), text.slice(colon + 2).trim()];
  if (!text.endsWith(':')) throw new NotAnOutline();
  return [text.slice(0, -1), ''];
}

function readScalar(text: string): JsonValue {
  if (text[0] === '"' || text[0] === "'") {
    if (endOfQuoted(text, 0) !== text.length) throw new NotAnOutline();
    return unquote(text);
  }
  if (/^[&*!|>%@`{[]/.test(text) || text.includes(' #')) throw new NotAnOutline();
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' || text === '~' ? null : text;
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (quote === '"' || text[i + 1] !== "'") return i + 1;
      i++;
    }
  }
  throw new NotAnOutline();
}

function unquote(text: string): string {
  if (text[0] === "'") return text.slice(1, -1).replaceAll("''", "'");
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new NotAnOutline();
  }
}

interface Flow {
  readonly text: string;
  at: number;
}

function readFlow(flow: Flow, depth: number): JsonValue {
  if (depth > MAX_DEPTH)
    throw new PlimsollError('limit', `read lock file: nested deeper than ${MAX_DEPTH} levels`);
  skipBlanks(flow);
  const open = flow.text[flow.at];
  if (open !== '{' && open !== '[') return readScalar(readWord(flow, false));
  flow.at++;
  const entries: [string, JsonValue][] = [];
  for (skipBlanks(flow); flow.text[flow.at] !== (open === '{' ? '}' : ']'); skipBlanks(flow)) {
    let key = '';
    if (open === '{') {
      key = String(readScalar(readWord(flow, true)));
      if (flow.text[flow.at] !== ':') throw new NotAnOutline();
      flow.at++;
    }
    entries.push([key, readFlow(flow, depth + 1)]);
    skipBlanks(flow);
    if (flow.text[flow.at] === ',') flow.at++;
    else if (!/[}\]]/.test(flow.text[flow.at] ?? 'x')) throw new NotAnOutline();
  }
  flow.at++;
  return open === '{' ? Object.fromEntries(entries) : entries.map(([, value]) => value);
}

// Up to what ends a word; a colon ends a key only before a blank.
function readWord(flow: Flow, isKey: boolean): string {
  const { text, at } = flow;
  if (text[at] === '"' || text[at] === "'") return text.slice(at, (flow.at = endOfQuoted(text, at)));
  let end = at;
  while (end < text.length && !/[,{}[\]]/.test(text[end] as string)) {
    if (isKey && text[end] === ':' && text[end + 1] === ' ') break;
    end++;
  }
  if (end === at) throw new NotAnOutline();
  flow.at = end;
  return text.slice(at, end).trim();
}

function skipBlanks(flow: Flow): void {
  while (flow.text[flow.at] === ' ') flow.at++;
}
