import { PlimsollError } from '../../base/error.ts';

/**
 * A package header of rpm: tags with typed values, decoded when asked for. Absent tags and those of another type are
 * undefined.
 */
export interface RpmHeader {
  has(tag: number): boolean;
  /** A string, or the first of several. */
  string(tag: number): string | undefined;
  strings(tag: number): readonly string[] | undefined;
  integers(tag: number): readonly number[] | undefined;
  bytes(tag: number): Buffer | undefined;
}

// The limits that rpm itself has for headers (hdrblobInit).
const MAX_TAGS = 0xffff;
const MAX_DATA = 0x0fffffff;
const ENTRY_BYTES = 16;

interface Entry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/** Sizes of the integer types CHAR, INT8, INT16, INT32 and INT64, by type number. */
const INTEGER_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 };
const STRING = 6;
const BINARY = 7;
const STRING_TYPES: ReadonlySet<number> = new Set([STRING, 8, 9]);

/**
 * Reads a header as package databases store it: two counts, the index, the data, all big-endian. Bytes behind it are
 * ignored.
 * @throws PlimsollError `malformed` when the counts or an entry point outside of it
 */
export function readRpmHeader(blob: Buffer): RpmHeader {
  if (blob.length < 8) throw malformed('it ends before its counts');
  const tags = blob.readUInt32BE(0);
  const size = blob.readUInt32BE(4);
  if (tags === 0 || tags > MAX_TAGS || size > MAX_DATA) throw malformed(`${tags} tags with ${size} bytes`);
  const start = 8 + tags * ENTRY_BYTES;
  if (start + size > blob.length) throw malformed('it is shorter than its counts say');
  const data = blob.subarray(start, start + size);
  const entries = new Map<number, Entry>();
  for (let at = 8; at < start; at += ENTRY_BYTES) {
    const tag = blob.readInt32BE(at);
    const entry = {
      type: blob.readUInt32BE(at + 4),
      offset: blob.readInt32BE(at + 8),
      count: blob.readUInt32BE(at + 12),
    };
    if (!entries.has(tag)) entries.set(tag, entry);
  }
  return {
    has: (tag) => entries.has(tag),
    string: (tag) => decodeStrings(data, entries.get(tag), 1)?.[0],
    strings: (tag) => decodeStrings(data, entries.get(tag)),
    integers: (tag) => decodeIntegers(data, entries.get(tag)),
    bytes: (tag) => decodeBytes(data, entries.get(tag)),
  };
}

function decodeStrings(data: Buffer, entry: Entry | undefined, atMost?: number): string[] | undefined {
  if (!entry || !STRING_TYPES.has(entry.type)) return undefined;
  const count = Math.min(entry.type === STRING ? 1 : entry.count, atMost ?? Number.POSITIVE_INFINITY);
  let at = begin(data, entry, count);
  const strings: string[] = [];
  for (let i = 0; i < count; i++) {
    const end = data.indexOf(0, at);
    if (end < 0) throw malformed('a string without end');
    strings.push(data.toString('utf8', at, end));
    at = end + 1;
  }
  return strings;
}

function decodeIntegers(data: Buffer, entry: Entry | undefined): number[] | undefined {
  const size = entry && INTEGER_BYTES[entry.type];
  if (!entry || !size) return undefined;
  const start = begin(data, entry, entry.count * size);
  return Array.from({ length: entry.count }, (_, i) => {
    const at = start + i * size;
    return size === 8 ? Number(data.readBigUInt64BE(at)) : data.readUIntBE(at, size);
  });
}

function decodeBytes(data: Buffer, entry: Entry | undefined): Buffer | undefined {
  if (entry?.type !== BINARY) return undefined;
  const start = begin(data, entry, entry.count);
  return data.subarray(start, start + entry.count);
}

// Every value takes a byte at least, so that a count can be no larger than what is left of the data.
function begin(data: Buffer, { offset }: Entry, atLeast: number): number {
  if (offset < 0 || offset + atLeast > data.length) throw malformed('a value lies outside of it');
  return offset;
}

function malformed(why: string): PlimsollError {
  return new PlimsollError('malformed', `read rpm header: ${why}`);
}
