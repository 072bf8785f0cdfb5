import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type DiffId, hexOf } from '../../base/digest.ts';
import type { LayerScan } from '../layers/scan.ts';
import type { LayerBlob, ScanCache } from '../layers/walk.ts';
import { makeDirectory } from './disk.ts';

// One file a layer and set of readers: a length-prefixed JSON head, then the entries, zstd-compressed, with a digest in
// front. It is a cache: whatever is not right with a file, the layer is read again.
const MAGIC = Buffer.from('PLSC\x03');
const MAX_BYTES = 1024 ** 3;
const KEEP_BYTES = 512 * 1024 ** 2;
/** One layer comes in few compressions: plain, and what each builder made of it. */
const KEEP_BLOBS = 32;

/** What a file holds: the scan, and the blobs that were verified to unpack to its diffID. */
interface Cached {
  readonly scan: LayerScan;
  readonly blobs: readonly string[];
}

/** A cache of layer scans in a folder; the least recently used go when it grows past 512 MiB. */
export function openScanCache(directory: string): ScanCache {
  const fileOf = (diffId: DiffId, readers: string): string =>
    join(
      directory,
      `${hexOf(diffId).slice(0, 40)}-${createHash('sha256').update(readers).digest('hex').slice(0, 12)}`,
    );
  return {
    get: async (diffId, blob, readers) => {
      const file = fileOf(diffId, readers);
      const cached = await readCache(file, diffId);
      if (!cached?.blobs.includes(blobKey(blob))) return undefined;
      const now = new Date();
      await utimes(file, now, now).catch(() => {});
      return cached.scan;
    },
    put: async (scan, blob, readers) => {
      const file = fileOf(scan.diffId, readers);
      const known = (await readCache(file, scan.diffId))?.blobs ?? [];
      const blobs = [...new Set([blobKey(blob), ...known])].slice(0, KEEP_BLOBS);
      // A full disk or a read-only home costs speed, never the result.
      await writeCache(directory, file, encodeCached({ scan, blobs })).catch(() => {});
    },
  };
}

function blobKey({ digest, size }: LayerBlob): string {
  return `${digest} ${size}`;
}

async function readCache(file: string, diffId: DiffId): Promise<Cached | undefined> {
  const cached = decodeCached(await readFile(file).catch(() => undefined));
  return cached?.scan.diffId === diffId ? cached : undefined;
}

async function writeCache(directory: string, file: string, bytes: Buffer): Promise<void> {
  await makeDirectory(directory, 0o700);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await evict(directory);
}

async function evict(directory: string): Promise<void> {
  const files = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      const file = join(directory, name);
      const info = await stat(file).catch(() => undefined);
      return { file, size: info?.size ?? 0, used: info?.mtimeMs ?? 0 };
    }),
  );
  let total = files.reduce((sum, f) => sum + f.size, 0);
  for (const { file, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= KEEP_BYTES) return;
    await rm(file, { force: true });
    total -= size;
  }
}

function encodeCached({ scan, blobs }: Cached): Buffer {
  const { entries, ...rest } = scan;
  const head = Buffer.from(JSON.stringify({ scan: rest, blobs }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const body = zstdCompressSync(Buffer.concat([length, head, entries]));
  return Buffer.concat([MAGIC, createHash('sha256').update(body).digest(), body]);
}

function decodeCached(bytes: Buffer | undefined): Cached | undefined {
  const start = MAGIC.length + 32;
  if (!bytes || bytes.length < start + 4 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const body = bytes.subarray(start);
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(MAGIC.length, start)))
    return undefined;
  try {
    const plain = zstdDecompressSync(body, { maxOutputLength: MAX_BYTES });
    const headEnd = 4 + plain.readUInt32LE(0);
    const head = JSON.parse(plain.toString('utf8', 4, headEnd)) as Cached;
    return { blobs: head.blobs, scan: { ...head.scan, entries: plain.subarray(headEnd) } };
  } catch {
    return undefined;
  }
}
