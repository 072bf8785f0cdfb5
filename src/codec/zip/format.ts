// The fixed records of a zip archive (APPNOTE 6.3.10, section 4.3). Little-endian throughout.
import { PlimsollError } from '../../base/error.ts';

export const LOCAL_HEADER = 0x04034b50;
export const CENTRAL_HEADER = 0x02014b50;
export const END_RECORD = 0x06054b50;
export const ZIP64_END_RECORD = 0x06064b50;
export const ZIP64_LOCATOR = 0x07064b50;

export const LOCAL_HEADER_BYTES = 30;
export const CENTRAL_HEADER_BYTES = 46;
export const END_RECORD_BYTES = 22;
export const ZIP64_END_RECORD_BYTES = 56;
export const ZIP64_LOCATOR_BYTES = 20;

/** General purpose flags. */
export const FLAG_ENCRYPTED = 0x1;
export const FLAG_UTF8 = 0x800;

export const STORED = 0;
export const DEFLATED = 8;

/** One file or folder of the archive, as its central directory has it. */
export interface ZipEntry {
  /** As written: it may be absolute, hold `..` or control characters. */
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Of its local header, in the buffer. */
  readonly offset: number;
}

/** Everything that can be wrong with an archive's bytes. */
export function zipError(
  why: string,
  code: 'malformed' | 'limit' | 'unsupported' = 'malformed',
): PlimsollError {
  return new PlimsollError(code, `read zip archive: ${why}`);
}

/** Eight bytes as a number; what no archive of ours can be is refused. */
export function readUint64(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw zipError('a size or offset is larger than any file');
  return Number(value);
}
