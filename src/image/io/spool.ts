import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskError } from './disk.ts';

/** A temporary file without a name: it is gone when the process is, however that ends. */
export interface Spool {
  readonly handle: FileHandle;
  /** Opens the same file again, also in a worker thread of this process. */
  readonly path: string;
  readonly size: number;
  close(): Promise<void>;
}

/** Writes a stream to a temporary file that is unlinked at once (where the system has no /proc, when it is closed). */
export async function spool(source: AsyncIterable<Buffer>, signal?: AbortSignal): Promise<Spool> {
  const name = join(tmpdir(), `plimsoll-${process.pid}-${randomBytes(6).toString('hex')}`);
  let handle: FileHandle;
  try {
    handle = await open(name, 'wx+', 0o600);
  } catch (error) {
    throw diskError(error, `create a temporary file in ${tmpdir()}`);
  }
  const inProc = `/proc/self/fd/${handle.fd}`;
  const nameless = existsSync(inProc);
  try {
    if (nameless) await unlink(name);
    const size = await fill(handle, source, signal);
    const close = async (): Promise<void> => {
      await handle.close();
      if (!nameless) await unlink(name).catch(() => undefined);
    };
    return { handle, path: nameless ? inProc : name, size, close };
  } catch (error) {
    await handle.close();
    if (!nameless) await unlink(name).catch(() => undefined);
    throw diskError(error, `write a temporary file in ${tmpdir()}`);
  }
}

async function fill(
  handle: FileHandle,
  source: AsyncIterable<Buffer>,
  signal?: AbortSignal,
): Promise<number> {
  let at = 0;
  for await (const chunk of source) {
    signal?.throwIfAborted();
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  }
  return at;
}
