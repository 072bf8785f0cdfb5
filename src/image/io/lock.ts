import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { link, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlimsollError, systemCode } from '../../base/error.ts';
import { isObject } from '../../base/json.ts';
import { diskError } from './disk.ts';

/** Node has no flock. A lock here is a file that names its holder, so that the next process can tell a dead one. */
export interface Lock {
  readonly path: string;
  /** Gives the lock up; harmless when called twice. */
  release(): Promise<void>;
}

export interface LockOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for a living holder. Default: as long as it lives. */
  readonly timeout?: number;
}

interface Holder {
  readonly pid: number;
  /** Kernel start time of the process: the same pid later is someone else. */
  readonly start: string;
  readonly host: string;
  readonly nonce: string;
}

const HEARTBEAT = 10_000;
/** A holder on another machine, or in another container, is dead when it has not touched its lock for so long. */
const FOREIGN_STALE = 6 * HEARTBEAT;
const BREAK_STALE = 10_000;

/**
 * Takes the lock, breaking one whose holder is dead.
 * @throws PlimsollError `io` after the timeout, or an AbortError
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const holder = self();
  const mine = `${path}.${holder.nonce}`;
  const started = Date.now();
  try {
    await writeFile(mine, JSON.stringify(holder), { flag: 'wx' });
    for (let pause = 10; ; pause = Math.min(pause * 2, 60)) {
      options.signal?.throwIfAborted();
      if (await tryLink(mine, path)) return held(path, holder);
      await breakWhenStale(path);
      if (Date.now() - started > (options.timeout ?? Number.POSITIVE_INFINITY)) throw await busy(path);
      await sleep(pause, undefined, options.signal && { signal: options.signal });
    }
  } catch (error) {
    throw diskError(error, `lock ${path}`);
  } finally {
    await unlink(mine).catch(() => undefined);
  }
}

/** Runs `work` under the lock. */
export async function withLock<R>(path: string, work: () => Promise<R>, options?: LockOptions): Promise<R> {
  const lock = await acquireLock(path, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** True while the process that holds this lock file lives. */
export async function isHeld(path: string): Promise<boolean> {
  const found = await readHolder(path);
  return found !== undefined && (await isAlive(found, path));
}

// link() fails when the name exists and, unlike open(O_EXCL), the file appears with its content.
async function tryLink(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function held(path: string, holder: Holder): Lock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT);
  beat.unref();
  let released = false;
  return {
    path,
    async release() {
      if (released) return;
      released = true;
      clearInterval(beat);
      if ((await readHolder(path))?.nonce === holder.nonce) await unlink(path).catch(() => undefined);
    },
  };
}

// Two processes may find the same dead holder: the second must not remove the first one's fresh lock. So the look
// and the removal happen under a lock of their own, which nobody holds for more than a moment.
async function breakWhenStale(path: string): Promise<void> {
  const found = await readHolder(path);
  if (found === undefined || (await isAlive(found, path))) return;
  const breaker = `${path}.break`;
  try {
    await writeFile(breaker, '', { flag: 'wx' });
  } catch {
    const age = Date.now() - ((await stat(breaker).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > BREAK_STALE) await unlink(breaker).catch(() => undefined);
    return;
  }
  try {
    if ((await readHolder(path))?.nonce === found.nonce) await unlink(path).catch(() => undefined);
  } finally {
    await unlink(breaker).catch(() => undefined);
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) && typeof value.pid === 'number' && typeof value.nonce === 'string')
      return value as unknown as Holder;
  } catch {
    // Not one of ours: judged by its age, like a foreign one.
  }
  return { pid: 0, start: '', host: '', nonce: text };
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.host === hostIdentity()) return startOf(holder.pid) === holder.start;
  const touched = (await stat(path).catch(() => undefined))?.mtimeMs;
  return touched !== undefined && Date.now() - touched < FOREIGN_STALE;
}

async function busy(path: string): Promise<PlimsollError> {
  const holder = await readHolder(path);
  return new PlimsollError('io', `lock ${path}: process ${holder?.pid ?? 'unknown'} holds it`, {
    hint: 'wait for the other process to finish, or end it',
  });
}

function self(): Holder {
  return {
    pid: process.pid,
    start: startOf(process.pid) ?? '',
    host: hostIdentity(),
    nonce: randomBytes(8).toString('hex'),
  };
}

/** Process numbers mean something only inside one process namespace of one boot of one machine. */
function hostIdentity(): string {
  const read = (get: () => string): string => {
    try {
      return get().trim();
    } catch {
      return '';
    }
  };
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return [hostname(), boot, read(() => readlinkSync('/proc/self/ns/pid'))].join(' ');
}

/** Start time of a process; undefined when there is none. Without /proc just "it exists". */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19]; // a zombie holds nothing any more
  } catch {
    return existsWithoutProc(pid) ? '' : undefined;
  }
}

function existsWithoutProc(pid: number): boolean {
  if (process.platform === 'linux' || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
