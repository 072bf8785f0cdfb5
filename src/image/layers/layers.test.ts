import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffId, digestOf } from '../../base/digest.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { decompress, sniffCompression } from '../../codec/compression.ts';
import { encodeTarHeader, type TarEntryFields, tarEnd, tarPadding } from '../../codec/tar/writer.ts';
import { openScanCache } from '../io/scan-cache.ts';
import { verifyBlob } from '../verify.ts';
import { type CapturedFiles, captureReader } from './capture.ts';
import { decodeEntries, EntryEncoder } from './entry-codec.ts';
import { FileIndex } from './file-index.ts';
import { canonicalPath, parseWhiteout } from './path.ts';
import { type LayerScan, scanLayer } from './scan.ts';
import type { EntryType, LayerEntry } from './types.ts';

async function* chunks(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of source) parts.push(chunk);
  return Buffer.concat(parts);
}

function entry(path: string, type: EntryType = 'file', more: Partial<LayerEntry> = {}): LayerEntry {
  return {
    path,
    type,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    linkTarget: '',
    devMajor: 0,
    devMinor: 0,
    ...more,
  };
}

const dir = (path: string): LayerEntry => entry(path, 'directory', { mode: 0o755 });
const link = (path: string, linkTarget: string): LayerEntry => entry(path, 'symlink', { linkTarget });
const hard = (path: string, linkTarget: string): LayerEntry => entry(path, 'hardlink', { linkTarget });

function index(...layers: readonly (readonly LayerEntry[])[]): FileIndex {
  const files = new FileIndex();
  for (const entries of layers) {
    const encoder = new EntryEncoder();
    for (const e of entries) encoder.add(e);
    files.addLayer(encoder.finish());
  }
  files.seal();
  return files;
}

const paths = (files: FileIndex): string[] => [...files.entries()].map((node) => node.path);

function tar(...entries: readonly (TarEntryFields & { readonly content?: Buffer })[]): Buffer {
  const parts = entries.flatMap(({ content = Buffer.alloc(0), ...fields }) => [
    encodeTarHeader({ size: content.length, ...fields }),
    content,
    tarPadding(content.length),
  ]);
  return Buffer.concat([...parts, tarEnd()]);
}

const LAYER = tar(
  { path: 'etc/passwd', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:0::/root:/bin/sh\n') },
  { path: 'big', type: 'file', mode: 0o644, content: Buffer.alloc(5000, 'b') },
);
const diffId = digestOf(LAYER) as string as DiffId;
const describeBlob = (bytes: Buffer) => ({ mediaType: 'x', digest: digestOf(bytes), size: bytes.length });

describe('decompress()', () => {
  const plain = Buffer.from('some plain text '.repeat(1000));
  const forms: [string, Buffer][] = [
    ['gzip', gzipSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['none', plain],
  ];
  for (const [kind, bytes] of forms)
    it(`reads ${kind}, told by its first bytes`, async () => {
      expect(sniffCompression(bytes)).toBe(kind);
      expect((await collect(decompress(chunks(bytes, 7), sniffCompression(bytes)))).equals(plain)).toBe(true);
    });

  it('reads several gzip members and several zstd frames as one stream', async () => {
    const gzip = Buffer.concat([gzipSync(plain), gzipSync(plain)]);
    expect((await collect(decompress(chunks(gzip), 'gzip'))).length).toBe(plain.length * 2);
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
    const zstd = Buffer.concat([skippable, zstdCompressSync(plain), zstdCompressSync(plain), skippable]);
    expect(sniffCompression(zstd)).toBe('zstd');
    expect((await collect(decompress(chunks(zstd), 'zstd'))).length).toBe(plain.length * 2);
  });

  it('says malformed when the data is truncated or damaged', async () => {
    for (const [kind, bytes] of forms.slice(0, 2)) {
      const cut = bytes.subarray(0, bytes.length - 9);
      await expect(collect(decompress(chunks(cut), kind as 'gzip'))).rejects.toMatchObject({
        code: 'malformed',
      });
    }
  });

  it('stops at a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const limits = { ...DEFAULT_LIMITS, ratio: 100, ratioGraceBytes: 1_000_000 };
    await expect(collect(decompress(chunks(bomb), 'gzip', limits))).rejects.toMatchObject({ code: 'limit' });
    const small = { ...DEFAULT_LIMITS, layerBytes: 1_000_000 };
    await expect(
      collect(decompress(chunks(zstdCompressSync(Buffer.alloc(20_000_000))), 'zstd', small)),
    ).rejects.toMatchObject({ code: 'limit' });
  });

  it('passes an error of its source through and closes the source when left early', async () => {
    let closed = false;
    async function* failing(): AsyncGenerator<Buffer> {
      try {
        yield gzipSync(Buffer.alloc(3_000_000, 'x'));
        throw new RangeError('from the source');
      } finally {
        closed = true;
      }
    }
    await expect(collect(decompress(failing(), 'gzip'))).rejects.toThrow('from the source');
    closed = false;
    for await (const _ of decompress(failing(), 'gzip')) break;
    expect(closed).toBe(true);
  });
});

describe('verifyBlob()', () => {
  const bytes = Buffer.from('content');
  const good = { digest: digestOf(bytes), size: bytes.length };
  it('passes right bytes, also by sha512', async () => {
    expect((await collect(verifyBlob(chunks(bytes, 2), good))).equals(bytes)).toBe(true);
    await collect(verifyBlob(chunks(bytes), { digest: digestOf(bytes, 'sha512'), size: bytes.length }));
  });
  it('refuses too few, too many and wrong bytes', async () => {
    await expect(collect(verifyBlob(chunks(bytes.subarray(1)), good))).rejects.toMatchObject({
      code: 'size-mismatch',
    });
    await expect(collect(verifyBlob(chunks(Buffer.concat([bytes, bytes])), good))).rejects.toMatchObject({
      code: 'size-mismatch',
    });
    await expect(collect(verifyBlob(chunks(Buffer.from('kontent')), good))).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
  });
});

describe('scanLayer()', () => {
  const reader = captureReader('test@1', (path) => (path === 'big' ? 100 : path === 'etc/passwd' ? 1000 : 0));

  it('reads gzip, zstd and plain layers alike and keeps what a reader asked for, to its bound', async () => {
    for (const stored of [LAYER, gzipSync(LAYER), zstdCompressSync(LAYER)]) {
      const scan = await scanLayer(chunks(stored), describeBlob(stored), [reader], { diffId });
      expect(scan).toMatchObject({ diffId, unpackedSize: LAYER.length, entryCount: 2 });
      const captured = scan.results['test@1'] as CapturedFiles;
      expect(Buffer.from(captured['etc/passwd'] ?? '', 'base64').toString()).toContain('root:x:0:0');
      expect(Buffer.from(captured.big ?? '', 'base64').length).toBe(100);
    }
  });

  it('refuses a wrong diffID, a wrong digest and a path that leaves the root', async () => {
    const wrong = digestOf(Buffer.from('other')) as string as DiffId;
    await expect(scanLayer(chunks(LAYER), describeBlob(LAYER), [], { diffId: wrong })).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
    const lying = { ...describeBlob(LAYER), digest: digestOf(Buffer.from('other')) };
    await expect(scanLayer(chunks(LAYER), lying, [])).rejects.toMatchObject({ code: 'digest-mismatch' });
    const escaping = tar({ path: 'a/../../b', type: 'file', mode: 0o644 });
    await expect(scanLayer(chunks(escaping), describeBlob(escaping), [])).rejects.toThrow(
      /leaves the image's root/,
    );
  });

  it('trips its limit on entries', async () => {
    const limits = { ...DEFAULT_LIMITS, layerEntries: 1 };
    await expect(scanLayer(chunks(LAYER), describeBlob(LAYER), [], { limits })).rejects.toMatchObject({
      code: 'limit',
    });
  });
});

describe('openScanCache()', () => {
  const scan: LayerScan = {
    diffId,
    compression: 'gzip',
    unpackedSize: 1,
    entryCount: 0,
    entries: Buffer.from([1, 2]),
    results: { a: 1 },
    unknowns: [],
  };

  it('gives back what was put, and nothing for damaged files or other readers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-cache-'));
    const cache = openScanCache(folder);
    const blob = { digest: digestOf(Buffer.from('blob')), size: 4 };
    await cache.put(scan, blob, 'r@1');
    expect(await cache.get(diffId, blob, 'r@1')).toEqual(scan);
    expect(await cache.get(diffId, blob, 'r@2')).toBeUndefined();
    expect(await cache.get(diffId, { ...blob, size: 5 }, 'r@1')).toBeUndefined();
    expect(await cache.get(diffId, { ...blob, digest: digestOf(Buffer.from('b')) }, 'r@1')).toBeUndefined();
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, name as string), 'rubbish');
    expect(await cache.get(diffId, blob, 'r@1')).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it('is harmless where nothing can be written', async () => {
    await openScanCache('/proc/no/such/folder').put(
      scan,
      { digest: digestOf(Buffer.from('blob')), size: 4 },
      'r@1',
    );
  });
});

describe('paths', () => {
  it('canonicalPath() cleans, and refuses to climb out', () => {
    expect(['./a/b/', '/a//b', 'a/./b', 'a/x/../b'].map((p) => canonicalPath(p))).toEqual([
      'a/b',
      'a/b',
      'a/b',
      'a/b',
    ]);
    expect(canonicalPath('./')).toBe('');
    for (const bad of ['..', '../a', 'a/../../b'])
      expect(() => canonicalPath(bad)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('parseWhiteout() knows the three kinds', () => {
    expect(parseWhiteout('a/.wh.b')).toEqual({ kind: 'remove', path: 'a/b' });
    expect(parseWhiteout('a/.wh..wh..opq')).toEqual({ kind: 'opaque', path: 'a' });
    expect(parseWhiteout('.wh..wh.plnk')).toEqual({ kind: 'ignored' });
    expect(parseWhiteout('a/.wh..')).toEqual({ kind: 'ignored' });
    expect(parseWhiteout('a/b')).toBeUndefined();
  });

  it('entries survive encoding', () => {
    const name = fc.string({ minLength: 1, maxLength: 60 }).filter((p) => p.isWellFormed());
    const any = fc.record({
      path: name,
      mode: fc.nat(0o7777),
      uid: fc.nat(),
      gid: fc.nat(),
      size: fc.nat(2 ** 50),
      mtime: fc.integer(),
      linkTarget: fc.string({ maxLength: 9 }).filter((p) => p.isWellFormed()),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (fields) => {
        const entries = fields.map((f) => entry(f.path, 'symlink', f));
        const encoder = new EntryEncoder();
        for (const e of entries) encoder.add(e);
        expect([...decodeEntries(encoder.finish())]).toEqual(entries);
      }),
    );
  });
});

describe('FileIndex', () => {
  it('applies whiteouts to lower layers only, wherever they stand', () => {
    const lower = [dir('d'), entry('d/old'), entry('a')];
    expect(paths(index(lower, [entry('.wh.a'), entry('a')]))).toContain('a');
    expect(paths(index(lower, [entry('a'), entry('.wh.a')]))).toContain('a');
    expect(paths(index(lower, [entry('.wh.d')]))).toEqual(['a']);
    expect(paths(index(lower, [entry('d/new'), entry('d/.wh..wh..opq')]))).toEqual(['a', 'd', 'd/new']);
    expect(paths(index(lower, [entry('.wh..wh..opq'), entry('x')]))).toEqual(['x']);
  });

  it('remembers what ships but cannot be seen', () => {
    const files = index(
      [entry('a', 'file', { size: 5 }), entry('b', 'file', { size: 7 })],
      [entry('.wh.a'), entry('b', 'file', { size: 1 })],
    );
    expect([...files.hidden()].map((h) => [h.entry.path, h.entry.size, h.how, h.layer, h.hiddenBy])).toEqual([
      ['a', 5, 'deleted', 0, 1],
      ['b', 7, 'replaced', 0, 1],
    ]);
  });

  it('a directory hides a lower link, a link of the same layer is followed', () => {
    const merged = [dir('usr'), dir('usr/lib'), link('lib', 'usr/lib')];
    expect(index(merged, [entry('lib/x')]).lookup('lib')?.type).toBe('directory');
    const own = index([...merged, entry('lib/x')]);
    expect(own.lookup('usr/lib/x')?.type).toBe('file');
    expect(own.contentOf('usr/lib/x')?.writtenPath).toBe('lib/x');
    expect(own.resolve('/lib/x')?.path).toBe('usr/lib/x');
  });

  it('resolves links inside the root and never out of it, and gives up on loops', () => {
    const files = index([
      dir('etc'),
      entry('etc/real'),
      link('abs', '/etc/real'),
      link('up', '../../../etc/real'),
      link('loop', 'loop2'),
      link('loop2', 'loop'),
      link('gone', 'nothing'),
    ]);
    expect(files.resolve('abs')?.path).toBe('etc/real');
    expect(files.resolve('up')?.path).toBe('etc/real');
    expect(files.resolve('loop')).toBeUndefined();
    expect(files.resolve('gone')).toBeUndefined();
    expect(files.resolve('etc/real/x')).toBeUndefined();
  });

  it('keeps the content of a hard link whose first name was deleted', () => {
    const files = index(
      [entry('a', 'file', { size: 9, mode: 0o4755 }), hard('b', 'a')],
      [entry('.wh.a'), hard('c', 'b')],
    );
    expect(files.lookup('a')).toBeUndefined();
    expect(files.lookup('b')).toMatchObject({ type: 'file', size: 9, mode: 0o4755, hardlinkOf: 'a' });
    expect(files.contentOf('c')).toMatchObject({ layer: 0, writtenPath: 'a' });
    expect(files.pathsOf(0).sort()).toEqual(['b', 'c']);
  });

  it('implied parents are there, entries come parents first', () => {
    const files = index([entry('x/y/z'), entry('x-1')]);
    expect(paths(files)).toEqual(['x', 'x/y', 'x/y/z', 'x-1']);
    expect(files.lookup('x')).toMatchObject({ type: 'directory', layer: -1, mode: 0o755 });
    expect(files.list('/')).toEqual(['x', 'x-1']);
  });

  it('takes under 100 bytes an entry, and time that grows with size', () => {
    const encoder = new EntryEncoder();
    for (let i = 0; i < 300_000; i++)
      encoder.add(entry(`usr/share/some/package-${i >> 5}/directory/file-name-${i}.txt`));
    const files = new FileIndex();
    files.addLayer(encoder.finish());
    files.seal();
    expect(files.byteLength / files.entryCount).toBeLessThan(100);
    expect(files.size).toBeGreaterThan(300_000);
  });

  it('is not slowed down by crowds: one directory, one inode, whiteouts', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => entry(`d/f${i}`));
    const links = Array.from({ length: 60_000 }, (_, i) => hard(`l/h${i}`, 'd/f0'));
    const gone = Array.from({ length: 60_000 }, (_, i) => entry(`d/.wh.f${i}`));
    const began = performance.now();
    const files = index(many, links, gone);
    expect(files.list('d')).toEqual([]);
    expect(files.pathsOf(0).length).toBe(60_000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('a digest of its listing is the same for the same layers', () => {
    const listing = (): string =>
      createHash('sha256')
        .update(JSON.stringify(paths(index([entry('b'), entry('a')], [entry('.wh.b')]))))
        .digest('hex');
    expect(listing()).toBe(listing());
  });
});
