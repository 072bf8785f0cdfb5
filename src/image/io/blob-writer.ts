import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { algorithmOf, createHasher, type Digest, finishHasher, hexOf } from '../../base/digest.ts';
import { PlimsollError, systemCode } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import { diskError, isDiskFull, makeDirectory, readRange, syncDirectory } from './disk.ts';
import { withLock } from './lock.ts';

/** Where blobs of one OCI layout lie, and where unfinished ones wait. */
export interface BlobRoom {
  readonly root: string;
  /** True: what arrived before a failure stays, and the next process goes on from there. */
  readonly keepPartials: boolean;
}

const BATCH = 1024 * 1024;
/** A source that ends early is asked for the rest this many times. */
const REOPENS = 8;

export function blobPath(room: BlobRoom, digest: Digest): string {
  return join(room.root, 'blobs', algorithmOf(digest), hexOf(digest));
}

/** Path of the unfinished blob; its lock is this with `.lock` behind. */
export function partialPath(room: BlobRoom, digest: Digest): string {
  return join(room.root, 'partial', `${algorithmOf(digest)}-${hexOf(digest)}`);
}

/**
 * True when the whole blob is there. Touches it, so that a clean-up running now knows that someone counts on it.
 */
export async function hasBlobFile(room: BlobRoom, digest: Digest, size: number): Promise<boolean> {
  const path = blobPath(room, digest);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size !== size) return false;
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
  return true;
}

/**
 * Writes a blob so that nothing unverified ever stands under its digest: to `partial/`, hashed on the way, synced,
 * renamed. One writer per blob across processes: the others wait and find it there.
 * @throws PlimsollError `digest-mismatch`, `size-mismatch`, `io`, and what the source throws
 */
export async function writeBlob(
  room: BlobRoom,
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  openSource: (offset: number) => AsyncIterable<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  const { digest, size } = descriptor;
  if (await hasBlobFile(room, digest, size)) return;
  const partial = partialPath(room, digest);
  await makeDirectory(dirname(partial));
  await makeDirectory(dirname(blobPath(room, digest)));
  const work = async (): Promise<void> => {
    if (await hasBlobFile(room, digest, size)) return;
    await fillPartial(room, descriptor, openSource, signal);
    await rename(partial, blobPath(room, digest));
    await syncDirectory(dirname(blobPath(room, digest)));
  };
  try {
    await withLock(`${partial}.lock`, work, signal && { signal });
  } catch (error) {
    throw diskError(error, `write ${digest} below ${room.root}`);
  }
}

async function fillPartial(
  room: BlobRoom,
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  openSource: (offset: number) => AsyncIterable<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  const partial = partialPath(room, descriptor.digest);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
  const handle = await open(partial, flags, 0o644);
  let keep = room.keepPartials;
  try {
    const writing = new BlobWriting(handle, descriptor, openSource, signal);
    await writing.run();
    await handle.sync();
    keep = true;
  } catch (error) {
    if (isDiskFull(error) || isMismatch(error)) keep = false;
    throw error;
  } finally {
    await handle.close();
    if (!keep) await unlink(partial).catch(() => undefined);
  }
}

class BlobWriting {
  private readonly handle: FileHandle;
  private readonly digest: Digest;
  private readonly size: number;
  private readonly openSource: (offset: number) => AsyncIterable<Buffer>;
  private readonly signal: AbortSignal | undefined;
  private hash: Hash;
  /** Bytes hashed so far. */
  private taken = 0;
  /** Bytes handed to the disk so far. */
  private flushed = 0;
  private batch: Buffer[] = [];
  private batchBytes = 0;
  private pending: Promise<unknown> = Promise.resolve();

  constructor(
    handle: FileHandle,
    descriptor: Pick<Descriptor, 'digest' | 'size'>,
    openSource: (offset: number) => AsyncIterable<Buffer>,
    signal: AbortSignal | undefined,
  ) {
    this.handle = handle;
    this.digest = descriptor.digest;
    this.size = descriptor.size;
    this.openSource = openSource;
    this.signal = signal;
    this.hash = createHasher(algorithmOf(this.digest));
  }

  async run(): Promise<void> {
    const resumedAt = await this.resume();
    await this.receiveAll();
    let actual = finishHasher(this.hash, algorithmOf(this.digest));
    if (actual !== this.digest && resumedAt > 0) {
      // The old partial may be what is wrong, so the new bytes get a chance of their own.
      await this.restart();
      await this.receiveAll();
      actual = finishHasher(this.hash, algorithmOf(this.digest));
    }
    if (actual !== this.digest)
      throw new PlimsollError('digest-mismatch', `write ${this.digest}: the bytes received are ${actual}`, {
        hint: 'the source is damaged or was tampered with: fetch it again from a source you trust',
      });
  }

  private async resume(): Promise<number> {
    const there = (await this.handle.stat()).size;
    if (there > this.size) await this.handle.truncate(0);
    else
      for await (const chunk of readRange(this.handle, 0, there, this.signal)) {
        this.hash.update(chunk);
        this.taken += chunk.length;
      }
    this.flushed = this.taken;
    return this.taken;
  }

  private async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = createHasher(algorithmOf(this.digest));
    this.taken = 0;
    this.flushed = 0;
  }

  private async receiveAll(): Promise<void> {
    for (let tries = 0; this.taken < this.size || tries === 0; tries++) {
      const before = this.taken;
      if (this.size > before || this.size === 0) await this.receive(this.openSource(before));
      if (this.taken < this.size && (this.taken === before || tries === REOPENS))
        throw new PlimsollError(
          'size-mismatch',
          `write ${this.digest}: the source ends after ${this.taken} of ${this.size} bytes`,
          { hint: 'try again: what arrived is kept where possible' },
        );
    }
  }

  private async receive(source: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const chunk of source) {
        this.signal?.throwIfAborted();
        if (this.taken + chunk.length > this.size)
          throw new PlimsollError(
            'size-mismatch',
            `write ${this.digest}: the source gives more than the ${this.size} bytes announced`,
            { details: { surplus: true } },
          );
        this.hash.update(chunk);
        this.taken += chunk.length;
        this.batch.push(chunk);
        this.batchBytes += chunk.length;
        if (this.batchBytes >= BATCH) await this.flush();
      }
      this.signal?.throwIfAborted();
    } finally {
      await this.flush(); // also after a failure: these bytes need not be fetched again
      await this.pending;
    }
  }

  // One batch is under way while the next is gathered.
  private async flush(): Promise<void> {
    await this.pending;
    if (this.batchBytes === 0) return;
    const batch = this.batch;
    const at = this.flushed;
    this.flushed += this.batchBytes;
    this.batch = [];
    this.batchBytes = 0;
    this.pending = writeAll(this.handle, batch, at);
    this.pending.catch(() => undefined); // reported by whoever awaits it next
  }
}

async function writeAll(handle: FileHandle, buffers: Buffer[], at: number): Promise<void> {
  let rest = buffers;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at);
    at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(buffers: Buffer[], count: number): Buffer[] {
  const rest: Buffer[] = [];
  for (const buffer of buffers) {
    if (count < buffer.length) rest.push(buffer.subarray(count));
    count = Math.max(0, count - buffer.length);
  }
  return rest;
}

function isMismatch(error: unknown): boolean {
  if (!(error instanceof PlimsollError)) return false;
  return error.code === 'digest-mismatch' || error.details.surplus === true;
}

/** True for names in `partial/` that belong to a blob of this room: `sha256-<hex>`, without `.lock`. */
export function isPartialName(name: string): boolean {
  return /^sha(256|512)-[0-9a-f]+$/.test(name);
}

/** Removes what a killed process left of this blob. The caller makes sure that nobody writes it. */
export async function removePartial(room: BlobRoom, name: string): Promise<number> {
  const path = join(room.root, 'partial', name);
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  await unlink(path).catch((error) => {
    if (systemCode(error) !== 'ENOENT') throw diskError(error, `remove ${path}`);
  });
  return size;
}
