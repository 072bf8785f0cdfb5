import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { PlimsollError } from '../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { formatBytes } from '../base/text.ts';
import { ZstdFrameSplitter } from './zstd-frames.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

// 256 KiB output chunks: zlib with its default of 16 KiB is 1.8 times slower, with 1 MiB no faster and hungrier.
const CHUNK = 256 * 1024;

/** Tells the compression by magic number, never by media type. Four bytes are enough. */
export function sniffCompression(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  // A skippable frame first: zstd:chunked and stargz variants.
  if (((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18)
    return 'zstd';
  return 'none';
}

/**
 * Decompresses a stream with bounded memory: every member of gzip and every frame of zstd. Reads the source to its end
 * even when the compressed data stops earlier (zeros after the last gzip member), so that a hash on the source covers
 * all of it. Errors of the source pass through as they are; leaving early closes the source.
 * @throws PlimsollError `malformed` when damaged or truncated, `limit` for decompression bombs
 */
export async function* decompress(
  source: AsyncIterable<Buffer>,
  kind: Compression,
  limits: Limits = DEFAULT_LIMITS,
): AsyncGenerator<Buffer> {
  const gauge = new BombGauge(limits);
  if (kind !== 'none') {
    yield* inflate(source, kind, gauge);
    return;
  }
  for await (const chunk of source) {
    gauge.add(chunk.length, chunk.length);
    yield chunk;
  }
}

async function* inflate(
  source: AsyncIterable<Buffer>,
  kind: 'gzip' | 'zstd',
  gauge: BombGauge,
): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  const inflater = new Inflater(kind, iterator, gauge);
  const fed = inflater.feed();
  // Awaited below, unless the reader leaves first: then its failure is nobody's business.
  fed.catch(() => {});
  try {
    for await (const chunk of inflater.output) {
      gauge.add(0, chunk.length);
      yield chunk;
    }
    // The end of the content is not the end of the blob: only now has the source been verified.
    await fed;
  } catch (error) {
    throw inflater.isForeign(error) ? error : damaged(kind, error);
  } finally {
    inflater.stop();
    await iterator.return?.();
  }
}

// Feeds a zlib stream by hand. `pipeline` would read ahead and lose a source's error (a wrong digest, say) that comes
// while the stream has already ended.
class Inflater {
  readonly output: AsyncIterable<Buffer>;
  private readonly transform: Gunzip | ZstdDecompress;
  private readonly iterator: AsyncIterator<Buffer>;
  private readonly gauge: BombGauge;
  private readonly splitter: ZstdFrameSplitter | undefined;
  private wake: () => void = () => {};
  private written = 0;
  private stopped = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(kind: 'gzip' | 'zstd', iterator: AsyncIterator<Buffer>, gauge: BombGauge) {
    this.transform =
      kind === 'gzip' ? createGunzip({ chunkSize: CHUNK }) : createZstdDecompress({ chunkSize: CHUNK });
    this.splitter = kind === 'zstd' ? new ZstdFrameSplitter() : undefined;
    this.iterator = iterator;
    this.gauge = gauge;
    this.output = this.transform as AsyncIterable<Buffer>;
    this.transform.once('close', () => this.wake());
  }

  /** Reads the source to its end. Rejects with what went wrong in the source or the gauge. */
  async feed(): Promise<void> {
    try {
      for (let next = this.ask(); !this.stopped; ) {
        const { value, done } = await next;
        if (done) break;
        next = this.ask();
        this.gauge.add(value.length, 0);
        for (const piece of this.splitter?.split(value) ?? [value]) await this.write(piece);
      }
      if (!this.stopped && !this.isOver()) this.transform.end();
    } catch (error) {
      this.failure = { error };
      this.transform.destroy(error as Error);
      throw error;
    }
  }

  /** True for errors that do not come from decompressing. */
  isForeign(error: unknown): boolean {
    return error instanceof PlimsollError || error === this.failure?.error;
  }

  stop(): void {
    this.stopped = true;
    this.transform.destroy();
  }

  // The next chunk is on its way while the last one is being decompressed.
  private ask(): Promise<IteratorResult<Buffer>> {
    const next = this.iterator.next();
    next.catch(() => {});
    return next;
  }

  private isOver(): boolean {
    return this.transform.destroyed || this.transform.bytesWritten < this.written;
  }

  private async write(piece: Buffer): Promise<void> {
    if (this.isOver()) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.transform.write(piece, () => resolve());
    });
    this.written += piece.length;
  }
}

function damaged(kind: Compression, error: unknown): PlimsollError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const why = code === 'Z_BUF_ERROR' ? 'it ends too early' : (error as Error).message;
  return new PlimsollError('malformed', `decompress ${kind} data: ${why}`, { cause: error });
}

/** Counts both sides of a decompression and stops it when it grows out of proportion. */
class BombGauge {
  private readonly limits: Limits;
  private compressed = 0;
  private plain = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  add(compressed: number, plain: number): void {
    this.compressed += compressed;
    this.plain += plain;
    const { layerBytes, ratio, ratioGraceBytes } = this.limits;
    if (this.plain > layerBytes)
      throw new PlimsollError('limit', `decompress: more than ${formatBytes(layerBytes)} come out`);
    if (this.plain > ratioGraceBytes && this.plain > this.compressed * ratio)
      throw new PlimsollError(
        'limit',
        `decompress: ${formatBytes(this.compressed)} turn into more than ${formatBytes(this.plain)}`,
        {
          hint: 'this looks like a decompression bomb: do not run this image',
        },
      );
  }
}
