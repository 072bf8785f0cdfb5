import {
  CENTRAL_HEADER,
  CENTRAL_HEADER_BYTES,
  END_RECORD,
  END_RECORD_BYTES,
  FLAG_UTF8,
  readUint64,
  ZIP64_END_RECORD,
  ZIP64_END_RECORD_BYTES,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
  type ZipEntry,
  zipError,
} from './format.ts';

export interface DirectoryLimits {
  readonly entries: number;
  /** One name. The format stops at 65535. */
  readonly nameBytes: number;
}

interface End {
  readonly entries: number;
  readonly size: number;
  /** Where the directory begins in the buffer. */
  readonly start: number;
  /** Bytes put before the archive (a launcher script): to be added to every offset in it. */
  readonly prefix: number;
}

/**
 * Reads the central directory, which alone says what an archive holds.
 * @throws PlimsollError `malformed` without one, `limit` with more entries or longer names than allowed
 */
export function readDirectory(bytes: Buffer, limits: DirectoryLimits): ZipEntry[] {
  const end = findEnd(bytes);
  if (end.entries > limits.entries)
    throw zipError(`${end.entries} entries, the limit is ${limits.entries}`, 'limit');
  const entries: ZipEntry[] = [];
  let at = end.start;
  const stop = end.start + end.size;
  while (entries.length < end.entries) {
    if (at + CENTRAL_HEADER_BYTES > stop || bytes.readUInt32LE(at) !== CENTRAL_HEADER)
      throw zipError(`its directory breaks off after ${entries.length} of ${end.entries} entries`);
    const next = at + recordBytes(bytes, at);
    if (next > stop) throw zipError('an entry of its directory is longer than the directory');
    if (bytes.readUInt16LE(at + 28) > limits.nameBytes)
      throw zipError(
        `a name of ${bytes.readUInt16LE(at + 28)} bytes, the limit is ${limits.nameBytes}`,
        'limit',
      );
    entries.push(readEntry(bytes, at, end.prefix));
    at = next;
  }
  return entries;
}

function recordBytes(bytes: Buffer, at: number): number {
  return (
    CENTRAL_HEADER_BYTES +
    bytes.readUInt16LE(at + 28) +
    bytes.readUInt16LE(at + 30) +
    bytes.readUInt16LE(at + 32)
  );
}

function readEntry(bytes: Buffer, at: number, prefix: number): ZipEntry {
  const flags = bytes.readUInt16LE(at + 8);
  const nameEnd = at + CENTRAL_HEADER_BYTES + bytes.readUInt16LE(at + 28);
  const name = bytes.toString(
    (flags & FLAG_UTF8) !== 0 ? 'utf8' : 'latin1',
    at + CENTRAL_HEADER_BYTES,
    nameEnd,
  );
  const sizes = widened(bytes, at, nameEnd, nameEnd + bytes.readUInt16LE(at + 30));
  return {
    name,
    method: bytes.readUInt16LE(at + 10),
    flags,
    crc32: bytes.readUInt32LE(at + 16),
    compressedSize: sizes.compressedSize,
    size: sizes.size,
    offset: prefix + sizes.offset,
  };
}

// Zip64: fields that are all ones stand in the extra field 1, in this order, those that fit left out (4.5.3).
function widened(
  bytes: Buffer,
  at: number,
  extraStart: number,
  extraEnd: number,
): { size: number; compressedSize: number; offset: number } {
  const fields = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
  let extra = extraStart;
  while (fields.includes(0xffffffff) && extra + 4 <= extraEnd) {
    const length = bytes.readUInt16LE(extra + 2);
    const end = Math.min(extra + 4 + length, extraEnd);
    if (bytes.readUInt16LE(extra) === 1) fill(bytes, fields, extra + 4, end);
    extra += 4 + length;
  }
  const [size, compressedSize, offset] = fields as [number, number, number];
  return { size, compressedSize, offset };
}

function fill(bytes: Buffer, fields: number[], at: number, end: number): void {
  for (const [index, value] of fields.entries()) {
    if (value !== 0xffffffff || at + 8 > end) continue;
    fields[index] = readUint64(bytes, at);
    at += 8;
  }
}

// The end record is searched from the back, over the longest comment there can be, as a Java VM does: its signature may
// stand in a comment, so that one whose comment ends the file wins over one with other bytes behind it.
function findEnd(bytes: Buffer): End {
  const lowest = Math.max(0, bytes.length - END_RECORD_BYTES - 0xffff);
  let withTail: End | undefined;
  for (let at = bytes.length - END_RECORD_BYTES; at >= lowest; at--) {
    if (bytes[at] !== 0x50 || bytes.readUInt32LE(at) !== END_RECORD) continue;
    const end = readEnd(bytes, at);
    if (end && at + END_RECORD_BYTES + bytes.readUInt16LE(at + 20) === bytes.length) return end;
    if (end && end.entries > 0) withTail ??= end;
  }
  if (withTail) return withTail;
  throw zipError('it has no directory of its entries at its end');
}

function readEnd(bytes: Buffer, at: number): End | undefined {
  const entries = bytes.readUInt16LE(at + 10);
  const size = bytes.readUInt32LE(at + 12);
  const offset = bytes.readUInt32LE(at + 16);
  if (entries === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    const wide = readZip64End(bytes, at);
    if (wide) return wide;
  }
  return placed(bytes, at, entries, size, offset);
}

function readZip64End(bytes: Buffer, end: number): End | undefined {
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || bytes.readUInt32LE(locator) !== ZIP64_LOCATOR) return undefined;
  const said = readUint64(bytes, locator + 8);
  // Bytes before the archive move it: then it lies just before its locator.
  const at = [said, locator - ZIP64_END_RECORD_BYTES].find(
    (p) => p >= 0 && p + ZIP64_END_RECORD_BYTES <= locator && bytes.readUInt32LE(p) === ZIP64_END_RECORD,
  );
  if (at === undefined) return undefined;
  return placed(
    bytes,
    at,
    readUint64(bytes, at + 32),
    readUint64(bytes, at + 40),
    readUint64(bytes, at + 48),
  );
}

function placed(bytes: Buffer, at: number, entries: number, size: number, offset: number): End | undefined {
  const start = at - size;
  const prefix = start - offset;
  if (start < 0 || prefix < 0) return undefined;
  if (entries > 0 && (start + 4 > bytes.length || bytes.readUInt32LE(start) !== CENTRAL_HEADER))
    return undefined;
  return { entries, size, start, prefix };
}
