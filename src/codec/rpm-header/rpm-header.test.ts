import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RPM_TAG, readRpmHeader } from './index.ts';
import { HELLO_TINY } from './testing/header.data.ts';
import { writeRpmHeader } from './testing/write-header.ts';

const REAL = gunzipSync(Buffer.from(HELLO_TINY, 'base64'));

describe('readRpmHeader()', () => {
  it('reads a header that rpm wrote', () => {
    const header = readRpmHeader(REAL);
    expect(header.string(RPM_TAG.name)).toBe('hello-tiny');
    expect(header.integers(RPM_TAG.epoch)).toEqual([2]);
    expect(header.string(RPM_TAG.summary)).toBe('A tiny package');
    expect(header.strings(RPM_TAG.baseNames)).toEqual(['hello.conf', 'hello', 'data']);
    expect(header.integers(RPM_TAG.fileModes)).toEqual([0o100644, 0o40755, 0o100644]);
    expect(header.has(RPM_TAG.modularityLabel)).toBe(false);
  });

  it('reads every type, wide numbers and bytes behind the header', () => {
    const blob = writeRpmHeader({
      1000: { string: 'a' },
      1001: { strings: ['x', '', 'ü'] },
      1002: { int16: [1, 65535] },
      1003: { int32: [4294967295] },
      1004: { int64: [5_000_000_000] },
      1005: { bytes: Buffer.from([0, 1, 2]) },
      1006: { strings: [] },
    });
    const header = readRpmHeader(Buffer.concat([blob, Buffer.from('more')]));
    expect(header.strings(1000)).toEqual(['a']);
    expect(header.strings(1001)).toEqual(['x', '', 'ü']);
    expect(header.integers(1002)).toEqual([1, 65535]);
    expect(header.integers(1003)).toEqual([4294967295]);
    expect(header.integers(1004)).toEqual([5_000_000_000]);
    expect(header.bytes(1005)).toEqual(Buffer.from([0, 1, 2]));
    expect(header.strings(1006)).toEqual([]);
    expect(header.strings(1003)).toBeUndefined();
    expect(header.integers(1000)).toBeUndefined();
    expect(header.bytes(9999)).toBeUndefined();
  });

  it('refuses counts that overflow and headers cut anywhere', () => {
    for (const [at, value] of [
      [0, 0xffffffff],
      [0, 0],
      [0, 0x10000],
      [4, 0x7fffffff],
      [4, REAL.length],
    ] as const) {
      const broken = Buffer.from(REAL);
      broken.writeUInt32BE(value, at);
      expect(() => readRpmHeader(broken)).toThrow(/read rpm header/);
    }
    for (let length = 0; length < REAL.length; length += 97)
      expect(() => readRpmHeader(REAL.subarray(0, length))).toThrow(/read rpm header/);
  });

  it('refuses values outside of the data, whatever their type', () => {
    const blob = writeRpmHeader({
      1: { string: 'a' },
      2: { int32: [1] },
      3: { strings: ['x'] },
      4: { int64: [1] },
    });
    for (let entry = 8; entry < 8 + 4 * 16; entry += 16) {
      for (const [field, value] of [
        [8, 0x7fffffff],
        [8, 0xffffffff],
        [12, 0xffffffff],
      ] as const) {
        const broken = Buffer.from(blob);
        broken.writeUInt32BE(value, entry + field);
        const header = readRpmHeader(broken);
        const tag = broken.readUInt32BE(entry);
        if (field === 12 && tag === 1) continue; // a single string has no count
        expect(() => [header.strings(tag), header.integers(tag)]).toThrow(/outside of it/);
      }
    }
    const endless = writeRpmHeader({ 1: { bytes: Buffer.from('abc') } });
    endless.writeUInt32BE(6, 12);
    expect(() => readRpmHeader(endless).string(1)).toThrow(/without end/);
  });
});
