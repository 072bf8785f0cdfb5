import { malformedSqlite, readVarint } from './bytes.ts';

export type SqliteValue = null | number | bigint | string | Buffer;

export type SqliteEncoding = 'utf8' | 'utf16le' | 'utf16be';

/** SQLite's own limit of columns, SQLITE_MAX_COLUMN at its hardest. */
const MAX_COLUMNS = 32_767;

/** Decodes a record: serial types, then values. @throws PlimsollError `malformed`, `limit` */
export function decodeRecord(payload: Buffer, encoding: SqliteEncoding): SqliteValue[] {
  const header = readVarint(payload, 0);
  if (header.value > payload.length) throw malformedSqlite('the header of a row is longer than the row');
  const values: SqliteValue[] = [];
  let typeAt = header.end;
  let at = header.value;
  while (typeAt < header.value) {
    const type = readVarint(payload, typeAt);
    typeAt = type.end;
    const size = sizeOf(type.value);
    if (at + size > payload.length) throw malformedSqlite('a value ends outside of its row');
    if (values.length >= MAX_COLUMNS) throw malformedSqlite('a row with too many columns');
    values.push(decodeValue(type.value, payload.subarray(at, at + size), encoding));
    at += size;
  }
  return values;
}

const INTEGER_SIZES = [0, 1, 2, 3, 4, 6, 8] as const;

function sizeOf(type: number): number {
  if (type <= 6) return INTEGER_SIZES[type] as number;
  if (type === 7) return 8;
  if (type === 8 || type === 9) return 0;
  if (type < 12) throw malformedSqlite(`a value of the reserved type ${type}`);
  return Math.floor((type - 12) / 2);
}

function decodeValue(type: number, bytes: Buffer, encoding: SqliteEncoding): SqliteValue {
  if (type === 0) return null;
  if (type <= 5) return bytes.readIntBE(0, bytes.length);
  if (type === 6) return smallest(bytes.readBigInt64BE());
  if (type === 7) return bytes.readDoubleBE();
  if (type === 8 || type === 9) return type - 8;
  return type % 2 === 0 ? bytes : decodeText(bytes, encoding);
}

function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decodeText(bytes: Buffer, encoding: SqliteEncoding): string {
  if (encoding === 'utf8') return bytes.toString('utf8');
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return encoding === 'utf16le' ? even.toString('utf16le') : Buffer.from(even).swap16().toString('utf16le');
}
