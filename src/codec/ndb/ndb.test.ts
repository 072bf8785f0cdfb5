import { describe, expect, it } from 'vitest';
import { isNdb, readNdb } from './index.ts';
import { writeNdb } from './testing/write-ndb.ts';

const BLOBS = [Buffer.from('first'), Buffer.alloc(5000, 'x'), Buffer.alloc(0)];

describe('readNdb()', () => {
  it('gives every blob and passes over free slots', () => {
    expect([...readNdb(writeNdb(BLOBS))]).toEqual(BLOBS);
    expect([...readNdb(writeNdb([]))]).toEqual([]);
    expect(isNdb(Buffer.from('RpmX'.padEnd(32)))).toBe(false);
  });

  it.each([
    ['of another version', 4, 1, /its version is 1/],
    ['whose slots are outside', 12, 0xffff, /slots lie outside/],
    ['without slots', 12, 0, /slots lie outside/],
    ['whose slot has no magic', 32, 0, /a slot is none/],
    ['whose blob is outside', 40, 0x0fffffff, /blob lies outside/],
    ['whose blob is of another slot', 36, 99, /no blob of it/],
    ['whose blob has no room', 44, 1, /blob lies outside/],
    ['whose blob is longer than its place', 4096 + 12, 4000, /longer than its place/],
  ])('refuses a file %s', (_, at, value, message) => {
    const file = writeNdb(BLOBS);
    file.writeUInt32LE(value, at);
    expect(() => [...readNdb(file)]).toThrow(message);
  });

  it('refuses slots that share one blob over and over', () => {
    const file = writeNdb([Buffer.alloc(40_000, 'x')]);
    for (let at = 48; at < 4096; at += 16) file.copy(file, at, 32, 48);
    expect(() => [...readNdb(file)]).toThrow(/larger than the file/);
  });
});
