import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { PlimsollError, systemCode } from '../../base/error.ts';
import type { BlobOptions, FileRange } from '../medium.ts';
import { diskError, gather, openRegular, readRange } from './disk.ts';

/** Files by name, from a folder or out of an archive: all that the readers of layouts and archives need to know. */
export interface FileTree {
  /** Path of the folder or archive, for errors. */
  readonly label: string;
  /** Undefined when there is no such file. @param name relative, `/` between parts */
  find(name: string): Promise<FileRange | undefined>;
  read(range: FileRange, options?: BlobOptions): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** A folder on disk. Links that lead out of it are refused. */
export function directoryTree(root: string): FileTree {
  return {
    label: root,
    find: (name) => findBelow(root, name),
    read: readFileRange,
    close: async () => undefined,
  };
}

/** Opens the file of the range anew and streams from it. */
export async function* readFileRange(range: FileRange, options: BlobOptions = {}): AsyncGenerator<Buffer> {
  const skip = Math.min(options.offset ?? 0, range.size);
  let handle: Awaited<ReturnType<typeof openRegular>>['handle'];
  try {
    handle = (await openRegular(range.path)).handle;
  } catch (error) {
    throw diskError(error, `read ${range.path}`);
  }
  try {
    yield* readRange(handle, range.offset + skip, range.size - skip, options.signal);
  } catch (error) {
    throw diskError(error, `read ${range.path}`);
  } finally {
    await handle.close();
  }
}

/** A small file's bytes, or undefined when it is not there. @throws PlimsollError `limit` */
export async function readSmallFile(
  tree: FileTree,
  name: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const range = await tree.find(name);
  return range && gather(tree.read(range), `${tree.label}: ${name}`, maxBytes);
}

async function findBelow(root: string, name: string): Promise<FileRange | undefined> {
  const path = join(root, ...name.split('/'));
  try {
    const stat = await lstat(path);
    if (stat.isFile()) {
      await access(path, constants.R_OK);
      return { path, offset: 0, size: stat.size };
    }
    if (stat.isSymbolicLink()) return await followInside(root, path);
    throw new PlimsollError('malformed', `read ${path}: it is not a regular file`);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw diskError(error, `read ${path}`);
  }
}

// Build tools link blobs of one layout to each other; a link to anywhere else reads someone's files for the layout.
async function followInside(root: string, link: string): Promise<FileRange | undefined> {
  const [home, path] = await Promise.all([realpath(root), realpath(link)]);
  if (!path.startsWith(home + sep))
    throw new PlimsollError('malformed', `read ${link}: it is a symbolic link that leads out of the layout`, {
      hint: 'copy the file in its place if you trust where it leads',
    });
  const stat = await lstat(path);
  if (!stat.isFile()) throw new PlimsollError('malformed', `read ${link}: it leads to no regular file`);
  return { path, offset: 0, size: stat.size };
}
