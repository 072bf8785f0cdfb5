import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Document } from '../manifest.ts';
import type { ImageSink, ImageSource, OnProgress, Transport } from '../medium.ts';
import { diskError, makeDirectory, removeQuietly } from './disk.ts';
import { type DockerShape, dockerShapeOf } from './docker-shape.ts';
import { directoryTree } from './file-tree.ts';
import { EMPTY_INDEX, formatLayoutIndex, LAYOUT_FILE, replaceEntry } from './layout-index.ts';
import { entryOf, openLayoutSink } from './layout-sink.ts';
import { openLayoutSource, readTreeIndex, suffix } from './layout-source.ts';
import { isFullName, repoTag } from './names.ts';
import { type TarFileEntry, writeTarFile } from './tar-file.ts';

export interface ArchiveSinkOptions {
  readonly name?: string;
  readonly transport?: Transport;
  /** Further names that the image gets in the archive. */
  readonly names?: readonly string[];
  readonly onProgress?: OnProgress;
  /** Where `-` writes. Default: the process's standard output. */
  readonly stdout?: Writable;
  readonly signal?: AbortSignal;
}

/**
 * Opens an oci-archive for writing: the tar of an image layout, and `manifest.json` beside it where docker can load the
 * image. Equal images give equal bytes. The file appears whole, when the sink is closed.
 * @param file path, or `-` for standard output
 * @param ref the image's name in the archive
 */
export async function openOciArchiveSink(
  file: string,
  ref?: string,
  options: ArchiveSinkOptions = {},
): Promise<ImageSink> {
  return ArchiveSink.open('oci-archive', file, ref, options);
}

/**
 * Opens a docker-archive for writing, one that `docker load`, `podman load` and skopeo read. It is an oci-archive at the
 * same time, so that the digest survives, unless layers are zstd: docker before 23 cannot read those, and they are
 * stored uncompressed.
 */
export async function openDockerArchiveSink(
  file: string,
  ref?: string,
  options: ArchiveSinkOptions = {},
): Promise<ImageSink> {
  return ArchiveSink.open('docker-archive', file, ref, options);
}

// Blobs arrive in any order and several at once, a tar is written from front to back: so they are gathered in a layout
// beside the archive first.
class ArchiveSink implements ImageSink {
  readonly transport: Transport;
  readonly name: string;
  private readonly kind: 'oci-archive' | 'docker-archive';
  private readonly file: string;
  private readonly ref: string | undefined;
  private readonly options: ArchiveSinkOptions;
  private readonly stage: string;
  private readonly layout: ImageSink;
  private root: Document | undefined;

  static async open(
    kind: 'oci-archive' | 'docker-archive',
    file: string,
    ref: string | undefined,
    options: ArchiveSinkOptions,
  ): Promise<ImageSink> {
    const stage = await makeStage(file);
    return new ArchiveSink(kind, file, ref, options, stage, await openLayoutSink(stage, ref));
  }

  private constructor(
    kind: 'oci-archive' | 'docker-archive',
    file: string,
    ref: string | undefined,
    options: ArchiveSinkOptions,
    stage: string,
    layout: ImageSink,
  ) {
    this.transport = options.transport ?? kind;
    this.name = options.name ?? `${kind}:${file}${suffix(ref)}`;
    this.kind = kind;
    this.file = file;
    this.ref = ref === '' || ref?.startsWith('@') ? undefined : ref;
    this.options = options;
    this.stage = stage;
    this.layout = layout;
  }

  async hasBlob(descriptor: Descriptor, signal?: AbortSignal): Promise<boolean> {
    return this.layout.hasBlob(descriptor, signal);
  }

  async adoptBlob(descriptor: Descriptor, from: ImageSource, signal?: AbortSignal): Promise<boolean> {
    return this.layout.adoptBlob(descriptor, from, signal);
  }

  async putBlob(
    descriptor: Descriptor,
    open: (offset: number) => AsyncIterable<Buffer>,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.layout.putBlob(descriptor, open, signal);
  }

  async putDocument(document: Document, signal?: AbortSignal): Promise<void> {
    await this.layout.putDocument(document, signal);
  }

  async tag(document: Document, signal?: AbortSignal): Promise<void> {
    await this.layout.tag(document, signal);
    this.root = document;
  }

  async close(): Promise<void> {
    try {
      if (!this.root) throw new PlimsollError('internal', `write ${this.name}: no image was put into it`);
      const { signal, stdout } = this.options;
      const entries = await this.members(this.root);
      await writeTarFile(this.file, entries, { ...(signal && { signal }), ...(stdout && { stdout }) });
    } finally {
      await removeQuietly(this.stage);
    }
  }

  async abort(): Promise<void> {
    await removeQuietly(this.stage);
  }

  private async members(root: Document): Promise<TarFileEntry[]> {
    const names = [
      ...new Set([...(this.ref === undefined ? [] : [this.ref]), ...(this.options.names ?? [])]),
    ];
    const shape = await this.dockerShape(root, names.filter(isFullName).map(repoTag));
    if (shape?.decompressed) return dockerOnly(shape);
    let index = EMPTY_INDEX;
    for (const ref of names.length > 0 ? names : [undefined]) index = replaceEntry(index, entryOf(root, ref));
    for (const extra of await this.referrers()) index = replaceEntry(index, extra);
    return [
      { path: 'oci-layout', content: Buffer.from(LAYOUT_FILE) },
      { path: 'index.json', content: formatLayoutIndex(index) },
      ...(shape ? [{ path: 'manifest.json', content: shape.manifest }] : []),
      { path: 'blobs', content: 'directory' },
      ...(await blobEntries(this.stage)),
    ];
  }

  private async dockerShape(root: Document, repoTags: string[]): Promise<DockerShape | undefined> {
    const source = await openLayoutSource(this.stage, `@${root.digest}`);
    try {
      const mustFit = this.kind === 'docker-archive';
      return await dockerShapeOf(source, root, repoTags, this.stage, mustFit, this.options.onProgress);
    } finally {
      await source.close();
    }
  }

  // Signatures and the like that came with the image: in the stage's index they stand beside it.
  private async referrers(): Promise<Descriptor[]> {
    const index = await readTreeIndex(directoryTree(this.stage));
    return index.entries.filter((entry) => entry.digest !== this.root?.digest);
  }
}

async function makeStage(file: string): Promise<string> {
  const beside = file === '-' ? join(tmpdir(), 'plimsoll') : join(dirname(file), `.${basename(file)}`);
  await makeDirectory(dirname(beside));
  try {
    return await mkdtemp(`${beside}.${process.pid}-`);
  } catch (error) {
    throw diskError(error, `write ${file}`);
  }
}

async function blobEntries(stage: string): Promise<TarFileEntry[]> {
  const entries: TarFileEntry[] = [];
  for (const algorithm of (await readdir(join(stage, 'blobs'))).sort()) {
    entries.push({ path: `blobs/${algorithm}`, content: 'directory' });
    for (const hex of (await readdir(join(stage, 'blobs', algorithm))).sort()) {
      const file = join(stage, 'blobs', algorithm, hex);
      entries.push({ path: `blobs/${algorithm}/${hex}`, content: { file, size: (await stat(file)).size } });
    }
  }
  return entries;
}

function dockerOnly(shape: DockerShape): TarFileEntry[] {
  return [
    { path: 'manifest.json', content: shape.manifest },
    { path: 'blobs', content: 'directory' },
    { path: 'blobs/sha256', content: 'directory' },
    ...shape.members,
  ];
}
