import { link, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlimsollError, systemCode } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Document } from '../manifest.ts';
import type { ImageSink, ImageSource, Transport } from '../medium.ts';
import { type BlobRoom, blobPath, hasBlobFile, writeBlob } from './blob-writer.ts';
import { listDirectory, makeDirectory, writeFileAtomic } from './disk.ts';
import { directoryTree, readSmallFile } from './file-tree.ts';
import {
  CONTAINERD_NAME,
  checkLayoutFile,
  EMPTY_INDEX,
  formatLayoutIndex,
  LAYOUT_FILE,
  type LayoutIndex,
  REF_NAME,
  replaceEntry,
} from './layout-index.ts';
import { readTreeIndex, referrerOf, suffix } from './layout-source.ts';
import { withLock } from './lock.ts';
import { canonicalName, isFullName } from './names.ts';

export interface LayoutSinkOptions {
  readonly transport?: Transport;
  readonly name?: string;
  /** Keeps what arrived of a blob when its transfer fails, for the next process. */
  readonly keepPartials?: boolean;
  /** What stood under the name before stays in the index without a name. */
  readonly keepOld?: boolean;
  /** Called under the index's lock right before the image gets its name. */
  readonly beforeTag?: (document: Document) => Promise<void>;
  readonly onClose?: () => Promise<void>;
}

/**
 * Opens an OCI image layout for writing, making the folder where needed. Several processes may write to one layout.
 * @param ref the name the image gets in `index.json`; none: its entry has no name
 * @throws PlimsollError `usage` when the folder holds something else, `io`
 */
export async function openLayoutSink(
  dir: string,
  ref?: string,
  options: LayoutSinkOptions = {},
): Promise<ImageSink> {
  await prepareLayout(dir);
  return new LayoutSink(dir, ref, options);
}

/** Makes sure that `dir` is a layout: new, empty, or one already. @throws PlimsollError `usage`, `io` */
export async function prepareLayout(dir: string): Promise<void> {
  const tree = directoryTree(dir);
  const marker = await readSmallFile(tree, 'oci-layout', 64 * 1024);
  if (marker) checkLayoutFile(marker, join(dir, 'oci-layout'));
  else await refuseForeign(dir);
  await makeDirectory(join(dir, 'blobs', 'sha256'));
  if (!marker) await writeFileAtomic(join(dir, 'oci-layout'), Buffer.from(LAYOUT_FILE));
  if (await tree.find('index.json')) return;
  await withLock(join(dir, '.index.lock'), async () => {
    if (await tree.find('index.json')) return;
    await writeFileAtomic(join(dir, 'index.json'), formatLayoutIndex(EMPTY_INDEX));
  });
}

// Another process may be making the same layout at this moment: its first files are no reason to refuse.
async function refuseForeign(dir: string): Promise<void> {
  const foreign = (await listDirectory(dir)).filter(
    (name) => !/^(blobs|partial|sessions|\.oci-layout\..*|index\.json|\.index\..*)$/.test(name),
  );
  if (foreign.length > 0)
    throw new PlimsollError(
      'usage',
      `write an image to ${dir}: it is not empty and no image layout (it holds ${JSON.stringify(foreign[0])})`,
      { hint: 'name a new or empty folder' },
    );
}

export interface UpdateOptions {
  readonly signal?: AbortSignal;
  /** Runs once the new index stands, still under the lock. */
  readonly afterwards?: (index: LayoutIndex) => Promise<void>;
}

/** Changes `index.json` under its lock: several processes' changes all last. */
export async function updateIndex(
  dir: string,
  change: (index: LayoutIndex) => Promise<LayoutIndex> | LayoutIndex,
  options: UpdateOptions = {},
): Promise<void> {
  const { signal, afterwards } = options;
  const work = async (): Promise<void> => {
    const before = await readTreeIndex(directoryTree(dir));
    const after = await change(before);
    if (after !== before) await writeFileAtomic(join(dir, 'index.json'), formatLayoutIndex(after));
    await afterwards?.(after);
  };
  await withLock(join(dir, '.index.lock'), work, signal && { signal });
}

class LayoutSink implements ImageSink {
  readonly transport: Transport;
  readonly name: string;
  private readonly dir: string;
  private readonly ref: string | undefined;
  private readonly options: LayoutSinkOptions;
  private readonly room: BlobRoom;

  constructor(dir: string, ref: string | undefined, options: LayoutSinkOptions) {
    this.transport = options.transport ?? 'oci';
    this.name = options.name ?? `oci:${dir}${suffix(ref)}`;
    this.dir = dir;
    this.ref = ref === '' || ref?.startsWith('@') ? undefined : ref;
    this.options = options;
    this.room = { root: dir, keepPartials: options.keepPartials ?? false };
  }

  async hasBlob(descriptor: Descriptor): Promise<boolean> {
    return hasBlobFile(this.room, descriptor.digest, descriptor.size);
  }

  // Only out of plimsoll's own store: it verified the blob when it came and never writes to it again.
  async adoptBlob(descriptor: Descriptor, from: ImageSource): Promise<boolean> {
    if (await this.hasBlob(descriptor)) return true;
    if (from.transport !== 'store' || this.transport === 'store') return false;
    const range = await from.locate(descriptor);
    if (range?.offset !== 0 || range.size !== descriptor.size) return false;
    return linkBlob(range.path, blobPath(this.room, descriptor.digest), descriptor.size);
  }

  async putBlob(
    descriptor: Descriptor,
    open: (offset: number) => AsyncIterable<Buffer>,
    signal?: AbortSignal,
  ): Promise<void> {
    await writeBlob(this.room, descriptor, open, signal);
  }

  async putDocument(document: Document, signal?: AbortSignal): Promise<void> {
    const { digest, bytes } = document;
    await writeBlob(
      this.room,
      { digest, size: bytes.length },
      (offset) => once(bytes.subarray(offset)),
      signal,
    );
    // What refers to another image is found only through the index.
    if (document.value.subject)
      await updateIndex(this.dir, (index) => replaceEntry(index, referrerOf(document)), signal && { signal });
  }

  async tag(document: Document, signal?: AbortSignal): Promise<void> {
    const { beforeTag, keepOld } = this.options;
    const change = async (index: LayoutIndex): Promise<LayoutIndex> => {
      await beforeTag?.(document);
      return replaceEntry(index, entryOf(document, this.ref), keepOld);
    };
    await updateIndex(this.dir, change, signal && { signal });
  }

  async close(): Promise<void> {
    if (!this.options.keepPartials) await rmdir(join(this.dir, 'partial')).catch(() => undefined);
    await this.options.onClose?.();
  }

  async abort(): Promise<void> {
    await this.close();
  }
}

/** The index entry that names a document. */
export function entryOf(document: Document, ref: string | undefined): Descriptor {
  const { mediaType, digest, bytes, value } = document;
  const annotations = {
    ...(ref !== undefined && { [REF_NAME]: ref }),
    ...(ref !== undefined && isFullName(ref) && { [CONTAINERD_NAME]: canonicalName(ref) }),
  };
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(value.artifactType && { artifactType: value.artifactType }),
    ...(ref !== undefined && { annotations }),
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function linkBlob(from: string, to: string, size: number): Promise<boolean> {
  await makeDirectory(dirname(to));
  try {
    await link(from, to);
    return true;
  } catch (error) {
    // Another device, a file system without links: then the bytes are copied.
    return systemCode(error) === 'EEXIST' && (await stat(to)).size === size;
  }
}
