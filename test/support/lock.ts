import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while holding the lock folder, so that two test processes do not make the same thing twice. A lock whose
 * owner is gone is taken over. @throws Error when it is not free within `patience` milliseconds
 */
export async function withLock<T>(lock: string, work: () => Promise<T>, patience = 900_000): Promise<T> {
  const until = Date.now() + patience;
  while (!take(lock)) {
    if (Date.now() > until) throw new Error(`${lock}: held by process ${owner(lock)} for too long`);
    if (!isAlive(owner(lock))) rmSync(lock, { recursive: true, force: true });
    else await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

/** The owner's process id; undefined in the instant between making the folder and writing the file. */
function owner(lock: string): number | undefined {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
