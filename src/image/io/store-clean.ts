import { stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, isDigest } from '../../base/digest.ts';
import { systemCode } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import { type BlobRoom, blobPath, isPartialName, removePartial } from './blob-writer.ts';
import { reachableBlobs, readOrUndefined } from './closure.ts';
import { diskError, listDirectory } from './disk.ts';
import type { FileTree } from './file-tree.ts';
import { filterEntries, type LayoutIndex, namesOf } from './layout-index.ts';
import { acquireLock, isHeld } from './lock.ts';

/** What a clean-up took away. */
export interface Cleaned {
  readonly deleted: readonly Digest[];
  /** Bytes. */
  readonly freed: number;
  /** Blobs left for later, because a process that is writing to the store may count on them. */
  readonly spared: number;
}

const LEFTOVER_AGE = 3600_000;

/**
 * Deletes blobs that no entry of the index needs. To be called under the index's lock, which also keeps new writers out.
 * While a process writes to the store, blobs that it wrote or asked about are spared.
 * @param among only these; default: all
 */
export async function sweepBlobs(
  tree: FileTree,
  room: BlobRoom,
  index: LayoutIndex,
  among?: ReadonlySet<Digest>,
): Promise<Cleaned> {
  const needed = await reachableBlobs(tree, index.entries);
  const since = await oldestSession(room.root);
  const deleted: Digest[] = [];
  let freed = 0;
  let spared = 0;
  for (const digest of among ?? (await storedDigests(room.root))) {
    if (needed.has(digest)) continue;
    const path = blobPath(room, digest);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (found.mtimeMs >= since) {
      spared++;
      continue;
    }
    await unlinkBlob(path);
    deleted.push(digest);
    freed += found.size;
  }
  return { deleted, freed, spared };
}

/** Removes unfinished blobs that nobody writes and that are older than `age` milliseconds. Gives the bytes freed. */
export async function sweepPartials(room: BlobRoom, age: number): Promise<number> {
  const dir = join(room.root, 'partial');
  let freed = 0;
  for (const name of await listDirectory(dir)) {
    const old = Date.now() - ((await stat(join(dir, name)).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (isPartialName(name) && old >= age) freed += await removeUnlocked(room, dir, name);
    // What killed processes left of taking a lock.
    if (!isPartialName(name) && old > LEFTOVER_AGE && !(await isHeld(join(dir, name))))
      await unlink(join(dir, name)).catch(() => undefined);
  }
  return freed;
}

async function removeUnlocked(room: BlobRoom, dir: string, name: string): Promise<number> {
  try {
    const lock = await acquireLock(join(dir, `${name}.lock`), { timeout: 0 });
    try {
      return await removePartial(room, name);
    } finally {
      await lock.release();
    }
  } catch {
    return 0; // someone is writing it
  }
}

/** Entries without a name go, except what refers to an image that stays (signatures, SBOMs). */
export async function dropDangling(tree: FileTree, index: LayoutIndex): Promise<LayoutIndex> {
  const subjects = new Map<Digest, Digest | undefined>();
  for (const entry of index.entries)
    if (namesOf(entry).length === 0) subjects.set(entry.digest, await subjectOf(tree, entry));
  const stays = new Set(index.entries.filter((e) => namesOf(e).length > 0).map((e) => e.digest));
  for (let grown = true; grown; ) {
    const before = stays.size;
    // Also what refers to a child of an index that stays, and to another referrer.
    const reached = await reachableBlobs(
      tree,
      index.entries.filter((e) => stays.has(e.digest)),
    );
    for (const [digest, subject] of subjects) if (subject && reached.has(subject)) stays.add(digest);
    grown = stays.size > before;
  }
  return filterEntries(index, (entry) => stays.has(entry.digest));
}

/** Referrers whose subject is gone go with it; images without a name stay. */
export async function dropOrphans(tree: FileTree, index: LayoutIndex): Promise<LayoutIndex> {
  const reached = await reachableBlobs(tree, index.entries);
  const orphans = new Set<Digest>();
  for (const entry of index.entries) {
    if (namesOf(entry).length > 0) continue;
    const subject = await subjectOf(tree, entry);
    if (subject && !reached.has(subject)) orphans.add(entry.digest);
  }
  if (orphans.size === 0) return index;
  return dropOrphans(
    tree,
    filterEntries(index, (entry) => !orphans.has(entry.digest)),
  );
}

async function subjectOf(tree: FileTree, entry: Descriptor): Promise<Digest | undefined> {
  return (await readOrUndefined(tree, entry))?.value.subject?.digest;
}

/** The moment, in ms, since which blobs may belong to a writer at work. Infinity when there is none. */
async function oldestSession(root: string): Promise<number> {
  const dir = join(root, 'sessions');
  let oldest = Number.POSITIVE_INFINITY;
  for (const name of await listDirectory(dir)) {
    const began = /^(\d+)-\d+-[0-9a-f]+\.lock$/.exec(name)?.[1];
    if (began === undefined) continue;
    if (await isHeld(join(dir, name))) oldest = Math.min(oldest, Number(began));
    else await unlink(join(dir, name)).catch(() => undefined);
  }
  return oldest - 2000; // file systems with coarse times
}

async function storedDigests(root: string): Promise<Digest[]> {
  const digests: Digest[] = [];
  for (const algorithm of ['sha256', 'sha512'])
    for (const hex of await listDirectory(join(root, 'blobs', algorithm))) {
      const digest = `${algorithm}:${hex}`;
      if (isDigest(digest)) digests.push(digest);
    }
  return digests;
}

async function unlinkBlob(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw diskError(error, `remove ${path}`);
  }
}
