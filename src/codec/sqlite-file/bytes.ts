import { PlimsollError } from '../../base/error.ts';

export function malformedSqlite(why: string): PlimsollError {
  return new PlimsollError('malformed', `read SQLite file: ${why}`);
}

export interface Varint {
  readonly value: number;
  /** Offset behind it. */
  readonly end: number;
}

/**
 * A variable-length integer of one to nine bytes, big-endian ("Record Format" of the file format). Values that a number
 * cannot hold exactly lose their low bits: no size, type or row number that a file can back is that large.
 * @throws PlimsollError `malformed` where it runs out of the buffer
 */
export function readVarint(bytes: Buffer, at: number): Varint {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw malformedSqlite('a number ends outside of its page');
    if (i === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  throw malformedSqlite('a number without end');
}
