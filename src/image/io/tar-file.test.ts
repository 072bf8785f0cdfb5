import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeTarFile } from './tar-file.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-tar-file-'));
afterAll(() => rmSync(root, { recursive: true }));
const entries = [{ path: 'a', content: Buffer.from('text') }];

describe('writeTarFile()', () => {
  it('writes into a pipe and leaves it one', async () => {
    const [pipe, file] = [join(root, 'pipe'), join(root, 'x.tar')];
    await writeTarFile(file, entries);
    execFileSync('mkfifo', [pipe]);
    const read = readFile(pipe);
    await writeTarFile(pipe, entries);
    expect((await read).equals(readFileSync(file))).toBe(true);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('replaces the file behind a link, and leaves nothing else', async () => {
    const [file, link] = [join(root, 'real.tar'), join(root, 'link.tar')];
    writeFileSync(file, 'old');
    symlinkSync(file, link);
    await writeTarFile(link, entries);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file).length).toBeGreaterThan(512);
    expect(readdirSync(root).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
