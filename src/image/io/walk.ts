import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { lstat, realpath, statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PlimsollError, systemCode } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { decodePath } from '../../base/path-bytes.ts';
import { printable } from '../../base/text.ts';
import type { EntryType, LayerEntry } from '../layers/types.ts';
import { diskError, openRegular, readRange } from './disk.ts';

export interface WalkOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Folders inside folders. Default 256. */
  readonly maxDepth?: number;
  /** Told what could not be looked at, and why: `etc/shadow: permission denied`. */
  readonly onUnknown?: (what: string) => void;
}

/** A file or folder as found, with its content for the asking. */
export interface WalkedEntry {
  readonly entry: LayerEntry;
  /** Content of a regular file. Fails when the file is no longer the one that was listed. */
  open(): AsyncIterable<Buffer>;
}

interface Walk {
  readonly limits: Limits;
  readonly maxDepth: number;
  readonly signal: AbortSignal | undefined;
  readonly onUnknown: (what: string) => void;
  /** First path of each file that has several names, by device and inode. */
  readonly linked: Map<string, string>;
  count: number;
}

const BREATH = 512;
const BILLION = 1_000_000_000n;
const SLASH: Buffer = Buffer.from('/');

// statfs(2) types of what the kernel makes up: proc, sysfs, devpts, cgroup, cgroup2, debugfs, tracefs, securityfs, bpf,
// configfs, pstore, efivarfs, mqueue, binfmt_misc.
const PSEUDO: ReadonlySet<number> = new Set([
  0x9fa0, 0x62656572, 0x1cd1, 0x27e0eb, 0x63677270, 0x64626720, 0x74726163, 0x73636673, 0xcafe4a11,
  0x62656570, 0x6165676c, 0xde5e81e4, 0x19800202, 0x42494e4d,
]);

/**
 * Walks a folder as if it were a layer: entries with paths relative to it, parents before children, names in byte order.
 * Links are reported, never followed, and `/proc` and its like are left out. A path that cannot be read is reported as
 * unknown and the walk goes on. Of a file it gives that one entry.
 * @param root may be a link itself
 * @throws PlimsollError `not-found`, `io` when the root cannot be read; `limit` for more entries than a layer may have
 */
export async function* walkDirectory(root: string, options: WalkOptions = {}): AsyncGenerator<WalkedEntry> {
  const walk: Walk = {
    limits: options.limits ?? DEFAULT_LIMITS,
    maxDepth: options.maxDepth ?? 256,
    signal: options.signal,
    onUnknown: options.onUnknown ?? (() => undefined),
    linked: new Map(),
    count: 0,
  };
  let full: Buffer;
  let stat: BigIntStats;
  try {
    full = await realpath(root, { encoding: 'buffer' });
    stat = await lstat(full, { bigint: true });
  } catch (error) {
    throw diskError(error, `read ${root}`);
  }
  if (!stat.isDirectory()) {
    yield toEntry(walk, full, basename(root), stat);
    return;
  }
  yield toEntry(walk, full, '', stat);
  yield* walkInside(walk, { full, path: '', device: stat.dev, depth: 1 });
}

interface Folder {
  readonly full: Buffer;
  readonly path: string;
  readonly device: bigint;
  readonly depth: number;
}

async function* walkInside(walk: Walk, folder: Folder): AsyncGenerator<WalkedEntry> {
  for (const name of namesIn(walk, folder)) {
    const { full, path } = below(folder, name);
    const stat = statOf(full);
    if (stat instanceof Error) report(walk, path, stat);
    else yield* walkOne(walk, { full, path, device: folder.device, depth: folder.depth + 1 }, stat);
    if (walk.count % BREATH === 0) await breathe(walk);
  }
}

// Synchronous: several times faster than a trip through the thread pool for each of some hundred thousand files.
function statOf(full: Buffer): BigIntStats | Error {
  try {
    return lstatSync(full, { bigint: true });
  } catch (error) {
    return error as Error;
  }
}

/** Lets signals and timers have their turn. */
async function breathe(walk: Walk): Promise<void> {
  await setImmediate();
  walk.signal?.throwIfAborted();
}

async function* walkOne(walk: Walk, at: Folder, stat: BigIntStats): AsyncGenerator<WalkedEntry> {
  if (stat.isSocket()) return; // belongs to a process, not to the files
  let found: WalkedEntry;
  try {
    found = toEntry(walk, at.full, at.path, stat);
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    report(walk, at.path, error as Error);
    return;
  }
  yield found;
  if (!stat.isDirectory()) return;
  if (stat.dev !== at.device && (await isPseudo(at.full))) return;
  yield* walkInside(walk, { ...at, device: stat.dev });
}

function below(folder: Folder, name: Buffer): { full: Buffer; path: string } {
  const full = Buffer.concat([folder.full, SLASH, name]);
  const decoded = decodePath(name);
  return { full, path: folder.path === '' ? decoded : `${folder.path}/${decoded}` };
}

async function isPseudo(full: Buffer): Promise<boolean> {
  const found = await statfs(full).catch(() => undefined);
  return found !== undefined && PSEUDO.has(found.type >>> 0);
}

function report(walk: Walk, path: string, error: Error): void {
  const code = systemCode(error);
  if (code === 'ENOENT') return; // gone since it was listed
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : (code ?? error.message);
  walk.onUnknown(`${printable(path) || '.'}: ${why}`);
}

function namesIn(walk: Walk, { full, path, depth }: Folder): Buffer[] {
  if (depth > walk.maxDepth) {
    walk.onUnknown(`${printable(path)}: more than ${walk.maxDepth} folders deep`);
    return [];
  }
  try {
    return readdirSync(full, { encoding: 'buffer' }).sort(Buffer.compare);
  } catch (error) {
    report(walk, path, error as Error);
    return [];
  }
}

function toEntry(walk: Walk, full: Buffer, path: string, stat: BigIntStats): WalkedEntry {
  if (++walk.count > walk.limits.layerEntries)
    throw new PlimsollError(
      'limit',
      `walk ${printable(full.toString())}: more than ${walk.limits.layerEntries} files and folders`,
    );
  const type = typeOf(stat);
  const first = type === 'file' && stat.nlink > 1n ? firstName(walk, stat, path) : undefined;
  const target = type === 'symlink' ? decodePath(readlinkSync(full, { encoding: 'buffer' })) : '';
  const device = type === 'character' || type === 'block';
  const entry: LayerEntry = {
    path,
    type: first === undefined ? type : 'hardlink',
    mode: Number(stat.mode & 0o7777n),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    size: type === 'file' && first === undefined ? Number(stat.size) : 0,
    mtime: Number(stat.mtimeNs / BILLION) + Number(stat.mtimeNs % BILLION) / 1e9,
    linkTarget: first ?? target,
    devMajor: device ? Number(((stat.rdev >> 8n) & 0xfffn) | ((stat.rdev >> 32n) & ~0xfffn)) : 0,
    devMinor: device ? Number((stat.rdev & 0xffn) | ((stat.rdev >> 12n) & 0xffffff00n)) : 0,
  };
  return { entry, open: () => readWalked(full, entry, stat, walk.signal) };
}

function firstName(walk: Walk, stat: BigIntStats, path: string): string | undefined {
  const key = `${stat.dev}:${stat.ino}`;
  const first = walk.linked.get(key);
  if (first === undefined) walk.linked.set(key, path);
  return first;
}

async function* readWalked(
  full: Buffer,
  entry: LayerEntry,
  listed: BigIntStats,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  if (entry.type !== 'file') return;
  const doing = `read ${printable(full.toString())}`;
  let opened: Awaited<ReturnType<typeof openRegular>>;
  try {
    opened = await openRegular(full);
  } catch (error) {
    throw diskError(error, doing);
  }
  try {
    const stat = await opened.handle.stat({ bigint: true });
    if (stat.ino !== listed.ino || stat.dev !== listed.dev)
      throw new PlimsollError('io', `${doing}: it was replaced while the folder was being read`);
    yield* readRange(opened.handle, 0, entry.size, signal);
  } catch (error) {
    throw diskError(error, doing);
  } finally {
    await opened.handle.close();
  }
}

function typeOf(stat: BigIntStats): EntryType {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isCharacterDevice()) return 'character';
  if (stat.isBlockDevice()) return 'block';
  return 'fifo';
}
