import { describe, expect, test } from 'vitest';
import { decodeCapabilities, formatCapabilities } from './capabilities.ts';

/** struct vfs_cap_data: magic, then permitted and inheritable in pairs of 32 bits. */
function attribute(version: number, words: readonly number[], effective = true): Buffer {
  const bytes = Buffer.alloc(4 + words.length * 4);
  bytes.writeUInt32LE(((version << 24) | (effective ? 1 : 0)) >>> 0, 0);
  for (const [i, word] of words.entries()) bytes.writeUInt32LE(word, 4 + i * 4);
  return bytes;
}

describe('decodeCapabilities()', () => {
  test.each([
    [attribute(1, [1 << 10, 0]), 'cap_net_bind_service=ep'],
    [attribute(2, [1 << 10, 0, 0, 0]), 'cap_net_bind_service=ep'],
    [attribute(2, [1 << 13, 0, 0, 0], false), 'cap_net_raw=p'],
    [attribute(2, [0, 1, 0, 0], false), 'cap_chown=i'],
    [attribute(2, [0, 0, 1 << 6, 0]), 'cap_perfmon=ep'],
    [attribute(2, [0, 0, 2 ** 31, 0]), 'cap_63=ep'],
    [attribute(2, [0, 0, 0, 0]), 'none'],
  ])('%#', (bytes, text) => {
    const decoded = decodeCapabilities(bytes);
    expect(decoded && formatCapabilities(decoded)).toBe(text);
  });

  test('gives the root of a user namespace in version 3', () => {
    expect(decodeCapabilities(attribute(3, [1, 0, 0, 0, 100_000]))).toMatchObject({
      version: 3,
      rootUid: 100_000,
    });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['too short', Buffer.alloc(11)],
    ['no version', attribute(0, [1, 0])],
    ['another version', attribute(4, [1, 0, 0, 0])],
    ['a length of another version', attribute(2, [1, 0])],
    ['too long', Buffer.concat([attribute(2, [1, 0, 0, 0]), Buffer.alloc(1)])],
    ['a version from JavaScript', Buffer.alloc(20, 0xff)],
  ])('refuses %s', (_, bytes) => {
    expect(decodeCapabilities(bytes)).toBeUndefined();
  });
});
