import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePath, encodePath } from './path-bytes.ts';

// Bytes that are nearly UTF-8: whole characters, cut ones, surrogates, overlong forms, plain noise.
const fragments = fc.oneof(
  fc.string({ unit: 'binary' }).map((s) => Buffer.from(s, 'utf8')),
  fc.uint8Array({ maxLength: 6 }).map((b) => Buffer.from(b)),
  fc
    .constantFrom(
      'edb280',
      'eda0bdedb880',
      'c080',
      'e08080',
      'f08080af',
      'f4908080',
      'efbfbd',
      'efbbbf',
      'f09f98',
    )
    .map((hex) => Buffer.from(hex, 'hex')),
);
const paths = fc.array(fragments, { maxLength: 8 }).map((parts) => Buffer.concat(parts));

describe('decodePath()', () => {
  it('loses nothing: encodePath() gives the same bytes back', () => {
    fc.assert(
      fc.property(paths, (bytes) => {
        expect(encodePath(decodePath(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes each part of a path as it decodes the part alone', () => {
    fc.assert(
      fc.property(paths, paths, (a, b) => {
        const whole = Buffer.concat([a, Buffer.from('/'), b]);
        expect(decodePath(whole)).toBe(`${decodePath(a)}/${decodePath(b)}`);
      }),
    );
  });

  it('decodes valid UTF-8 as usual, U+FFFD and a byte order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePath(Buffer.from(`\ufeff\ufffd${text}`))).toBe(`\ufeff\ufffd${text}`);
      }),
    );
  });

  it('stays fast on a megabyte that is not UTF-8', () => {
    const began = performance.now();
    const bytes = Buffer.alloc(1024 * 1024, 0xff);
    expect(encodePath(decodePath(bytes))).toEqual(bytes);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
