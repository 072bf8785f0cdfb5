import { PlimsollError } from '../../base/error.ts';
import { decodePath } from '../../base/path-bytes.ts';

export const BLOCK = 512;
export const ZERO_BLOCK: Buffer = Buffer.alloc(BLOCK);

export type TarType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'character'
  | 'block'
  | 'fifo'
  /** A type flag no container runtime unpacks (volume labels, multi-volume parts, vendor extensions). */
  | 'other';

/** A stretch of a sparse file that is really stored, in bytes from the file's start. */
export interface SparseExtent {
  readonly offset: number;
  readonly length: number;
}

/** One entry as the archive says, nothing cleaned: paths may be absolute, hold `..` or end in `/`. */
export interface TarHeader {
  readonly path: string;
  readonly type: TarType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly uname: string;
  readonly gname: string;
  /** Bytes of content; of a sparse file with its holes. */
  readonly size: number;
  /** Bytes stored in the archive: less than `size` for a sparse file. */
  readonly storedSize: number;
  readonly mtime: number;
  readonly linkPath: string;
  readonly devMajor: number;
  readonly devMinor: number;
  readonly xattrs?: ReadonlyMap<string, Buffer>;
  readonly sparse?: readonly SparseExtent[];
  /** Where the stored content begins, in bytes from the archive's start. */
  readonly offset: number;
}

/** The fixed 512-byte header (POSIX ustar, GNU, star, v7), numbers checked, long forms not yet merged. */
export interface RawHeader {
  readonly name: string;
  readonly flag: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly linkName: string;
  readonly uname: string;
  readonly gname: string;
  readonly devMajor: number;
  readonly devMinor: number;
  readonly gnu: boolean;
}

export function malformedTar(why: string): PlimsollError {
  return new PlimsollError('malformed', `read tar: ${why}`);
}

/**
 * Decodes one header block. @throws PlimsollError `malformed` on a wrong checksum or an impossible number
 * @param block at least 512 bytes from `at`
 */
export function decodeRawHeader(block: Buffer, at = 0): RawHeader {
  verifyChecksum(block, at);
  const magic = block.toString('latin1', at + 257, at + 265);
  const gnu = magic === 'ustar  \0';
  const ustar = magic.startsWith('ustar\0');
  const name = textField(block, at, 100);
  const prefix = ustar
    ? textField(block, at + 345, isStar(block, at) ? 131 : 155)
    : gnu
      ? oldGoPrefix(block, at)
      : '';
  const modern = ustar || gnu;
  return {
    name: prefix ? `${prefix}/${name}` : name,
    flag: String.fromCharCode(block[at + 156] as number),
    mode: decodeNumber(block, at + 100, 8) & 0o7777,
    uid: to32Bits(decodeNumber(block, at + 108, 8)),
    gid: to32Bits(decodeNumber(block, at + 116, 8)),
    size: decodeNumber(block, at + 124, 12),
    mtime: decodeNumber(block, at + 136, 12),
    linkName: textField(block, at + 157, 100),
    uname: modern ? textField(block, at + 265, 32) : '',
    gname: modern ? textField(block, at + 297, 32) : '',
    devMajor: modern ? to32Bits(decodeNumber(block, at + 329, 8)) : 0,
    devMinor: modern ? to32Bits(decodeNumber(block, at + 337, 8)) : 0,
    gnu,
  };
}

// Linux ids and device numbers have 32 bits; Go's reader takes what the field says and the kernel cuts it.
function to32Bits(value: number): number {
  return value >>> 0;
}

// Go before 1.8 wrote a ustar prefix into GNU headers, over the times there; images of those years exist. Like Go's
// reader since: a prefix when the times are no numbers and it is ASCII.
function oldGoPrefix(block: Buffer, at: number): string {
  if (isTime(block, at + 345) && isTime(block, at + 357)) return '';
  const prefix = textField(block, at + 345, 155);
  return /^[\x01-\x7f]*$/.test(prefix) ? prefix : '';
}

function isTime(block: Buffer, at: number): boolean {
  if (block[at] === 0) return true;
  try {
    decodeNumber(block, at, 12);
    return true;
  } catch {
    return false;
  }
}

function isStar(block: Buffer, at: number): boolean {
  return block.toString('latin1', at + 508, at + 512) === 'tar\0';
}

/**
 * Octal with spaces or NUL around it, read up to the first NUL inside, or GNU base-256 when the top bit is set (two's
 * complement, big-endian).
 * @throws PlimsollError `malformed` for other text and for what a double cannot hold exactly
 */
export function decodeNumber(block: Buffer, at: number, length: number): number {
  const first = block[at] as number;
  if (first & 0x80) return decodeBase256(block, at, length);
  let start = at;
  let end = at + length;
  while (start < end && isBlank(block[start])) start++;
  while (end > start && isBlank(block[end - 1])) end--;
  let value = 0;
  for (let i = start; i < end && block[i] !== 0; i++) {
    const c = block[i] as number;
    if (c < 0x30 || c > 0x37)
      throw malformedTar(`${JSON.stringify(block.toString('latin1', at, at + length))} is not a number`);
    value = value * 8 + (c - 0x30);
  }
  return value;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

function decodeBase256(block: Buffer, at: number, length: number): number {
  const negative = ((block[at] as number) & 0x40) !== 0;
  let value = negative ? -1n : 0n;
  for (let i = at; i < at + length; i++) {
    const byte = block[i] as number;
    const bits = i === at ? (negative ? byte | 0x80 : byte & 0x7f) : byte;
    value = (value << 8n) | BigInt(bits);
  }
  if (negative) value = BigInt.asIntN(length * 8, value);
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw malformedTar('a base-256 number is out of range');
  return number;
}

export function textField(block: Buffer, at: number, length: number): string {
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return decodePath(block, at, end);
}

export function isZeroBlock(block: Buffer, at: number): boolean {
  for (let i = at; i < at + BLOCK; i += 4) if (block.readUInt32LE(i) !== 0) return false;
  return true;
}

// Old tars summed signed bytes; both sums are accepted, as every reader does.
function verifyChecksum(block: Buffer, at: number): void {
  let unsigned = 256;
  let high = 0;
  for (let i = at; i < at + BLOCK; i++) {
    if (i >= at + 148 && i < at + 156) continue;
    const byte = block[i] as number;
    unsigned += byte;
    if (byte > 127) high++;
  }
  const stored = decodeNumber(block, at + 148, 8);
  if (stored !== unsigned && stored !== unsigned - 256 * high)
    throw malformedTar('a header has a wrong checksum (damaged, or not a tar archive)');
}
