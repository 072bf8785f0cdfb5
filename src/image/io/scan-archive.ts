// An archive file shown to the readers of layers as the tree it holds: tar (plain, gzip, zstd) and zip. Nothing is
// unpacked.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { parseDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { formatBytes } from '../../base/text.ts';
import { decompress, sniffCompression } from '../../codec/compression.ts';
import { openZip, readZipEntry, type ZipEntry } from '../../codec/zip/index.ts';
import { offerContent } from '../layers/content.ts';
import { EntryEncoder } from '../layers/entry-codec.ts';
import { canonicalPath } from '../layers/path.ts';
import { scanLayer } from '../layers/scan.ts';
import type { LayerEntry, LayerReader } from '../layers/types.ts';
import { diskError } from './disk.ts';
import type { DirectoryScan } from './scan-directory.ts';

/** A zip is read from memory. */
const ZIP_BYTES = 256 * 1024 * 1024;
const CHUNK = 256 * 1024;
/** Archives that are packages themselves are left to their catalogers. */
const OWN_CATALOGER = /\.(jar|war|ear|par|sar|nar|jpi|hpi|kar|lpkg|rar)$/i;

/**
 * Scans what a file holds, where it is an archive; undefined where it is none.
 * @throws PlimsollError `malformed`, `limit` for a damaged or hostile archive; `unsupported` for a compression not read
 */
export async function scanArchive(
  path: string,
  readers: readonly LayerReader[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<DirectoryScan | undefined> {
  if (OWN_CATALOGER.test(path)) return undefined;
  const head = await readHead(path);
  if (head.readUInt32BE(0) === 0x504b0304) return scanZip(path, readers);
  if (/^(\xfd7zXZ\0|BZh[1-9])/.test(head.toString('latin1')) && /\.(tar\.|t)(xz|bz2)$/i.test(path))
    throw new PlimsollError(
      'unsupported',
      `read ${path}: an archive compressed with xz or bzip2 is not read`,
      {
        hint: 'unpack it into a folder and name that: dir:FOLDER',
      },
    );
  return (await holdsTar(path)) ? scanTar(path, readers, options) : undefined;
}

async function readHead(path: string): Promise<Buffer> {
  const head = Buffer.alloc(8);
  try {
    const handle = await open(path);
    await handle.read(head, 0, 8, 0).finally(() => handle.close());
    return head;
  } catch (error) {
    throw diskError(error, `read ${path}`);
  }
}

/** The first block of the plain bytes has tar's magic. */
async function holdsTar(path: string): Promise<boolean> {
  const stream = createReadStream(path, { highWaterMark: CHUNK });
  const first: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of decompress(stream, sniffCompression(await readHead(path)))) {
      first.push(chunk);
      length += chunk.length;
      if (length >= 512) break;
    }
  } catch {
    return false;
  } finally {
    stream.destroy();
  }
  return Buffer.concat(first).toString('latin1', 257, 262) === 'ustar';
}

async function scanTar(
  path: string,
  readers: readonly LayerReader[],
  options: { readonly signal?: AbortSignal },
): Promise<DirectoryScan> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  const digest = parseDigest(`sha256:${hash.digest('hex')}`);
  const stored = createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
  const descriptor = { mediaType: 'application/x-tar', digest, size };
  return scanLayer(stored, descriptor, readers, { where: path, ...options });
}

async function scanZip(path: string, readers: readonly LayerReader[]): Promise<DirectoryScan> {
  if ((await stat(path)).size > ZIP_BYTES)
    throw new PlimsollError('limit', `read ${path}: a zip archive of more than ${formatBytes(ZIP_BYTES)}`, {
      hint: 'unpack it into a folder and name that: dir:FOLDER',
    });
  const archive = openZip(await readFile(path));
  const readings = readers.map((reader) => ({ id: reader.id, reading: reader.begin() }));
  const encoder = new EntryEncoder();
  const unknowns: string[] = [];
  let unpackedSize = 0;
  for (const zipped of archive.entries) {
    if (zipped.name.endsWith('/')) continue;
    const entry = toEntry(zipped);
    encoder.add(entry);
    unpackedSize += entry.size;
    const header = { ...entry, uname: '', gname: '', storedSize: entry.size, linkPath: '', offset: 0 };
    const sink = offerContent(entry, header, readings);
    if (!sink) continue;
    try {
      sink.write(readZipEntry(archive, zipped));
    } catch (error) {
      unknowns.push(`${entry.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
    sink.end();
  }
  return {
    entryCount: encoder.count,
    unpackedSize,
    entries: encoder.finish(),
    results: Object.fromEntries(readings.map(({ id, reading }) => [id, reading.finish()])),
    unknowns,
  };
}

function toEntry({ name, size }: ZipEntry): LayerEntry {
  return {
    path: canonicalPath(name),
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size,
    mtime: 0,
    linkTarget: '',
    devMajor: 0,
    devMinor: 0,
  };
}
