import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { PlimsollError } from '../../base/error.ts';
import { encodeTarHeader, tarEnd, tarPadding } from '../../codec/tar/writer.ts';
import {
  diskError,
  makeDirectory,
  openRegular,
  readRange,
  resolveTarget,
  syncDirectory,
  temporaryBeside,
} from './disk.ts';

/** A member to be written: a folder, bytes, or a file's content. */
export interface TarFileEntry {
  readonly path: string;
  readonly content: 'directory' | Buffer | { readonly file: string; readonly size: number };
}

/**
 * Writes a tar that depends on nothing but its entries: root's, mtime 0, in the order given.
 * @param file path, written beside itself and renamed when whole (a pipe or device: in place), or `-` for `stdout`
 */
export async function writeTarFile(
  file: string,
  entries: readonly TarFileEntry[],
  options: { readonly signal?: AbortSignal; readonly stdout?: Writable } = {},
): Promise<void> {
  if (file === '-') return writeEntries(options.stdout ?? process.stdout, entries, options.signal);
  await makeDirectory(dirname(file));
  const { path, inPlace } = await resolveTarget(file);
  const temporary = inPlace ? undefined : temporaryBeside(path);
  try {
    const out = temporary
      ? createWriteStream(temporary, { flags: 'wx', highWaterMark: WRITE_AHEAD, flush: true })
      : createWriteStream(path, { flags: 'w', highWaterMark: WRITE_AHEAD });
    await writeEntries(out, entries, options.signal);
    out.end();
    await finished(out);
    if (temporary) await rename(temporary, path);
    if (temporary) await syncDirectory(dirname(path));
  } catch (error) {
    if (temporary) await unlink(temporary).catch(() => undefined);
    throw diskError(error, `write ${file}`);
  }
}

const WRITE_AHEAD = 4 * 1024 * 1024;

async function writeEntries(
  out: Writable,
  entries: readonly TarFileEntry[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const note = (): void => undefined; // an error between two writes is in `errored` and must not end the process
  out.on('error', note);
  const write = async (bytes: Buffer): Promise<void> => {
    signal?.throwIfAborted();
    if (out.errored) throw out.errored;
    if (!out.write(bytes)) await once(out, 'drain');
  };
  for (const { path, content } of entries) {
    if (content === 'directory') {
      await write(encodeTarHeader({ path, type: 'directory', mode: 0o755 }));
      continue;
    }
    const size = Buffer.isBuffer(content) ? content.length : content.size;
    await write(encodeTarHeader({ path, type: 'file', mode: 0o644, size }));
    if (Buffer.isBuffer(content)) await write(content);
    else await copyFileInto(content.file, size, write);
    await write(tarPadding(size));
  }
  await new Promise<void>((resolve, reject) => {
    out.write(tarEnd(), (error) => (error ? reject(error) : resolve()));
  });
  out.off('error', note);
}

async function copyFileInto(
  file: string,
  size: number,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const { handle } = await openRegular(file);
  let copied = 0;
  try {
    for await (const chunk of readRange(handle, 0, size)) {
      copied += chunk.length;
      await write(chunk);
    }
  } finally {
    await handle.close();
  }
  if (copied !== size) throw new PlimsollError('io', `read ${file}: it shrank while it was being read`);
}
