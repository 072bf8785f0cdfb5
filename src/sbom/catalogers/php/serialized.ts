import { PlimsollError } from '../../../base/error.ts';

/** A value of PHP's `serialize`; arrays and objects are maps, keys as text. */
export type PhpValue = null | boolean | number | string | ReadonlyMap<string, PhpValue>;

const MAX_DEPTH = 64;
const MAX_VALUES = 1_000_000;

/**
 * Reads what PHP's `serialize` wrote (PHP manual, "serialize"): lengths count bytes. References read as null, objects as
 * the maps of their fields; nothing is made alive.
 * @throws PlimsollError `malformed`, `limit`
 */
export function parseSerialized(bytes: Buffer, where: string): PhpValue {
  return readValue({ bytes, at: 0, where, count: 0 }, 0);
}

interface Cursor {
  readonly bytes: Buffer;
  readonly where: string;
  at: number;
  count: number;
}

function readValue(cursor: Cursor, depth: number): PhpValue {
  if (depth > MAX_DEPTH || ++cursor.count > MAX_VALUES)
    throw new PlimsollError('limit', `read ${cursor.where}: too deep or too many values`);
  const kind = String.fromCharCode(cursor.bytes[cursor.at] ?? 0);
  cursor.at += 2;
  switch (kind) {
    case 'N':
      return null;
    case 'i':
    case 'd':
      return Number(readUntil(cursor, ';'));
    case 'b':
      return readUntil(cursor, ';') === '1';
    case 'r':
    case 'R':
      readUntil(cursor, ';');
      return null;
    case 's': {
      const text = readText(cursor);
      expect(cursor, ';');
      return text;
    }
    case 'a':
      return readMap(cursor, depth);
    case 'O':
      readText(cursor);
      expect(cursor, ':');
      return readMap(cursor, depth);
    default:
      throw malformed(cursor);
  }
}

// `5:"bytes"`, its closing quote included.
function readText(cursor: Cursor): string {
  const length = readLength(cursor);
  expect(cursor, '"');
  const end = cursor.at + length;
  if (end >= cursor.bytes.length) throw malformed(cursor);
  const text = cursor.bytes.toString('utf8', cursor.at, end);
  cursor.at = end;
  expect(cursor, '"');
  return text;
}

function readMap(cursor: Cursor, depth: number): ReadonlyMap<string, PhpValue> {
  const length = readLength(cursor);
  expect(cursor, '{');
  const map = new Map<string, PhpValue>();
  for (let i = 0; i < length; i++) {
    const key = readValue(cursor, depth + 1);
    if (typeof key !== 'string' && typeof key !== 'number') throw malformed(cursor);
    map.set(String(key), readValue(cursor, depth + 1));
  }
  expect(cursor, '}');
  return map;
}

function readLength(cursor: Cursor): number {
  const text = readUntil(cursor, ':');
  if (!/^\d{1,9}$/.test(text)) throw malformed(cursor);
  return Number(text);
}

function readUntil(cursor: Cursor, mark: string): string {
  const end = cursor.bytes.indexOf(mark, cursor.at);
  if (end < 0 || end - cursor.at > 40) throw malformed(cursor);
  const text = cursor.bytes.toString('latin1', cursor.at, end);
  cursor.at = end + 1;
  return text;
}

function expect(cursor: Cursor, mark: string): void {
  if (cursor.bytes[cursor.at] !== mark.charCodeAt(0)) throw malformed(cursor);
  cursor.at++;
}

function malformed({ where, at }: Cursor): PlimsollError {
  return new PlimsollError('malformed', `read ${where}: not what PHP serialises, near byte ${at}`);
}
