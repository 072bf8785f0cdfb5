// One pass over one layer: hash the stored bytes, decompress, hash the plain bytes, read the tar, offer each entry once
// to every reader. Nothing is unpacked; content is buffered only as far as a reader asked.
import { algorithmOf, createHasher, type DiffId, finishHasher } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { type Compression, decompress, sniffCompression } from '../../codec/compression.ts';
import type { TarHeader } from '../../codec/tar/format.ts';
import { TarParser } from '../../codec/tar/reader.ts';
import type { Descriptor } from '../descriptor.ts';
import { verifyBlob } from '../verify.ts';
import { offerContent } from './content.ts';
import { EntryEncoder } from './entry-codec.ts';
import { canonicalPath } from './path.ts';
import type { LayerEntry, LayerReader } from './types.ts';

/** What one pass over a layer found. Plain data: it crosses threads and is cached. */
export interface LayerScan {
  readonly diffId: DiffId;
  readonly compression: Compression;
  readonly unpackedSize: number;
  readonly entryCount: number;
  /** {@link EntryEncoder} bytes, whiteouts among them, in the order of the tar. */
  readonly entries: Buffer;
  /** By reader id. */
  readonly results: Readonly<Record<string, unknown>>;
  /** What no runtime would unpack, or plimsoll skipped. */
  readonly unknowns: readonly string[];
}

export interface ScanOptions {
  readonly limits?: Limits;
  /** The diffID the image's configuration promises; checked. */
  readonly diffId?: DiffId;
  readonly where?: string;
  readonly signal?: AbortSignal;
  /** Compressed bytes read so far. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Reads a layer from its stored bytes.
 * @param stored the blob's bytes, unverified; both digests are verified here
 * @throws PlimsollError `digest-mismatch`, `size-mismatch`, `malformed`, `limit`
 */
export async function scanLayer(
  stored: AsyncIterable<Buffer>,
  descriptor: Descriptor,
  readers: readonly LayerReader[],
  options: ScanOptions = {},
): Promise<LayerScan> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const where = options.where ?? `layer ${descriptor.digest}`;
  const collector = new EntryCollector(readers, limits);
  const parser = new TarParser(collector, limits);
  const plain = await plainLayer(
    verifyBlob(stored, descriptor, { where, ...(options.onBytes && { onBytes: options.onBytes }) }),
    limits,
  );
  const algorithm = options.diffId ? algorithmOf(options.diffId) : 'sha256';
  // A layer stored as it is has one digest: its bytes are hashed once, as those of the blob.
  const isOneDigest = plain.compression === 'none' && algorithmOf(descriptor.digest) === algorithm;
  const hash = isOneDigest ? undefined : createHasher(algorithm);
  let unpackedSize = 0;
  try {
    for await (const chunk of plain.bytes) {
      options.signal?.throwIfAborted();
      unpackedSize += chunk.length;
      hash?.update(chunk);
      parser.write(chunk);
    }
    parser.end();
  } catch (error) {
    throw inLayer(error, where);
  }
  const digest: string = hash ? finishHasher(hash, algorithm) : descriptor.digest;
  const diffId = digest as DiffId;
  if (options.diffId && diffId !== options.diffId) throw wrongDiffId(where, diffId, options.diffId);
  return {
    diffId,
    compression: plain.compression,
    unpackedSize,
    entryCount: collector.encoder.count,
    entries: collector.encoder.finish(),
    results: collector.results(),
    unknowns: collector.unknowns,
  };
}

/** Finds out how a layer is compressed by looking, and gives its plain tar. */
export async function plainLayer(
  stored: AsyncIterable<Buffer>,
  limits: Limits = DEFAULT_LIMITS,
): Promise<{ compression: Compression; bytes: AsyncIterable<Buffer> }> {
  const iterator = stored[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let length = 0;
  while (length < 4) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
    length += next.value.length;
  }
  const first = Buffer.concat(head);
  const compression = sniffCompression(first);
  return { compression, bytes: decompress(resume(first, iterator), compression, limits) };
}

async function* resume(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

// Turns tar headers into entries and hands content to the readers.
class EntryCollector {
  readonly encoder = new EntryEncoder();
  readonly unknowns: string[] = [];
  private readonly readings: readonly { id: string; reading: ReturnType<LayerReader['begin']> }[];
  private finishContent: (() => void) | undefined;
  private readonly limits: Limits;

  constructor(readers: readonly LayerReader[], limits: Limits) {
    this.readings = readers.map((reader) => ({ id: reader.id, reading: reader.begin() }));
    this.limits = limits;
  }

  entry(header: TarHeader): ((chunk: Buffer) => void) | undefined {
    const entry = this.toEntry(header);
    if (!entry) return undefined;
    this.encoder.add(entry);
    if (entry.type !== 'file' || isWhiteoutName(entry.path)) return undefined;
    const content = offerContent(entry, header, this.readings);
    this.finishContent = content?.end;
    return content?.write;
  }

  entryEnd(): void {
    this.finishContent?.();
    this.finishContent = undefined;
  }

  results(): Record<string, unknown> {
    return Object.fromEntries(this.readings.map(({ id, reading }) => [id, reading.finish()]));
  }

  private toEntry(header: TarHeader): LayerEntry | undefined {
    if (header.type === 'other') {
      if (this.unknowns.length < 100)
        this.unknowns.push(`an entry of a type that no runtime unpacks was skipped: ${header.path}`);
      return undefined;
    }
    const path = canonicalPath(header.path);
    if (path.length > this.limits.pathBytes)
      throw new PlimsollError('limit', `read tar: a path longer than ${this.limits.pathBytes} bytes`);
    return {
      path,
      type: header.type,
      mode: header.mode,
      uid: header.uid,
      gid: header.gid,
      size: header.size,
      mtime: header.mtime,
      linkTarget:
        header.type === 'hardlink'
          ? canonicalPath(header.linkPath, 'hard link target')
          : header.type === 'symlink'
            ? header.linkPath
            : '',
      devMajor: isDevice(header) ? header.devMajor : 0,
      devMinor: isDevice(header) ? header.devMinor : 0,
      ...(header.xattrs && { xattrs: header.xattrs }),
    };
  }
}

function isDevice(header: TarHeader): boolean {
  return header.type === 'character' || header.type === 'block';
}

function isWhiteoutName(path: string): boolean {
  return path.startsWith('.wh.', path.lastIndexOf('/') + 1);
}

function inLayer(error: unknown, where: string): unknown {
  if (!(error instanceof PlimsollError) || error.message.includes(where)) return error;
  return new PlimsollError(error.code, `read ${where}: ${error.message}`, {
    ...(error.hint && { hint: error.hint }),
    cause: error,
  });
}

function wrongDiffId(where: string, actual: DiffId, promised: DiffId): PlimsollError {
  return new PlimsollError(
    'digest-mismatch',
    `read ${where}: unpacked it is ${actual}, but the configuration promises diffID ${promised}`,
    {
      hint: 'the manifest and the configuration do not belong together: fetch the image again from a source you trust',
    },
  );
}
