import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DiffId, Digest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Document } from '../manifest.ts';
import type { ImageSink, ImageSource } from '../medium.ts';
import { fullName, parseReference } from '../reference.ts';
import type { BlobRoom } from './blob-writer.ts';
import { firstMissing, reachableBlobs } from './closure.ts';
import { makeDirectory } from './disk.ts';
import { directoryTree, type FileTree } from './file-tree.ts';
import { type KnownImage, knownImages } from './known-images.ts';
import {
  CONTAINERD_NAME,
  EMPTY_INDEX,
  filterEntries,
  type LayoutIndex,
  namesOf,
  REF_NAME,
  replaceEntry,
} from './layout-index.ts';
import { openLayoutSink, prepareLayout, updateIndex } from './layout-sink.ts';
import { openTreeSource, readTreeIndex } from './layout-source.ts';
import { acquireLock, type Lock, withLock } from './lock.ts';
import { type Cleaned, dropDangling, dropOrphans, sweepBlobs, sweepPartials } from './store-clean.ts';
import { findImage, listImages, notFound, type StoredImage } from './store-images.ts';

export type { Cleaned } from './store-clean.ts';
export type { StoredImage } from './store-images.ts';

export interface Removed extends Cleaned {
  /** Names that no longer mean an image. */
  readonly untagged: readonly string[];
  /** Digest of the image when its last name went. */
  readonly removed?: Digest;
}

export interface PruneOptions {
  /** Also removes images without a name. Default true. */
  readonly dangling?: boolean;
  /** Unfinished downloads younger than this many milliseconds stay. Default a day. */
  readonly partialAge?: number;
}

const DAY = 86_400_000;
const NOTHING: Cleaned = { deleted: [], freed: 0, spared: 0 };

/** `$XDG_DATA_HOME/plimsoll/store`. */
export function defaultStoreRoot(env: NodeJS.ProcessEnv = process.env): string {
  const home = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(homedir(), '.local', 'share');
  return join(home, 'plimsoll', 'store');
}

/** Opens plimsoll's own image store. Nothing is created before something is written. */
export function openStore(root: string = defaultStoreRoot()): Store {
  return new Store(root);
}

/**
 * Images by name in one OCI image layout, safe for several processes. Blobs are shared by digest; unfinished downloads
 * wait in `partial/` for whoever goes on; writers at work stand in `sessions/`.
 */
export class Store {
  readonly root: string;
  private readonly tree: FileTree;
  private readonly room: BlobRoom;

  constructor(root: string) {
    this.root = root;
    this.tree = directoryTree(root);
    this.room = { root, keepPartials: true };
  }

  /**
   * Opens an image for reading.
   * @param ref a name, a digest, or a prefix of an image id or digest
   * @throws PlimsollError `not-found`, `usage` when a prefix fits several
   */
  async source(ref: string): Promise<ImageSource> {
    if ((await this.index()).entries.length === 0) throw notFound(ref);
    return openTreeSource(this.tree, undefined, {
      transport: 'store',
      name: `store:${ref}`,
      select: async (index) => (await findImage(this.tree, index, ref)).entry,
    });
  }

  /** True when `source(ref)` would find something. */
  async has(ref: string): Promise<boolean> {
    return findImage(this.tree, await this.index(), ref).then(
      () => true,
      (error) => {
        if (error instanceof PlimsollError && error.code === 'not-found') return false;
        throw error;
      },
    );
  }

  /** Opens the store for writing one image. @param name the name it gets; none: it stays dangling */
  async sink(name?: string): Promise<ImageSink> {
    const fullName = name === undefined ? undefined : storeName(name);
    await prepareLayout(this.root);
    const session = await this.beginSession();
    return openLayoutSink(this.root, fullName, {
      transport: 'store',
      name: `store:${fullName ?? ''}`,
      keepPartials: true,
      keepOld: true,
      beforeTag: (document) => this.requireWhole(document),
      onClose: () => session.release(),
    });
  }

  async list(): Promise<StoredImage[]> {
    return listImages(this.tree, await this.index());
  }

  /** Named images that begin with the same layer and have fewer: what the base of another image may be. */
  async known(layers: readonly DiffId[]): Promise<KnownImage[]> {
    return knownImages(this.root, layers);
  }

  /** Gives an image another name, taking it from the image that had it. @throws PlimsollError `not-found`, `usage` */
  async tag(source: string, target: string): Promise<Digest> {
    const name = storeName(target);
    let digest: Digest | undefined;
    await this.change(async (index) => {
      const { entry } = await findImage(this.tree, index, source);
      digest = entry.digest;
      const annotations = { ...entry.annotations, [REF_NAME]: name, [CONTAINERD_NAME]: name };
      return replaceEntry(index, { ...entry, annotations }, true);
    });
    return digest as Digest;
  }

  /**
   * Takes a name off an image and, with its last name, the image away. By id or digest all its names go, which needs
   * `force` when there are several.
   * @throws PlimsollError `not-found`, `usage`
   */
  async remove(ref: string, options: { readonly force?: boolean } = {}): Promise<Removed> {
    let result: Removed = { untagged: [], ...NOTHING };
    let gone: ReadonlySet<Digest> = new Set();
    const change = async (index: LayoutIndex): Promise<LayoutIndex> => {
      const { entry, name } = await findImage(this.tree, index, ref);
      const same = index.entries.filter((e) => e.digest === entry.digest);
      if (same.length === 0) throw partOfIndex(ref);
      const going = name === undefined ? same : same.filter((e) => namesOf(e).includes(name));
      const untagged = [...new Set(going.flatMap(namesOf))];
      if (untagged.length > 1 && name === undefined && !options.force) throw severalNames(ref, untagged);
      const rest = filterEntries(index, (e) => !going.includes(e));
      result = { ...result, untagged };
      if (going.length < same.length) return rest;
      result = { ...result, removed: entry.digest };
      const after = await dropOrphans(this.tree, rest);
      gone = await reachableBlobs(this.tree, missingIn(after, index));
      return after;
    };
    const afterwards = async (index: LayoutIndex): Promise<void> => {
      result = { ...result, ...(await sweepBlobs(this.tree, this.room, index, gone)) };
    };
    await this.change(change, afterwards);
    return result;
  }

  /** Removes images without a name, blobs that no image needs, and stale unfinished downloads. */
  async prune(options: PruneOptions = {}): Promise<Cleaned> {
    let result: Cleaned = NOTHING;
    if ((await this.tree.find('index.json')) === undefined) return result;
    const dangling = options.dangling ?? true;
    await this.change(
      (index) => (dangling ? dropDangling(this.tree, index) : index),
      async (index) => {
        result = await sweepBlobs(this.tree, this.room, index);
      },
    );
    const partials = await sweepPartials(this.room, options.partialAge ?? DAY);
    return { ...result, freed: result.freed + partials };
  }

  private async index(): Promise<LayoutIndex> {
    return (await this.tree.find('index.json')) ? readTreeIndex(this.tree) : EMPTY_INDEX;
  }

  // An entry goes before its blobs do: a crash in between leaves rubbish, never an image that is not whole.
  private async change(
    work: (index: LayoutIndex) => Promise<LayoutIndex> | LayoutIndex,
    afterwards?: (index: LayoutIndex) => Promise<void>,
  ): Promise<void> {
    await prepareLayout(this.root);
    await updateIndex(this.root, work, afterwards && { afterwards });
  }

  // Under the index's lock: a clean-up that is running now must not miss a writer that begins now.
  private async beginSession(): Promise<Lock> {
    const dir = join(this.root, 'sessions');
    await makeDirectory(dir);
    const name = `${Date.now()}-${process.pid}-${randomBytes(4).toString('hex')}.lock`;
    return withLock(join(this.root, '.index.lock'), () => acquireLock(join(dir, name)));
  }

  private async requireWhole(document: Document): Promise<void> {
    const missing = await firstMissing(this.tree, document);
    if (missing)
      throw new PlimsollError(
        'not-found',
        `write ${document.digest} to the store: its blob ${missing.digest} is missing`,
        {
          hint: 'another process may have removed it at the same time: try again',
        },
      );
  }
}

/** The full name under which the store keeps an image; with a digest the tag is dropped, as docker does. */
function storeName(name: string): string {
  const reference = parseReference(`docker://${name}`);
  const { registry, repository, digest } = reference;
  const full = digest ? `${registry}/${repository}@${digest}` : fullName(reference);
  if (full === undefined)
    throw new PlimsollError('usage', `name an image ${JSON.stringify(name)}: not an image name`);
  return full;
}

function missingIn(after: LayoutIndex, before: LayoutIndex): Descriptor[] {
  return before.entries.filter((e) => !after.entries.some((a) => a.digest === e.digest));
}

function severalNames(ref: string, names: readonly string[]): PlimsollError {
  return new PlimsollError('usage', `remove ${ref}: the image has ${names.length} names`, {
    hint: `remove one of them, or all with --force: ${names.join(', ')}`,
  });
}

function partOfIndex(ref: string): PlimsollError {
  return new PlimsollError('usage', `remove ${ref}: it is one platform of a multi-platform image`, {
    hint: 'remove the whole image by its name',
  });
}
