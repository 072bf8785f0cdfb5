import { PlimsollError } from '../../base/error.ts';

const PAGE = 4096;
const SLOT = 16;
const BLOCK = 16;
const HEADER = 32;
const BLOB_HEAD = 16;
const BLOB_TAIL = 12;
const MAGIC = fourCharacters('RpmP');
const SLOT_MAGIC = fourCharacters('Slot');
const BLOB_MAGIC = fourCharacters('BlbS');

/** True when it is a package database in rpm's own format ("ndb", SUSE). */
export function isNdb(bytes: Buffer): boolean {
  return bytes.length >= HEADER && bytes.readUInt32LE(0) === MAGIC;
}

/**
 * Reads every blob of an ndb package database, `Packages.db`: pages of slots that point to blobs (rpm,
 * lib/backend/ndb/rpmpkg.c). All numbers are little-endian.
 * @throws PlimsollError `malformed`, `limit`; blobs given before stay valid
 */
export function* readNdb(bytes: Buffer): Generator<Buffer> {
  if (!isNdb(bytes)) throw malformed('it is none');
  const version = bytes.readUInt32LE(4);
  if (version !== 0) throw new PlimsollError('unsupported', `read ndb file: its version is ${version}`);
  const end = bytes.readUInt32LE(12) * PAGE;
  if (end === 0 || end > bytes.length) throw malformed('its slots lie outside of it');
  let left = bytes.length;
  for (let at = HEADER; at < end; at += SLOT) {
    if (bytes.readUInt32LE(at) !== SLOT_MAGIC) throw malformed('a slot is none');
    const index = bytes.readUInt32LE(at + 4);
    if (index === 0) continue;
    const blob = readBlob(bytes, index, bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12));
    left -= blob.length;
    if (left < 0) throw new PlimsollError('limit', 'read ndb file: its blobs are larger than the file');
    yield blob;
  }
}

function readBlob(bytes: Buffer, index: number, block: number, blocks: number): Buffer {
  const start = block * BLOCK;
  if (start + blocks * BLOCK > bytes.length || blocks * BLOCK < BLOB_HEAD + BLOB_TAIL)
    throw malformed('a blob lies outside of it');
  if (bytes.readUInt32LE(start) !== BLOB_MAGIC || bytes.readUInt32LE(start + 4) !== index)
    throw malformed('a slot points to what is no blob of it');
  const size = bytes.readUInt32LE(start + 12);
  if (size > blocks * BLOCK - BLOB_HEAD - BLOB_TAIL) throw malformed('a blob is longer than its place');
  return bytes.subarray(start + BLOB_HEAD, start + BLOB_HEAD + size);
}

function fourCharacters(text: string): number {
  return Buffer.from(text, 'latin1').readUInt32LE(0);
}

function malformed(why: string): PlimsollError {
  return new PlimsollError('malformed', `read ndb file: ${why}`);
}
