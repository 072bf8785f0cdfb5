import { crc32, inflateRawSync } from 'node:zlib';
import { type DirectoryLimits, readDirectory } from './directory.ts';
import {
  DEFLATED,
  FLAG_ENCRYPTED,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  STORED,
  type ZipEntry,
  zipError,
} from './format.ts';

export interface ZipLimits extends DirectoryLimits {
  /** One entry, unpacked. */
  readonly entryBytes: number;
  /** Unpacked bytes per packed byte, past {@link ratioGraceBytes}. */
  readonly ratio: number;
  readonly ratioGraceBytes: number;
}

const MiB = 1024 * 1024;

export const ZIP_LIMITS: ZipLimits = {
  entries: 1_000_000,
  nameBytes: 8192,
  entryBytes: 512 * MiB,
  ratio: 200,
  ratioGraceBytes: 16 * MiB,
};

/** An opened archive: random access over the bytes it came with. */
export interface ZipArchive {
  readonly bytes: Buffer;
  /** In the order of the directory, names given twice included. */
  readonly entries: readonly ZipEntry[];
  readonly limits: ZipLimits;
}

/**
 * Opens a zip archive; what stands before it (a script that starts it) is skipped. Nothing is unpacked.
 * @throws PlimsollError `malformed` where it is none, `limit`
 */
export function openZip(bytes: Buffer, limits: Partial<ZipLimits> = {}): ZipArchive {
  const all = { ...ZIP_LIMITS, ...limits };
  return { bytes, entries: readDirectory(bytes, all), limits: all };
}

/**
 * Unpacks one entry and checks it against its size and checksum. A stored entry is a view of the archive's own bytes.
 * @throws PlimsollError `malformed`, `limit` (a bomb), `unsupported` (encrypted, other methods)
 */
export function readZipEntry(archive: ZipArchive, entry: ZipEntry): Buffer {
  const { limits } = archive;
  const label = JSON.stringify(entry.name.slice(0, 200));
  if ((entry.flags & FLAG_ENCRYPTED) !== 0) throw zipError(`${label} is encrypted`, 'unsupported');
  if (entry.size > limits.entryBytes)
    throw zipError(`${label} unpacks to ${entry.size} bytes, the limit is ${limits.entryBytes}`, 'limit');
  if (entry.size > limits.ratioGraceBytes && entry.size > entry.compressedSize * limits.ratio)
    throw zipError(`${label} unpacks to more than ${limits.ratio} times its size`, 'limit');
  const packed = packedBytes(archive.bytes, entry, label);
  const content = unpack(packed, entry, label);
  if (content.length !== entry.size)
    throw zipError(`${label} holds ${content.length} bytes, its directory says ${entry.size}`);
  if (crc32(content) !== entry.crc32) throw zipError(`the checksum of ${label} is wrong`);
  return content;
}

// The local header's own sizes may be zero (a data descriptor follows): the directory's count.
function packedBytes(bytes: Buffer, entry: ZipEntry, label: string): Buffer {
  const { offset } = entry;
  if (offset + LOCAL_HEADER_BYTES > bytes.length || bytes.readUInt32LE(offset) !== LOCAL_HEADER)
    throw zipError(`${label} is not where its directory says`);
  const start =
    offset + LOCAL_HEADER_BYTES + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const end = start + entry.compressedSize;
  if (end > bytes.length) throw zipError(`${label} breaks off`);
  return bytes.subarray(start, end);
}

function unpack(packed: Buffer, entry: ZipEntry, label: string): Buffer {
  if (entry.method === STORED) return packed;
  if (entry.method !== DEFLATED)
    throw zipError(`${label} is packed by method ${entry.method}, which is not read`, 'unsupported');
  if (entry.size === 0) return Buffer.alloc(0);
  try {
    return inflateRawSync(packed, { maxOutputLength: entry.size, chunkSize: chunkSize(entry.size) });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw zipError(`${label} unpacks to more than the ${entry.size} bytes its directory says`);
    throw zipError(`${label} is damaged (${(error as Error).message})`);
  }
}

function chunkSize(size: number): number {
  return Math.min(MiB, Math.max(1024, size));
}
