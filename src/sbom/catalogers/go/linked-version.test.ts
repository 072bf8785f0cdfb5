import { describe, expect, it } from 'vitest';
import { openExecutable, sniffExecutable } from '../../../codec/executable/index.ts';
import { BASE, buildElf } from '../../../codec/executable/testing/build.ts';
import { linkedVersion } from './linked-version.ts';

/** A program whose data holds one Go string variable for each text. */
function versionOf(texts: readonly string[], bits: 32 | 64 = 64): string | undefined {
  const bytes = Buffer.from(texts.join(''), 'latin1');
  const width = bits / 8;
  const word = (value: number): Buffer => {
    const b = Buffer.alloc(8);
    b.writeBigUInt64LE(BigInt(value));
    return b.subarray(0, width);
  };
  const build = (start: number): Buffer => {
    let at = start;
    const headers = texts.flatMap((text) => {
      const header = [word(at), word(text.replace(/\0$/, '').length)];
      at += text.length;
      return header;
    });
    const sections = [
      { name: '.rodata', bytes },
      { name: '.data', bytes: Buffer.concat([word(7), ...headers]), isWritable: true },
    ];
    return buildElf(sections, { bits });
  };
  const file = build(build(0).indexOf(bytes) + BASE);
  const format = sniffExecutable(file);
  if (!format) throw new Error('no executable');
  const program = openExecutable(format, file.length, [{ offset: 0, bytes: file }])?.programs[0];
  if (!program) throw new Error('no program');
  return linkedVersion(program);
}

describe('linkedVersion()', () => {
  it.each([32, 64] as const)('reads what the linker set, %i bits', (bits) => {
    expect(versionOf(['dev build\0', 'v2.7.1\0', 'rest'], bits)).toBe('v2.7.1');
  });

  it('takes one that is the beginning of all others, and none where they disagree', () => {
    expect(versionOf(['1.1.5+ds1-1+deb12u1\0', '1.1.5+ds1\0', 'v1.1.5+ds1\0'])).toBe('v1.1.5+ds1');
    expect(versionOf(['1.1.5\0', '3.0.0\0'])).toBeUndefined();
  });

  it('knows strings that the compiler packed, and what is no version', () => {
    expect(versionOf(['0.4.0', '1.0.0', 'more'])).toBeUndefined();
    expect(versionOf(['go1.22.1\0', '127.0.0.1\0', '2024-05-01\0', '10.0\0'])).toBeUndefined();
  });
});
