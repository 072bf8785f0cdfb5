import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureReader } from '../layers/capture.ts';
import { scanArchive } from './scan-archive.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-archive-'));
const at = (name: string): string => join(root, name);
const reader = captureReader('all', () => 1000);
const contents = async (name: string): Promise<Record<string, string>> => {
  const scan = await scanArchive(at(name), [reader]);
  const files = (scan?.results.all ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(files).map(([k, v]) => [k, Buffer.from(v, 'base64').toString()]));
};

beforeAll(() => {
  mkdirSync(at('tree/a'), { recursive: true });
  writeFileSync(at('tree/a/one'), 'first');
  writeFileSync(at('tree/two'), 'second');
  execFileSync('tar', ['-C', at('tree'), '-cf', at('x.tar'), 'a', 'two']);
  execFileSync('tar', ['-C', at('tree'), '-czf', at('x.tgz'), 'a', 'two']);
  execFileSync('python3', [
    '-c',
    `import zipfile;z=zipfile.ZipFile(${JSON.stringify(at('x.zip'))},'w',zipfile.ZIP_DEFLATED);z.write(${JSON.stringify(at('tree/a/one'))},'a/one');z.writestr('two','second')`,
  ]);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('scanArchive()', () => {
  it.each(['x.tar', 'x.tgz', 'x.zip'])('shows the files of %s', async (name) => {
    expect(await contents(name)).toEqual({ 'a/one': 'first', two: 'second' });
  });

  it('leaves what is no archive, and archives that are packages, to others', async () => {
    writeFileSync(at('text.gz'), gzipSync('only text'));
    writeFileSync(at('empty'), '');
    execFileSync('cp', [at('x.zip'), at('x.jar')]);
    for (const name of ['text.gz', 'empty', 'tree/two', 'x.jar'])
      expect(await scanArchive(at(name), [reader])).toBeUndefined();
  });

  it('refuses archives that leave their root, and compressions it does not read', async () => {
    execFileSync('python3', [
      '-c',
      `import zipfile;zipfile.ZipFile(${JSON.stringify(at('evil.zip'))},'w').writestr('../../etc/passwd','x')`,
    ]);
    await expect(scanArchive(at('evil.zip'), [reader])).rejects.toThrow(/leaves the image's root/);
    writeFileSync(at('x.tar.xz'), Buffer.from('fd377a585a0000000000', 'hex'));
    await expect(scanArchive(at('x.tar.xz'), [reader])).rejects.toThrow(/xz or bzip2 is not read/);
  });

  it('says when an archive breaks off', async () => {
    const whole = execFileSync('cat', [at('x.tar')]);
    writeFileSync(at('cut.tar'), whole.subarray(0, 1000));
    await expect(scanArchive(at('cut.tar'), [reader])).rejects.toThrow(/truncated|ends|short/i);
  });
});
