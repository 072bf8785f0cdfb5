// The squashed root file system as one tar, streamed: directories first (so that every parent is there with its last
// attributes), then the layers from the bottom, each entry kept or dropped by the index. Nothing is unpacked.
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import type { TarHeader } from '../../codec/tar/format.ts';
import { TarParser } from '../../codec/tar/reader.ts';
import { encodeTarHeader, type TarEntryFields, tarEnd, tarPadding } from '../../codec/tar/writer.ts';
import type { Image } from '../image.ts';
import { verifyBlob } from '../verify.ts';
import type { FileIndex } from './file-index.ts';
import { canonicalPath, parseWhiteout } from './path.ts';
import { plainLayer } from './scan.ts';
import type { FileNode } from './types.ts';

export interface ExportOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Streams an image's file system as tar.
 * @param files the image's index, made by walkImage from the same layers
 * @throws PlimsollError when a layer turns out damaged: then the stream ends with that error, never short in silence
 */
export async function* exportTar(
  image: Image,
  files: FileIndex,
  options: ExportOptions = {},
): AsyncGenerator<Buffer> {
  for (const node of files.entries()) if (node.type === 'directory') yield encodeTarHeader(fieldsOf(node));
  for (const layer of image.layers) {
    if (!hasVisibleContent(files, layer.index)) continue;
    yield* exportLayer(image, files, layer.index, options);
  }
  yield tarEnd();
}

async function* exportLayer(
  image: Image,
  files: FileIndex,
  layer: number,
  options: ExportOptions,
): AsyncGenerator<Buffer> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const { descriptor } = image.layers[layer] as Image['layers'][number];
  const out: Buffer[] = [];
  const parser = new TarParser(new EntryFilter(files, layer, out), limits);
  const stored = image.source.blob(descriptor, options.signal ? { signal: options.signal } : {});
  const plain = await plainLayer(verifyBlob(stored, descriptor), limits);
  for await (const chunk of plain.bytes) {
    options.signal?.throwIfAborted();
    parser.write(chunk);
    yield* out.splice(0);
  }
  parser.end();
  yield* out.splice(0);
}

// Matches the entries of a layer's tar with their ids in the index and lets the visible ones through.
class EntryFilter {
  private nextId: number;
  private after: Buffer[] = [];
  private readonly files: FileIndex;
  private readonly out: Buffer[];

  constructor(files: FileIndex, layer: number, out: Buffer[]) {
    this.files = files;
    this.out = out;
    this.nextId = files.idRange(layer).first;
  }

  entry(header: TarHeader): ((chunk: Buffer) => void) | undefined {
    if (header.type === 'other' || parseWhiteout(canonicalPath(header.path))) return undefined;
    const id = this.nextId++;
    if (header.type === 'directory' || header.type === 'hardlink') return undefined;
    const [path, ...links] = this.files.pathsOf(id);
    if (path === undefined) return undefined;
    this.out.push(encodeTarHeader(fieldsOfHeader(header, path)));
    this.after = [tarPadding(header.storedSize), ...links.map((link) => hardLink(header, link, path))];
    return (chunk) => this.out.push(chunk);
  }

  entryEnd(): void {
    for (const bytes of this.after) if (bytes.length > 0) this.out.push(bytes);
    this.after = [];
  }
}

function hasVisibleContent(files: FileIndex, layer: number): boolean {
  const { first, end } = files.idRange(layer);
  for (let id = first; id < end; id++) {
    const type = files.typeOf(id);
    if (type !== 'directory' && type !== 'hardlink' && files.pathsOf(id).length > 0) return true;
  }
  return false;
}

function fieldsOf(node: FileNode): TarEntryFields {
  return { ...node, linkPath: node.linkTarget };
}

function fieldsOfHeader(header: TarHeader, path: string): TarEntryFields {
  const type = header.type as TarEntryFields['type'];
  return { ...header, path, type, uname: '', gname: '', linkPath: type === 'symlink' ? header.linkPath : '' };
}

function hardLink(header: TarHeader, path: string, to: string): Buffer {
  const { mode, uid, gid, mtime } = header;
  return encodeTarHeader({ path, type: 'hardlink', mode, uid, gid, mtime, linkPath: to });
}
