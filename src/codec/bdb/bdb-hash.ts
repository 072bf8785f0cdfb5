import { PlimsollError } from '../../base/error.ts';

export interface BdbRecord {
  readonly key: Buffer;
  readonly value: Buffer;
}

const HASH_MAGIC = 0x061561;
const PAGE_HEADER = 26;
/** Page types: hash pages of both kinds, and the pages that long values are on. */
const HASH_UNSORTED = 2;
const OVERFLOW = 7;
const HASH_SORTED = 13;
/** Item types on hash pages. */
const ON_PAGE = 1;
const OFF_PAGE = 3;

interface File {
  readonly bytes: Buffer;
  readonly pageSize: number;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  /** Bytes of values that may still be given: a hostile file cannot hold more than its own size. */
  left: number;
}

/** True when it is a Berkeley DB hash file of either byte order. */
export function isBdbHash(bytes: Buffer): boolean {
  return (
    bytes.length >= 512 && (bytes.readUInt32LE(12) === HASH_MAGIC || bytes.readUInt32BE(12) === HASH_MAGIC)
  );
}

/**
 * Reads every pair of a Berkeley DB hash file, in the order of its pages (Berkeley DB 4 and 5, dbinc/db_page.h).
 * Duplicates kept apart from their key are not followed: package databases have none.
 * @throws PlimsollError `malformed`, `limit`; pairs given before stay valid
 */
export function* readBdbHash(bytes: Buffer): Generator<BdbRecord> {
  const file = openFile(bytes);
  for (let start = file.pageSize; start + file.pageSize <= bytes.length; start += file.pageSize) {
    const type = bytes[start + 25];
    if (type === HASH_UNSORTED || type === HASH_SORTED) yield* readPage(file, start);
  }
}

function openFile(bytes: Buffer): File {
  if (!isBdbHash(bytes)) throw malformed('it is none');
  const isLittle = bytes.readUInt32LE(12) === HASH_MAGIC;
  const u16 = (at: number): number => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pageSize = u32(20);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0)
    throw malformed(`pages of ${pageSize} bytes`);
  if (bytes[24] !== 0) throw malformed('it is encrypted');
  return { bytes, pageSize, u16, u32, left: bytes.length };
}

// Items lie from the end of the page backwards; each reaches to where the one before it begins.
function* readPage(file: File, start: number): Generator<BdbRecord> {
  const entries = file.u16(start + 20);
  if (PAGE_HEADER + entries * 2 > file.pageSize) throw malformed('a page with more entries than it can hold');
  let end = file.pageSize;
  const items: Buffer[] = [];
  for (let i = 0; i < entries; i++) {
    const at = file.u16(start + PAGE_HEADER + i * 2);
    if (at < PAGE_HEADER + entries * 2 || at >= end) throw malformed('an item lies outside of its page');
    items.push(file.bytes.subarray(start + at, start + end));
    end = at;
  }
  for (let i = 0; i + 1 < items.length; i += 2) {
    const key = itemValue(file, items[i] as Buffer);
    const value = itemValue(file, items[i + 1] as Buffer);
    if (key && value) yield { key, value };
  }
}

function itemValue(file: File, item: Buffer): Buffer | undefined {
  if (item[0] === ON_PAGE) return item.subarray(1);
  if (item[0] !== OFF_PAGE) return undefined;
  if (item.length < 12) throw malformed('a reference to a long value is cut short');
  const at = item.byteOffset - file.bytes.byteOffset;
  return longValue(file, file.u32(at + 4), file.u32(at + 8));
}

function longValue(file: File, first: number, size: number): Buffer {
  file.left -= size;
  if (file.left < 0)
    throw new PlimsollError('limit', 'read Berkeley DB file: its values are larger than the file');
  const parts: Buffer[] = [];
  let left = size;
  for (let page = first; left > 0; ) {
    const start = page * file.pageSize;
    if (page === 0 || start + file.pageSize > file.bytes.length || file.bytes[start + 25] !== OVERFLOW)
      throw malformed(`page ${page} is no page of a long value`);
    const length = Math.min(file.u16(start + 22), left);
    if (length === 0 || length > file.pageSize - PAGE_HEADER) throw malformed('a long value is cut short');
    parts.push(file.bytes.subarray(start + PAGE_HEADER, start + PAGE_HEADER + length));
    left -= length;
    page = file.u32(start + 16);
  }
  return Buffer.concat(parts);
}

function malformed(why: string): PlimsollError {
  return new PlimsollError('malformed', `read Berkeley DB file: ${why}`);
}
