import { describe, expect, it } from 'vitest';
import { rawTar } from '../../../test/support/raw-tar.ts';
import { canBeTar, describeContent } from './content-kind.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('describeContent()', () => {
  it('names what people give by mistake', () => {
    const cases: [string, string][] = [
      ['root:x:0:0:root:/root:/bin/bash\n', 'text'],
      ['{"schemaVersion": 2}', 'a JSON document'],
      ['# syntax=docker/dockerfile:1\n\nFROM debian\n', 'a Dockerfile'],
      ['\x7fELF\x02\x01', 'an ELF program'],
      ['\xfd7zXZ\0\0', 'xz-compressed data, which has to be unpacked first'],
      ['PK\x03\x04\x14', 'a zip file'],
      ['#!/bin/sh\n', 'a script'],
      ['\x00\x01\x02', 'binary data of a kind plimsoll does not know'],
      ['\xff\xfe', 'binary data of a kind plimsoll does not know'],
      ['', 'text'],
    ];
    for (const [head, what] of cases) expect(describeContent(bytes(head)), head).toBe(what);
    expect(describeContent(Buffer.from('grüße').subarray(0, 4))).toBe('text');
  });
});

describe('canBeTar()', () => {
  it('takes headers with and without a mark, and the end of an empty archive', () => {
    const tar = rawTar([{ name: 'a', body: 'x' }]);
    expect(canBeTar(tar)).toBe(true);
    const old = Buffer.from(tar.subarray(0, 512)); // before 1988 there was no mark
    old.fill(0, 257, 265);
    old.write(`${checksum(old).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(canBeTar(old)).toBe(true);
    expect(canBeTar(Buffer.alloc(1024))).toBe(true);
    expect(canBeTar(Buffer.alloc(0))).toBe(true);
  });

  it('takes a damaged header with a mark for a damaged archive, not for something else', () => {
    const tar = Buffer.from(rawTar([{ name: 'a', body: 'x' }]));
    tar[0] = 0x62;
    expect(canBeTar(tar)).toBe(true);
  });

  it('refuses text, however long', () => {
    expect(canBeTar(bytes('short'))).toBe(false);
    expect(canBeTar(bytes('root:x:0:0:root\n'.repeat(100)))).toBe(false);
  });
});

function checksum(header: Buffer): number {
  return header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : byte), 0);
}
