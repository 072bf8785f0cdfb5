import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { createHasher, type DiffId, finishHasher } from '../../base/digest.ts';
import { asPlimsollError, PlimsollError } from '../../base/error.ts';
import { encodeTarHeader, type TarEntryFields, tarEnd, tarPadding } from '../../codec/tar/writer.ts';
import type { Descriptor } from '../descriptor.ts';
import { MediaType } from '../media-types.ts';

/** One file of a layer to write: its attributes, and its content in memory or on disk. */
export interface LayerFile {
  readonly fields: TarEntryFields;
  readonly content?: Buffer | { readonly file: string };
}

export interface WrittenLayer {
  readonly descriptor: Descriptor;
  readonly diffId: DiffId;
  /** The compressed layer, to be put into a sink and then removed. */
  readonly file: string;
  readonly unpackedSize: number;
}

/**
 * Writes a gzip layer into a file, streaming, hashing both sides. The same files give the same bytes: no time, name or
 * host in the gzip header, level and implementation fixed by the Node version.
 * @param file a new temporary file; removed again when writing fails
 */
export async function writeLayer(
  files: readonly LayerFile[],
  file: string,
  signal?: AbortSignal,
): Promise<WrittenLayer> {
  const plainHash = createHasher('sha256');
  const storedHash = createHasher('sha256');
  let unpackedSize = 0;
  let size = 0;
  const tar = tap(encodeLayer(files), (chunk) => {
    unpackedSize += chunk.length;
    plainHash.update(chunk);
  });
  const stored = (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> =>
    tap(source, (chunk) => {
      size += chunk.length;
      storedHash.update(chunk);
    });
  try {
    const gzip = createGzip({ level: constants.Z_DEFAULT_COMPRESSION, chunkSize: 256 * 1024 });
    await pipeline(
      tar,
      gzip,
      stored,
      createWriteStream(file, { flags: 'wx', mode: 0o600 }),
      signal ? { signal } : {},
    );
  } catch (error) {
    await rm(file, { force: true });
    throw asPlimsollError(error, `write a layer to ${file}`);
  }
  const digest = finishHasher(storedHash, 'sha256');
  return {
    descriptor: { mediaType: MediaType.ociLayerGzip, digest, size },
    diffId: finishHasher(plainHash, 'sha256') as string as DiffId,
    file,
    unpackedSize,
  };
}

async function* encodeLayer(files: readonly LayerFile[]): AsyncGenerator<Buffer> {
  for (const { fields, content } of files) {
    yield encodeTarHeader(fields);
    if (fields.type !== 'file' || content === undefined) continue;
    const size = fields.size ?? 0;
    yield* Buffer.isBuffer(content) ? [content] : exactly(content.file, size);
    const padding = tarPadding(size);
    if (padding.length > 0) yield padding;
  }
  yield tarEnd();
}

// A file that grows or shrinks while it is read must not shift everything behind it.
async function* exactly(file: string, size: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    yield chunk;
  }
  if (length !== size) throw new PlimsollError('io', `write a layer: ${file} changed while it was read`);
}

async function* tap(source: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    see(chunk);
    yield chunk;
  }
}
