import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gnuLong, paxHeader, type RawEntry, rawEntry, rawTar } from '../../test/support/raw-tar.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { indexTar, type TarIndex } from './tar-index.ts';

function index(tar: Buffer, limits = DEFAULT_LIMITS): Promise<TarIndex> {
  return indexTar(async (at, length) => tar.subarray(at, at + length), tar.length, limits);
}

function content(tar: Buffer, found: TarIndex, name: string): string | undefined {
  const member = found.find(name);
  return member && tar.toString('utf8', member.offset, member.offset + member.size);
}

describe('indexTar()', () => {
  it('finds members of every size and spelling by offset', async () => {
    const big = 'x'.repeat(200_000);
    const long = `${'d/'.repeat(80)}file`;
    const tar = rawTar([
      { name: './first', body: 'one' },
      { name: 'dir/', type: '5' },
      { name: 'dir//big', body: big },
      gnuLong('L', long),
      { name: 'cut', body: 'named long' },
      { name: 'x', pax: { path: 'dir/pax' }, body: 'by pax' },
      { name: 'empty' },
      { name: 'big2', body: big },
      { name: 'last', body: '!' },
    ]);
    const found = await index(tar);
    expect(content(tar, found, 'first')).toBe('one');
    expect(content(tar, found, 'dir/big')).toBe(big);
    expect(content(tar, found, './dir/pax')).toBe('by pax');
    expect(content(tar, found, long)).toBe('named long');
    expect(content(tar, found, 'empty')).toBe('');
    expect(content(tar, found, 'last')).toBe('!');
    expect(found.find('dir')).toBeUndefined();
  });

  it('reads headers only, not the content between them', async () => {
    const tar = rawTar([
      { name: 'a', body: Buffer.alloc(5_000_000) },
      { name: 'b', body: Buffer.alloc(5_000_000) },
    ]);
    let read = 0;
    await indexTar(
      async (at, length) => {
        read += length;
        return tar.subarray(at, at + length);
      },
      tar.length,
      DEFAULT_LIMITS,
    );
    expect(read).toBeLessThan(200_000);
  });

  it('follows symbolic and hard links inside the archive', async () => {
    const tar = rawTar([
      { name: 'a/layer.tar', type: '2', link: '../b/layer.tar' },
      { name: 'b/layer.tar', type: '2', link: './../real.tar' },
      { name: 'real.tar', body: 'layer' },
      { name: 'hard.tar', type: '1', link: 'real.tar' },
      { name: 'dangling', type: '2', link: 'nowhere' },
      { name: 'forward', type: '1', link: 'later' },
      { name: 'later', body: 'x' },
    ]);
    const found = await index(tar);
    expect(content(tar, found, 'a/layer.tar')).toBe('layer');
    expect(content(tar, found, 'hard.tar')).toBe('layer');
    expect(found.find('dangling')).toBeUndefined();
    expect(found.find('forward')).toBeUndefined();
  });

  it('takes the last of several members with one name', async () => {
    const tar = rawTar([
      { name: 'a', body: 'first' },
      { name: 'keep', type: '1', link: 'a' },
      { name: './a', body: 'second' },
    ]);
    const found = await index(tar);
    expect(content(tar, found, 'a')).toBe('second');
    expect(content(tar, found, 'keep')).toBe('first');
    expect(found.names()).toEqual(['keep', 'a']);
  });

  it.each<[string, RawEntry]>([
    ['absolute names', { name: '/etc/passwd', body: 'x' }],
    ['.. in names', { name: 'a/../../etc/passwd', body: 'x' }],
    ['absolute names of links', { name: '/a', type: '2', link: 'b' }],
    ['hard links out of the archive', { name: 'a', type: '1', link: '../b' }],
    ['negative sizes', { name: 'a', sizeField: Buffer.from([0xff, ...Array(11).fill(0xff)]) }],
    ['sizes past the end', { name: 'a', body: 'x', sizeField: Buffer.from('77777777777\0') }],
    ['sparse members', { name: 'a', pax: { 'GNU.sparse.map': '0,1', 'GNU.sparse.size': '9' }, body: 'x' }],
  ])('refuses %s', async (_, entry) => {
    await expect(index(rawTar([{ name: 'ok' }, entry]))).rejects.toMatchObject({ code: 'malformed' });
  });

  it('refuses links in a circle and links out of the archive when they are used', async () => {
    const tar = rawTar([
      { name: 'a', type: '2', link: 'b' },
      { name: 'b', type: '2', link: 'a' },
      { name: 'c', type: '2', link: '../../etc/passwd' },
      { name: 'd', type: '2', link: '/etc/passwd' },
    ]);
    const found = await index(tar);
    for (const name of ['a', 'c', 'd']) expect(() => found.find(name)).toThrow(/circle|leads out/);
  });

  it('refuses truncation anywhere', async () => {
    const tar = rawTar([
      { name: 'a', body: 'x'.repeat(5000) },
      { name: 'b', pax: { path: 'long' }, body: 'y'.repeat(100) },
    ]);
    for (const cut of [100, 600, 5000, 5700, 6700, 7200])
      await expect(index(tar.subarray(0, cut)), `cut at ${cut}`).rejects.toMatchObject({ code: 'malformed' });
  });

  it('stops at the limits on members and on extended headers', async () => {
    const tar = rawTar(Array.from({ length: 20 }, (_, i) => ({ name: `n${i}`, body: 'x'.repeat(40_000) })));
    const few = { ...DEFAULT_LIMITS, layerEntries: 19 };
    await expect(index(tar, few)).rejects.toMatchObject({ code: 'limit' });
    const huge = Buffer.concat([paxHeader({ path: 'x'.repeat(2_000_000) }), rawEntry({ name: 'a' })]);
    await expect(index(huge)).rejects.toMatchObject({ code: 'limit' });
  });

  it('never hangs or crashes on damaged archives', async () => {
    const tar = rawTar([
      { name: 'a', body: 'x'.repeat(1500) },
      { name: 'l', type: '2', link: 'a' },
      { name: 'b', pax: { path: 'long/name' }, body: 'y' },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), { maxLength: 6 }),
        async (edits) => {
          const damaged = Buffer.from(tar);
          for (const [at, byte] of edits) damaged[at] = byte;
          try {
            const found = await index(damaged);
            for (const name of found.names()) found.find(name);
          } catch (error) {
            expect(error).toMatchObject({ name: 'PlimsollError' });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
