import { describe, expect, it } from 'vitest';
import { type RawZipEntry, type RawZipOptions, rawZip } from '../../../test/support/raw-zip.ts';
import { openZip, readZipEntry, type ZipArchive, type ZipLimits } from './index.ts';

function contents(archive: ZipArchive): Record<string, string> {
  return Object.fromEntries(archive.entries.map((e) => [e.name, readZipEntry(archive, e).toString()]));
}

const TWO: RawZipEntry[] = [
  { name: 'a', body: 'one' },
  { name: 'd/b', body: 'two'.repeat(1000), method: 0 },
];
const TEXT = { a: 'one', 'd/b': 'two'.repeat(1000) };

describe('openZip()', () => {
  it.each<[string, RawZipEntry[], RawZipOptions]>([
    ['stored and deflated entries', TWO, {}],
    ['data descriptors', TWO.map((e) => ({ ...e, descriptor: true })), {}],
    ['zip64 sizes', TWO.map((e) => ({ ...e, zip64: true })), {}],
    ['a zip64 end', TWO, { zip64End: true }],
    ['a script before it', TWO, { prefix: Buffer.from('#!/bin/sh\nexec java -jar "$0"\n') }],
    ['a script before a zip64 archive', TWO, { prefix: Buffer.from('#!/bin/sh\n'), zip64End: true }],
    ['a comment', TWO, { comment: 'x'.repeat(65535) }],
    ['a comment that looks like an end', TWO, { comment: `PK\x05\x06${'\0'.repeat(18)} and more` }],
  ])('reads an archive with %s', (_, entries, options) => {
    const archive = openZip(rawZip(entries, options));
    expect(contents(archive)).toEqual(TEXT);
  });

  it('reads an archive with bytes behind it', () => {
    expect(contents(openZip(Buffer.concat([rawZip(TWO), Buffer.from('trailing')])))).toEqual(TEXT);
  });

  it('reads an empty archive', () => {
    expect(openZip(rawZip([])).entries).toEqual([]);
  });

  it('gives names given twice, both', () => {
    const archive = openZip(rawZip([...TWO, { name: 'a', body: 'other' }]));
    expect(archive.entries.map((e) => e.name)).toEqual(['a', 'd/b', 'a']);
  });

  it.each<[string, Buffer, RegExp]>([
    ['text', Buffer.from('hello'), /no directory/],
    ['nothing', Buffer.alloc(0), /no directory/],
    ['a cut archive', rawZip(TWO).subarray(0, -30), /no directory/],
    ['too high a count', rawZip(TWO, { count: 9 }), /breaks off after 2 of 9/],
  ])('refuses %s', (_, bytes, why) => {
    expect(() => openZip(bytes)).toThrow(why);
  });

  it('stops at its limits of entries and name length', () => {
    expect(() => openZip(rawZip(TWO), { entries: 1 })).toThrow(/2 entries, the limit is 1/);
    expect(() => openZip(rawZip([{ name: 'n'.repeat(30) }]), { nameBytes: 29 })).toThrow(/name of 30 bytes/);
  });
});

describe('readZipEntry()', () => {
  function first(entry: RawZipEntry, limits: Partial<ZipLimits> = {}): Buffer {
    const archive = openZip(rawZip([entry]), limits);
    return readZipEntry(archive, archive.entries[0]!);
  }

  it.each<[string, RawZipEntry, RegExp]>([
    ['a wrong checksum', { name: 'a', body: 'x', crc: 1 }, /checksum of "a" is wrong/],
    [
      'more than its directory says',
      { name: 'a', body: 'x'.repeat(5000), size: 10 },
      /more than the 10 bytes/,
    ],
    [
      'less than its directory says',
      { name: 'a', body: 'xy', size: 10 },
      /holds 2 bytes, its directory says 10/,
    ],
    ['encryption', { name: 'a', body: 'x', flags: 1 }, /encrypted/],
    ['another method', { name: 'a', body: 'x', method: 93 }, /method 93/],
    ['a place outside', { name: 'a', body: 'x', offset: 4_000_000_000 }, /not where its directory says/],
    ['a place that is none', { name: 'a', body: 'x', offset: 3 }, /not where its directory says/],
  ])('refuses %s', (_, entry, why) => {
    expect(() => first(entry)).toThrow(why);
  });

  it('refuses damaged content', () => {
    const bytes = rawZip([{ name: 'a', body: 'abcdefgh'.repeat(50) }]);
    bytes.fill(0xff, 31, 40);
    const archive = openZip(bytes);
    expect(() => readZipEntry(archive, archive.entries[0]!)).toThrow(/"a" is damaged/);
  });

  it('stops at its limits of size and ratio', () => {
    expect(() => first({ name: 'a', body: 'xx' }, { entryBytes: 1 })).toThrow(
      /unpacks to 2 bytes, the limit is 1/,
    );
    const body = Buffer.alloc(100_000);
    expect(() => first({ name: 'a', body }, { ratioGraceBytes: 1000 })).toThrow(/more than 200 times/);
    expect(first({ name: 'a', body })).toHaveLength(100_000);
  });
});
