import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { acquireLock, isHeld, withLock } from './lock.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-lock-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const newPath = (): string => join(root, `${count++}.lock`);

describe('acquireLock()', () => {
  it('lets one in at a time and leaves nothing behind', async () => {
    const path = newPath();
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)));
    expect(most).toBe(1);
    expect(readdirSync(root)).toEqual([]);
  });

  it('gives up after the timeout, naming the holder, or when it is told to', async () => {
    const path = newPath();
    const lock = await acquireLock(path);
    expect(await isHeld(path)).toBe(true);
    await expect(acquireLock(path, { timeout: 30 })).rejects.toThrow(`process ${process.pid} holds it`);
    const signal = AbortSignal.timeout(30);
    await expect(acquireLock(path, { signal })).rejects.toThrow(/abort|timeout/i);
    await lock.release();
    await lock.release();
    expect(await isHeld(path)).toBe(false);
    expect(readdirSync(root)).toEqual([]);
  });

  it('breaks the lock of a process that is gone, also when its number is in use again', async () => {
    const path = newPath();
    const lock = await acquireLock(path);
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    await lock.release();
    for (const dead of [
      { ...holder, pid: 4_194_305, nonce: 'a' },
      { ...holder, start: '1', nonce: 'b' },
    ]) {
      writeFileSync(path, JSON.stringify(dead));
      expect(await isHeld(path)).toBe(false);
      await (await acquireLock(path, { timeout: 1000 })).release();
    }
    expect(readdirSync(root)).toEqual([]);
  });

  it('trusts a holder elsewhere as long as it gives signs of life', async () => {
    const path = newPath();
    for (const text of [
      JSON.stringify({ pid: 1, start: '1', host: 'other', nonce: 'x' }),
      'written by something else',
      '',
    ]) {
      writeFileSync(path, text);
      await expect(acquireLock(path, { timeout: 30 }), text).rejects.toMatchObject({ code: 'io' });
      const past = new Date(Date.now() - 120_000);
      utimesSync(path, past, past);
      await (await acquireLock(path, { timeout: 1000 })).release();
    }
  });

  it('gets past a breaker that died, and leaves a lock that is not its own', async () => {
    const path = newPath();
    writeFileSync(path, JSON.stringify({ pid: 1, start: '1', host: 'other', nonce: 'x' }));
    writeFileSync(`${path}.break`, '');
    const past = new Date(Date.now() - 120_000);
    utimesSync(path, past, past);
    utimesSync(`${path}.break`, past, past);
    const lock = await acquireLock(path, { timeout: 2000 });
    writeFileSync(path, JSON.stringify({ pid: 1, start: '1', host: 'other', nonce: 'y' }));
    await lock.release();
    expect(existsSync(path)).toBe(true);
  });

  it('says why it cannot lock', async () => {
    await expect(acquireLock(join(root, 'none', 'x.lock'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
