import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isAbort, PlimsollError, systemCode } from '../../base/error.ts';
import { formatBytes } from '../../base/text.ts';

const READ_CHUNK = 256 * 1024;

const REASONS: Readonly<Record<string, readonly [why: string, hint?: string]>> = {
  ENOSPC: ['the disk is full', 'free some space, or point TMPDIR or XDG_DATA_HOME at a larger disk'],
  EDQUOT: ['the disk quota is used up', 'free some space'],
  EFBIG: ['the file grew past what this file system or ulimit allows'],
  EACCES: ['permission denied', 'check who owns the file and its folder'],
  EPERM: ['operation not permitted', 'check who owns the file and its folder'],
  EROFS: ['the file system is read-only'],
  ENOENT: ['no such file or folder'],
  EEXIST: ['something that is not a folder has that name'],
  ENOTDIR: ['a part of the path is not a folder'],
  EISDIR: ['it is a folder, not a file'],
  ELOOP: ['it is a symbolic link, which is not followed here'],
  EMFILE: ['too many files are open', 'raise ulimit -n'],
  EIO: ['the disk reports an error'],
};

/** Turns a system error into one that says what was being done and what to do. Others pass through. */
export function diskError(thrown: unknown, doing: string): unknown {
  if (thrown instanceof PlimsollError || isAbort(thrown)) return thrown;
  const code = systemCode(thrown);
  if (code === undefined) return thrown;
  const [why, hint] = REASONS[code] ?? [(thrown as Error).message];
  return new PlimsollError(code === 'ENOENT' ? 'not-found' : 'io', `${doing}: ${why}`, {
    ...(hint && { hint }),
    cause: thrown,
  });
}

export function isDiskFull(thrown: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCode(thrown) ?? '');
}

/** Opens a regular file for reading. Never follows a link in the last component, never hangs on a FIFO. */
export async function openRegular(path: string | Buffer): Promise<{ handle: FileHandle; size: number }> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new PlimsollError('malformed', `read ${path}: it is not a regular file`);
    return { handle, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Streams `size` bytes from `offset`, reading one chunk ahead. Ends early when the file does. */
export async function* readRange(
  handle: FileHandle,
  offset: number,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const end = offset + size;
  let ahead = readChunk(handle, offset, end);
  try {
    for (let at = offset; at < end; ) {
      signal?.throwIfAborted();
      const chunk = await ahead;
      at += chunk.length;
      if (chunk.length === 0) return;
      ahead = readChunk(handle, at, end);
      yield chunk;
    }
  } finally {
    await ahead.catch(() => undefined);
  }
}

async function readChunk(handle: FileHandle, at: number, end: number): Promise<Buffer> {
  const length = Math.min(READ_CHUNK, end - at);
  if (length <= 0) return Buffer.alloc(0);
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Gathers a bounded stream. @throws PlimsollError `limit` past `maxBytes` */
export async function gather(
  source: AsyncIterable<Buffer>,
  where: string,
  maxBytes: number,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > maxBytes)
      throw new PlimsollError(
        'limit',
        `read ${where}: more than ${formatBytes(maxBytes)}, which no such document needs`,
      );
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** A hidden name beside `path` that no one else uses: same folder, so that a rename is atomic. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Where a result named by a user really goes: the file behind links, and whether it must be written in place. A device or
 * a pipe must: a file renamed over /dev/null would take its place, for everyone.
 */
export async function resolveTarget(
  file: string,
): Promise<{ readonly path: string; readonly inPlace: boolean }> {
  const path = await realpath(file).catch(() => file);
  const found = await stat(path).catch(() => undefined);
  return { path, inPlace: found !== undefined && !found.isFile() };
}

/** Replaces a file so that readers see the old or the new content and a crash loses neither. */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const handle = await open(temporary, 'wx', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw diskError(error, `write ${path}`);
  }
}

/** Makes renames in a folder survive a power cut. Some file systems cannot: that is no reason to fail. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY).catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/**
 * Creates a folder and the folders above it that are missing. An existing one is left as it is.
 * Not `mkdir({recursive})`: Node spins for ever where a file system answers ENOENT under a folder that exists (/proc does).
 */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  try {
    await makeMissing(resolve(path), mode);
  } catch (error) {
    throw diskError(error, `create ${path}`);
  }
}

async function makeMissing(path: string, mode: number): Promise<void> {
  if (await isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeMissing(parent, mode);
  await mkdir(path, { mode }).catch(async (error) => {
    // Someone else may have been quicker.
    if (systemCode(error) !== 'EEXIST' || !(await isDirectory(path))) throw error;
  });
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Names in a folder; empty when there is no such folder. */
export async function listDirectory(path: string): Promise<string[]> {
  return readdir(path).catch((error) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw diskError(error, `list ${path}`);
  });
}

export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
