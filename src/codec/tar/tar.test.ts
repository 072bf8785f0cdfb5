import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import type { TarHeader } from './format.ts';
import { TarParser } from './reader.ts';
import { encodeTarHeader, type TarEntryFields, tarEnd, tarPadding } from './writer.ts';

interface Read {
  readonly header: TarHeader;
  readonly content: Buffer;
}

/** Reads an archive given in chunks. */
function read(chunks: readonly Buffer[], limits = DEFAULT_LIMITS): Read[] {
  const entries: Read[] = [];
  const parts: Buffer[][] = [];
  const parser = new TarParser(
    {
      entry: (header) => {
        const own: Buffer[] = [];
        parts.push(own);
        entries.push({ header, content: Buffer.alloc(0) });
        return (chunk) => own.push(Buffer.from(chunk));
      },
    },
    limits,
  );
  for (const chunk of chunks) parser.write(chunk);
  parser.end();
  return entries.map((entry, i) => ({ ...entry, content: Buffer.concat(parts[i] ?? []) }));
}

function archive(...entries: readonly (TarEntryFields & { readonly content?: Buffer })[]): Buffer {
  const parts = entries.flatMap(({ content = Buffer.alloc(0), ...fields }) => [
    encodeTarHeader({ size: content.length, ...fields }),
    content,
    tarPadding(content.length),
  ]);
  return Buffer.concat([...parts, tarEnd()]);
}

const SAMPLE = archive(
  { path: 'd', type: 'directory', mode: 0o755 },
  { path: 'd/f', type: 'file', mode: 0o4755, content: Buffer.from('hello'), mtime: 12.5, uid: 5_000_000 },
  { path: `d/${'n'.repeat(240)}`, type: 'file', mode: 0o600, content: Buffer.alloc(1025, 'z') },
  { path: 'l', type: 'symlink', mode: 0o777, linkPath: `x/${'y'.repeat(150)}` },
  { path: 'h', type: 'hardlink', mode: 0o644, linkPath: 'd/f' },
);

describe('TarParser against GNU tar', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'plimsoll-tar-'));
    const tree = join(dir, 'tree');
    mkdirSync(join(tree, 'sub/empty'), { recursive: true });
    writeFileSync(join(tree, 'plain'), 'plain text');
    writeFileSync(join(tree, 'sub', 'l'.repeat(180)), 'long');
    symlinkSync('../plain', join(tree, 'sub/link'));
    linkSync(join(tree, 'plain'), join(tree, 'zhard'));
    writeFileSync(join(tree, 'sparse'), 'start');
    truncateSync(join(tree, 'sparse'), 3_000_000);
    writeFileSync(join(tree, 'sparse'), 'end', { flag: 'a' });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const formats = [
    ...['--format=gnu', '--format=pax', '--format=oldgnu'].map((f) => [f]),
    ['--format=gnu', '--sparse'],
    ...['0.0', '0.1', '1.0'].map((v) => ['--format=pax', '--sparse', `--sparse-version=${v}`]),
    ['--format=pax', '--owner=:4000000000', '--group=:3000000000'],
    ['--format=gnu', '--owner=:4000000000'],
  ];
  for (const format of formats)
    it(`reads ${format.join(' ')}`, () => {
      const bytes = execFileSync('tar', ['cf', '-', ...format, '--sort=name', '-C', join(dir, 'tree'), '.'], {
        maxBuffer: 1 << 28,
      });
      const entries = read([bytes]);
      const listed = execFileSync('tar', ['tf', '-'], { input: bytes, encoding: 'utf8' })
        .split('\n')
        .filter(Boolean);
      expect(entries.map((e) => e.header.path)).toEqual(listed);
      const byPath = new Map(entries.map((e) => [e.header.path, e]));
      expect(byPath.get('./plain')?.content.toString()).toBe('plain text');
      expect(byPath.get('./zhard')?.header).toMatchObject({ type: 'hardlink', linkPath: './plain', size: 0 });
      expect(byPath.get('./sub/link')?.header).toMatchObject({ type: 'symlink', linkPath: '../plain' });
      expect(byPath.get('./sparse')?.header.size).toBe(3_000_003);
      if (format.includes('--sparse'))
        expect(byPath.get('./sparse')?.header.storedSize).toBeLessThan(200_000);
      if (format.some((f) => f.startsWith('--owner')))
        expect(byPath.get('./plain')?.header.uid).toBe(4_000_000_000);
    });

  it('puts the stored stretches of a sparse file where they belong', () => {
    const bytes = execFileSync('tar', [
      'cf',
      '-',
      '--format=pax',
      '--sparse',
      '-C',
      join(dir, 'tree'),
      'sparse',
    ]);
    const [entry] = read([bytes]);
    const whole = Buffer.alloc(entry?.header.size ?? 0);
    let at = 0;
    for (const { offset, length } of entry?.header.sparse ?? []) {
      entry?.content.copy(whole, offset, at, at + length);
      at += length;
    }
    expect(whole.equals(readFileSync(join(dir, 'tree/sparse')))).toBe(true);
  });

  it('what encodeTarHeader writes, GNU tar lists and unpacks', () => {
    const out = join(dir, 'out');
    mkdirSync(out);
    execFileSync('tar', ['xf', '-', '-C', out, '--no-same-owner'], { input: SAMPLE });
    expect(readFileSync(join(out, 'd/f'), 'utf8')).toBe('hello');
    expect(readFileSync(join(out, 'd', 'n'.repeat(240))).length).toBe(1025);
    const sparse = archive({
      path: 's',
      type: 'file',
      mode: 0o644,
      size: 5_000_000,
      sparse: [{ offset: 4_999_999, length: 1 }],
    });
    // The content of a sparse entry is its stored stretches alone.
    const patched = Buffer.concat([
      sparse.subarray(0, sparse.length - 1024),
      Buffer.from('!'),
      tarPadding(1),
      tarEnd(),
    ]);
    execFileSync('tar', ['xf', '-', '-C', out], { input: patched });
    const unpacked = readFileSync(join(out, 's'));
    expect([unpacked.length, unpacked[4_999_999]]).toEqual([5_000_000, 0x21]);
  });
});

describe('TarParser', () => {
  it('gives the same entries however the archive is cut', () => {
    const whole = read([SAMPLE]);
    expect(whole.map((e) => e.header.path)).toEqual(['d/', 'd/f', `d/${'n'.repeat(240)}`, 'l', 'h']);
    expect(whole[1]?.header).toMatchObject({ mode: 0o4755, uid: 5_000_000, mtime: 12.5, size: 5 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: SAMPLE.length }), { maxLength: 12 }), (cuts) => {
        const points = [0, ...cuts.sort((a, b) => a - b), SAMPLE.length];
        const chunks = points.slice(1).map((end, i) => SAMPLE.subarray(points[i] as number, end));
        expect(read(chunks)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('truncated anywhere, it never gives an entry that was not there', () => {
    const whole = read([SAMPLE]);
    for (let end = 0; end < SAMPLE.length; end += 37) {
      try {
        const entries = read([SAMPLE.subarray(0, end)]);
        expect(entries).toEqual(whole.slice(0, entries.length));
      } catch (error) {
        expect(error).toMatchObject({ code: 'malformed' });
      }
    }
  });

  it('writes and reads every entry back', () => {
    const path = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 300 })
      .filter((p) => !p.includes('\0') && !p.endsWith('/') && p.isWellFormed());
    fc.assert(
      fc.property(
        path,
        fc.nat(0o7777),
        fc.nat(2 ** 31),
        fc.nat(2 ** 40),
        fc.uint8Array({ maxLength: 2000 }),
        (name, mode, uid, mtime, data) => {
          const content = Buffer.from(data);
          const [entry] = read([archive({ path: name, type: 'file', mode, uid, mtime, content })]);
          expect(entry?.header).toMatchObject({ path: name, mode, uid, mtime, size: content.length });
          expect(entry?.content.equals(content)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  const damage: [string, (bytes: Buffer) => void][] = [
    ['a wrong checksum', (b) => b.write('9', 10)],
    ['a size that is no number', (b) => b.write('zzz', 124)],
  ];
  for (const [what, change] of damage)
    it(`refuses ${what}`, () => {
      const bytes = Buffer.from(SAMPLE);
      change(bytes);
      expect(() => read([bytes])).toThrow(expect.objectContaining({ code: 'malformed' }));
    });

  it('refuses a negative base-256 size', () => {
    const header = encodeTarHeader({ path: 'a', type: 'file', mode: 0, size: 0 });
    header.fill(0xff, 124, 136);
    expect(() => read([sealed(header), tarEnd()])).toThrow(/negative|number/);
  });

  it('bounds entries, extended headers and paths', () => {
    const limits = { ...DEFAULT_LIMITS, layerEntries: 2, tarMetaBytes: 100, pathBytes: 50 };
    const small = (path: string): TarEntryFields => ({ path, type: 'file', mode: 0 });
    expect(() => read([archive(small('a'), small('b'), small('c'))], limits)).toThrow(
      expect.objectContaining({ code: 'limit' }),
    );
    expect(() => read([archive(small('p'.repeat(60)))], limits)).toThrow(
      expect.objectContaining({ code: 'limit' }),
    );
    expect(() => read([archive(small('p'.repeat(300)))], limits)).toThrow(
      expect.objectContaining({ code: 'limit' }),
    );
  });

  it('follows Go where readers differ: links have no content, global headers are skipped', () => {
    const link = encodeTarHeader({ path: 'l', type: 'symlink', mode: 0, linkPath: 'x' });
    link.write('00000001000\0', 124);
    const after = archive({ path: 'next', type: 'file', mode: 0, content: Buffer.from('ok') });
    expect(read([Buffer.concat([sealed(link), after])]).map((e) => e.header.path)).toEqual(['l', 'next']);
  });

  it('a sparse file of half a petabyte costs no memory', () => {
    const header = encodeTarHeader({ path: 's', type: 'file', mode: 0, size: 2 ** 49, sparse: [] });
    const [entry] = read([Buffer.concat([header, tarEnd()])]);
    expect(entry?.header).toMatchObject({ size: 2 ** 49, storedSize: 0 });
  });
});

/** Makes a header's checksum right again. */
function sealed(header: Buffer): Buffer {
  header.fill(0x20, 148, 156);
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
