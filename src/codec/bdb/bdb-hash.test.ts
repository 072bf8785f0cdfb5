import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RPM_TAG, readRpmHeader } from '../rpm-header/index.ts';
import { isBdbHash, readBdbHash } from './index.ts';
import { BIG_ENDIAN, LITTLE_ENDIAN } from './testing/packages.data.ts';

const unpack = (text: string): Buffer => gunzipSync(Buffer.from(text, 'base64'));

describe.each([
  ['little-endian', unpack(LITTLE_ENDIAN)],
  ['big-endian', unpack(BIG_ENDIAN)],
] as const)('readBdbHash() of a %s file', (order, bytes) => {
  const write = (target: Buffer, value: number, at: number): number =>
    order === 'big-endian' ? target.writeUInt32BE(value, at) : target.writeUInt32LE(value, at);

  it('gives every pair, long values and short ones', () => {
    const records = [...readBdbHash(bytes)];
    expect(records).toHaveLength(3);
    const counter = records.find(({ key }) => key.every((byte) => byte === 0));
    expect(counter?.value).toHaveLength(4);
    const names = records.flatMap(({ value }) =>
      value.length > 4 ? [readRpmHeader(value).string(RPM_TAG.name)] : [],
    );
    expect(names.sort()).toEqual(['hello-tiny', 'hello-tiny-libs']);
  });

  it('refuses chains that loop, leave the file or promise more than it holds', () => {
    for (const size of [0x7fffffff, bytes.length * 2]) {
      const broken = Buffer.from(bytes);
      for (const at of offPageItems(broken)) write(broken, size, at + 8);
      expect(() => [...readBdbHash(broken)]).toThrow(/larger than the file/);
    }
    const longer = Buffer.from(bytes);
    for (const at of offPageItems(longer)) write(longer, 9000, at + 8);
    expect(() => [...readBdbHash(longer)]).toThrow(/no page of a long value/);
    const outside = Buffer.from(bytes);
    for (const at of offPageItems(outside)) write(outside, 0x00ffffff, at + 4);
    expect(() => [...readBdbHash(outside)]).toThrow(/no page of a long value/);
  });

  it('refuses pages that lie', () => {
    const pageSize = Buffer.from(bytes);
    write(pageSize, 1000, 20);
    expect(() => [...readBdbHash(pageSize)]).toThrow(/pages of 1000 bytes/);
    const encrypted = Buffer.from(bytes);
    encrypted[24] = 1;
    expect(() => [...readBdbHash(encrypted)]).toThrow(/encrypted/);
    const crowded = Buffer.from(bytes);
    for (let page = 4096; page < bytes.length; page += 4096) crowded.fill(0xff, page + 20, page + 22);
    expect(() => [...readBdbHash(crowded)]).toThrow(/more entries than it can hold/);
  });

  it('never fails otherwise, wherever a byte is wrong', () => {
    for (let at = 0; at < bytes.length; at += 13) {
      const broken = Buffer.from(bytes);
      broken[at] = (broken[at] as number) ^ 0xff;
      try {
        for (const { value } of readBdbHash(broken)) expect(value.length).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect((error as Error).message).toMatch(/^read Berkeley DB file/);
      }
    }
  });

  function offPageItems(file: Buffer): number[] {
    const u16 = (at: number): number =>
      order === 'big-endian' ? file.readUInt16BE(at) : file.readUInt16LE(at);
    const found: number[] = [];
    for (let page = 4096; page < file.length; page += 4096) {
      if (![2, 13].includes(file[page + 25] as number)) continue;
      for (let i = 0; i < u16(page + 20); i++) {
        const at = page + u16(page + 26 + i * 2);
        if (file[at] === 3) found.push(at);
      }
    }
    expect(found).toHaveLength(2);
    return found;
  }
});

describe('isBdbHash()', () => {
  it('knows other files', () => {
    expect(isBdbHash(Buffer.alloc(4096))).toBe(false);
    expect(isBdbHash(Buffer.alloc(0))).toBe(false);
    expect(() => [...readBdbHash(Buffer.from('SQLite format 3\0'))]).toThrow(/it is none/);
  });
});
