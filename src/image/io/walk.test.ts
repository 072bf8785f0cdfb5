import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { warnSkipped } from '../../../test/support/peers.ts';
import { collect } from '../../../test/support/sample-image.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { encodePath } from '../../base/path-bytes.ts';
import { decodeEntries } from '../layers/entry-codec.ts';
import type { LayerReader } from '../layers/types.ts';
import { scanDirectory } from './scan-directory.ts';
import { type WalkedEntry, type WalkOptions, walkDirectory } from './walk.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-walk-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
function newDir(): string {
  const dir = join(root, String(count++));
  mkdirSync(dir);
  return dir;
}

async function walk(dir: string, options?: WalkOptions): Promise<WalkedEntry[]> {
  const found: WalkedEntry[] = [];
  for await (const entry of walkDirectory(dir, options)) found.push(entry);
  return found;
}
const paths = (found: WalkedEntry[]) => found.map((f) => f.entry.path);

describe('walkDirectory()', () => {
  it('gives every kind of entry as a layer would, names in byte order, links not followed', async () => {
    const dir = newDir();
    mkdirSync(join(dir, 'b'), { mode: 0o700 });
    writeFileSync(join(dir, 'b', 'file'), 'content', { mode: 0o644 });
    utimesSync(join(dir, 'b', 'file'), 1_700_000_000.25, 1_700_000_000.25);
    chmodSync(join(dir, 'b', 'file'), 0o4755);
    linkSync(join(dir, 'b', 'file'), join(dir, 'c'));
    symlinkSync('/etc', join(dir, 'a'));
    symlinkSync('..', join(dir, 'b', 'up'));
    writeFileSync(join(dir, 'Z'), '');
    writeFileSync(join(dir, 'ä'), '');
    writeFileSync(Buffer.concat([Buffer.from(`${dir}/x`), Buffer.from([0xff])]), 'raw');
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    const found = await walk(dir);
    expect(paths(found)).toEqual(['', 'Z', 'a', 'b', 'b/file', 'b/up', 'c', 'pipe', 'x\udcff', 'ä']);
    const byPath = new Map(found.map((f) => [f.entry.path, f.entry]));
    expect(byPath.get('b/file')).toMatchObject({
      type: 'file',
      mode: 0o4755,
      size: 7,
      mtime: expect.closeTo(1_700_000_000.25, 5),
      uid: process.getuid?.(),
    });
    expect(byPath.get('c')).toMatchObject({ type: 'hardlink', linkTarget: 'b/file', size: 0 });
    expect(byPath.get('a')).toMatchObject({ type: 'symlink', linkTarget: '/etc', size: 0 });
    expect(byPath.get('pipe')).toMatchObject({ type: 'fifo' });
    expect(byPath.get('b')).toMatchObject({ type: 'directory', mode: 0o700 });
    const content = async (path: string) =>
      (await collect(found.find((f) => f.entry.path === path)!.open())).toString();
    expect(await content('b/file')).toBe('content');
    expect(await content('x\udcff')).toBe('raw');
    expect(await content('a')).toBe('');
  });

  it('gives devices with their numbers', async () => {
    const [device] = await walk('/dev/null');
    expect(device?.entry).toMatchObject({ path: 'null', type: 'character', devMajor: 1, devMinor: 3 });
  });

  it('gives a single file by its name, and says what is not there', async () => {
    const dir = newDir();
    writeFileSync(join(dir, 'one'), 'x');
    symlinkSync('one', join(dir, 'link'));
    expect(paths(await walk(join(dir, 'one')))).toEqual(['one']);
    expect((await walk(join(dir, 'link')))[0]?.entry.type).toBe('file');
    await expect(walk(join(dir, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reports a folder that cannot be read and goes on', async () => {
    if (process.getuid?.() !== 0) return warnSkipped('needs root to become someone who may not read');
    const dir = newDir();
    mkdirSync(join(dir, 'secret'));
    writeFileSync(join(dir, 'secret', 'x'), '');
    chmodSync(join(dir, 'secret'), 0);
    writeFileSync(join(dir, 'z'), '');
    chmodSync(root, 0o755);
    chmodSync(dir, 0o755);
    chownSync(join(dir, 'secret'), 0, 0);
    const script = `
      const { walkDirectory } = await import(${JSON.stringify(new URL('./walk.ts', import.meta.url).href)});
      process.setgroups([]); process.setgid(65534); process.setuid(65534);
      const unknowns = [];
      const paths = [];
      for await (const f of walkDirectory(${JSON.stringify(dir)}, { onUnknown: (u) => unknowns.push(u) })) paths.push(f.entry.path);
      console.log(JSON.stringify({ paths, unknowns }));
    `;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(JSON.parse(out.toString())).toEqual({
      paths: ['', 'secret', 'z'],
      unknowns: ['secret: permission denied'],
    });
  });

  it('stops at the limits on depth and on the number of entries', async () => {
    const dir = newDir();
    mkdirSync(join(dir, 'a/b/c/d'), { recursive: true });
    const unknowns: string[] = [];
    const found = await walk(dir, { maxDepth: 3, onUnknown: (u) => unknowns.push(u) });
    expect(paths(found)).toEqual(['', 'a', 'a/b', 'a/b/c']);
    expect(unknowns).toEqual(['a/b/c: more than 3 folders deep']);
    const limits = { ...DEFAULT_LIMITS, layerEntries: 3 };
    await expect(walk(dir, { limits })).rejects.toMatchObject({ code: 'limit' });
  });

  it('leaves /proc out when the root of the machine is walked', async () => {
    const found = await walk('/', { maxDepth: 2 });
    expect(paths(found)).toContain('proc');
    expect(paths(found).filter((p) => p.startsWith('proc/'))).toEqual([]);
  });

  it('does not read a file that took the place of the one it listed', async () => {
    const dir = newDir();
    writeFileSync(join(dir, 'a'), 'old');
    const [, a] = await walk(dir);
    writeFileSync(join(dir, 'b'), 'new');
    renameSync(join(dir, 'b'), join(dir, 'a'));
    await expect(collect(a!.open())).rejects.toMatchObject({ code: 'io' });
    rmSync(join(dir, 'a'));
    symlinkSync('/etc/passwd', join(dir, 'a'));
    await expect(collect(a!.open())).rejects.toMatchObject({ code: 'io' });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(walk('/usr', { signal: controller.signal })).rejects.toThrow(/abort/i);
  });
});

describe('scanDirectory()', () => {
  it('shows files to the readers of layers and keeps the entries like a layer', async () => {
    const dir = newDir();
    writeFileSync(join(dir, 'small'), 'hello');
    writeFileSync(join(dir, 'large'), Buffer.alloc(3_000_000, 'x'));
    const heads: LayerReader<Record<string, string>> = {
      id: 'heads@1',
      begin() {
        const seen: Record<string, string> = {};
        return {
          wants: () => 10,
          take: (entry, bytes) => {
            seen[entry.path] = bytes.toString();
          },
          finish: () => seen,
        };
      },
    };
    const scan = await scanDirectory(dir, [heads]);
    expect(scan.results).toEqual({ 'heads@1': { small: 'hello', large: 'xxxxxxxxxx' } });
    expect(scan.unpackedSize).toBe(3_000_005);
    expect([...decodeEntries(scan.entries)].map((e) => encodePath(e.path).toString())).toEqual([
      '',
      'large',
      'small',
    ]);
  });
});
