import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { type Compression, decompress, sniffCompression } from '../../codec/compression.ts';
import { indexTar, type TarIndex } from '../../codec/tar-index.ts';
import type { BlobOptions, FileRange } from '../medium.ts';
import { canBeTar, describeContent } from './content-kind.ts';
import { diskError, readRange } from './disk.ts';
import type { FileTree } from './file-tree.ts';
import { type Spool, spool } from './spool.ts';

export interface OpenArchiveOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** What `-` reads. Default: the process's standard input. */
  readonly stdin?: Readable;
}

/** The members of a tar as a file tree, read in place. */
export interface ArchiveTree extends FileTree {
  readonly index: TarIndex;
}

/** Members that no image archive needs more of; a layer's own entries are not among them. */
const MAX_MEMBERS = 100_000;
const HEAD = 1024;

/**
 * Opens a tar archive for reading its members in any order. Plain files are read where they lie; compressed ones, pipes
 * and standard input (`-`) go through a temporary file without a name.
 * @throws PlimsollError `not-found`, `malformed` (no tar, truncated, names leading out of it), `limit`
 */
export async function openArchive(file: string, options: OpenArchiveOptions = {}): Promise<ArchiveTree> {
  if (file === '-') return openStream(options.stdin ?? process.stdin, 'standard input', options);
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY);
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
  try {
    const stat = await handle.stat();
    if (stat.isDirectory())
      throw new PlimsollError('malformed', `read ${file}: it is a folder, not an archive`);
    if (!stat.isFile()) return await openStream(handle.createReadStream(), file, options);
    const compression = await sniff(handle);
    if (compression === 'none')
      return await treeOf(
        { handle, path: file, size: stat.size, close: () => handle.close() },
        file,
        options,
      );
    const spooled = await unpack(readRange(handle, 0, stat.size), compression, file, options);
    await handle.close();
    return await treeOf(spooled, file, options);
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw diskError(error, `read ${file}`);
  }
}

/** Opens an archive that comes as a stream, by way of a temporary file. */
export async function openStream(
  source: AsyncIterable<Buffer>,
  label: string,
  options: OpenArchiveOptions = {},
): Promise<ArchiveTree> {
  const raw = await spool(source, options.signal);
  let compression: Compression;
  try {
    compression = await sniff(raw.handle);
  } catch (error) {
    await raw.close();
    throw error;
  }
  if (compression === 'none') return treeOf(raw, label, options);
  try {
    const plain = await unpack(readRange(raw.handle, 0, raw.size), compression, label, options);
    return await treeOf(plain, label, options);
  } finally {
    await raw.close();
  }
}

async function sniff(handle: FileHandle): Promise<Compression> {
  const head = Buffer.alloc(4);
  const { bytesRead } = await handle.read(head, 0, 4, 0);
  return sniffCompression(head.subarray(0, bytesRead));
}

async function unpack(
  source: AsyncIterable<Buffer>,
  compression: Compression,
  label: string,
  options: OpenArchiveOptions,
): Promise<Spool> {
  try {
    return await spool(decompress(source, compression, options.limits), options.signal);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw new PlimsollError(error.code, `read ${label}: ${error.message}`, { cause: error });
  }
}

async function treeOf(file: Spool, label: string, options: OpenArchiveOptions): Promise<ArchiveTree> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  try {
    const readAt = async (offset: number, length: number): Promise<Buffer> => {
      options.signal?.throwIfAborted();
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    refuseOtherFiles(await readAt(0, Math.min(HEAD, file.size)));
    const layerEntries = Math.min(limits.layerEntries, MAX_MEMBERS);
    const index = await indexTar(readAt, file.size, { ...limits, layerEntries });
    return new TarTree(file, label, index);
  } catch (error) {
    await file.close();
    if (!(error instanceof PlimsollError)) throw error;
    throw new PlimsollError(error.code, `read ${label}: ${error.message.replace(/^read tar: /, '')}`, {
      ...(error.hint && { hint: error.hint }),
      cause: error,
    });
  }
}

function refuseOtherFiles(head: Buffer): void {
  if (canBeTar(head)) return;
  throw new PlimsollError('malformed', `it is not an archive: it looks like ${describeContent(head)}`, {
    hint: 'give what docker save, skopeo copy or plimsoll save wrote',
  });
}

class TarTree implements ArchiveTree {
  readonly label: string;
  readonly index: TarIndex;
  private readonly file: Spool;

  constructor(file: Spool, label: string, index: TarIndex) {
    this.file = file;
    this.label = label;
    this.index = index;
  }

  async find(name: string): Promise<FileRange | undefined> {
    const member = this.index.find(name);
    return member && { path: this.file.path, offset: member.offset, size: member.size };
  }

  async *read(range: FileRange, options: BlobOptions = {}): AsyncGenerator<Buffer> {
    const skip = Math.min(options.offset ?? 0, range.size);
    yield* readRange(this.file.handle, range.offset + skip, range.size - skip, options.signal);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
