import { describe, expect, it } from 'vitest';
import { type Executable, ExecutableCapture, readAddress, readSection } from './index.ts';
import {
  BASE,
  buildElf,
  buildMachO,
  buildNote,
  buildPe,
  buildUniversal,
  buildXcoff,
} from './testing/build.ts';

function capture(bytes: Buffer, chunk = 65_536): Executable {
  const capturing = new ExecutableCapture(bytes.length);
  for (let at = 0; at < bytes.length; at += chunk) capturing.write(bytes.subarray(at, at + chunk));
  const executable = capturing.finish();
  if (!executable) throw new Error('no executable');
  return executable;
}

const program = (bytes: Buffer) => {
  const found = capture(bytes).programs[0];
  if (!found) throw new Error('no program');
  return found;
};

describe('readElf()', () => {
  const shapes = ([32, 64] as const).flatMap((bits) => [true, false].map((le) => [bits, le] as const));
  it.each(shapes)(
    'reads sections, libraries and addresses, %i bits, little endian %s',
    (bits, isLittleEndian) => {
      const bytes = buildElf([{ name: '.data', bytes: Buffer.from('hello'), isWritable: true }], {
        bits,
        isLittleEndian,
        machine: 22,
        needed: ['libc.so.6', 'libm.so.6'],
        soname: 'libx.so.1',
      });
      const elf = program(bytes);
      expect(elf).toMatchObject({ architecture: 's390x', pointerSize: bits / 8, soname: 'libx.so.1' });
      expect(elf.needed).toEqual(['libc.so.6', 'libm.so.6']);
      expect(readSection(elf, '.data')?.toString()).toBe('hello');
      const at = elf.sections.find((s) => s.name === '.data')?.address ?? 0;
      expect(readAddress(elf, at + 1, 3)?.toString()).toBe('ell');
      expect(readAddress(elf, at + 4, 3)).toBeUndefined();
    },
  );

  it('reads notes', () => {
    const notes = Buffer.concat([buildNote('GNU', 3, 'id'), buildNote('FDO', 0xcafe1a7e, '{"a":1}')]);
    const elf = program(buildElf([{ name: '.note.package', bytes: notes, type: 7 }]));
    expect(elf.notes.map((n) => [n.name, n.type, n.description.toString()])).toEqual([
      ['GNU', 3, 'id'],
      ['FDO', 0xcafe1a7e, '{"a":1}'],
    ]);
  });

  it('keeps segments where the section table was stripped', () => {
    const elf = program(buildElf([{ name: '.data', bytes: Buffer.from('hello') }], { isStripped: true }));
    expect(elf.sections).toEqual([]);
    expect(elf.segments).toHaveLength(1);
  });

  it('gives what it can of hostile tables', () => {
    const bytes = buildElf([{ name: '.data', bytes: Buffer.from('hello') }], { needed: ['a.so'] });
    for (let at = 4; at < 120; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const broken = Buffer.from(bytes);
        broken.fill(value, at, at + 4);
        expect(() => capture(broken).programs).not.toThrow();
      }
    }
    expect(capture(bytes.subarray(0, 60)).programs).toEqual([]);
  });

  it('does not believe a count of sections that the file cannot hold', () => {
    const bytes = buildElf([{ name: '.data', bytes: Buffer.from('hello') }]);
    bytes.writeUInt16LE(0, 60);
    expect(program(bytes).sections).toEqual([]);
    bytes.writeUInt16LE(0xfffe, 60);
    expect(program(bytes).sections).toEqual([]);
  });
});

describe('readPe()', () => {
  it('reads sections and finds resources', () => {
    const pe = program(
      buildPe(
        [
          { name: '.data', bytes: Buffer.from('hello'), isWritable: true },
          { name: '.rsrc', bytes: Buffer.alloc(32) },
        ],
        { isManaged: true },
      ),
    );
    expect(pe).toMatchObject({ architecture: 'amd64', isManaged: true });
    expect(readSection(pe, '.data')?.toString()).toBe('hello');
    expect(pe.resources?.size).toBe(32);
  });

  it('gives nothing for a DOS program', () => {
    expect(capture(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])).programs).toEqual([]);
  });
});

describe('readMachO()', () => {
  it('reads sections and libraries of every slice', () => {
    const one = buildMachO(
      [{ name: '__go_buildinfo', bytes: Buffer.from('hello') }],
      ['/usr/lib/libSystem.dylib'],
    );
    const executable = capture(buildUniversal([one, one]));
    expect(executable.programs).toHaveLength(2);
    for (const slice of executable.programs) {
      expect(slice.architecture).toBe('arm64');
      expect(slice.needed).toEqual(['/usr/lib/libSystem.dylib']);
      expect(readSection(slice, '__go_buildinfo')?.toString()).toBe('hello');
      expect(readAddress(slice, slice.sections[0]?.address ?? 0, 5)?.toString()).toBe('hello');
    }
  });

  it('gives what it can of hostile load commands', () => {
    const bytes = buildMachO([{ name: '__data', bytes: Buffer.from('hello') }], ['/a']);
    for (let at = 8; at < 140; at += 4) {
      const broken = Buffer.from(bytes);
      broken.writeUInt32LE(0xffffffff, at);
      expect(() => capture(broken).programs).not.toThrow();
    }
  });
});

describe('readXcoff()', () => {
  it('reads its section table', () => {
    const xcoff = program(buildXcoff([{ name: '.data', bytes: Buffer.from('hello'), isWritable: true }]));
    expect(xcoff).toMatchObject({ architecture: 'ppc64', isLittleEndian: false });
    expect(readSection(xcoff, '.data')?.toString()).toBe('hello');
  });
});

describe('ExecutableCapture', () => {
  it('lets go of what is no executable', () => {
    for (const text of ['#!/bin/sh\n', 'MZ', '', '\xca\xfe\xba\xbe\0\0\0\x34']) {
      const capturing = new ExecutableCapture(100);
      capturing.write(Buffer.from(text, 'latin1'));
      expect(capturing.finish()).toBeUndefined();
    }
  });

  it('tells an executable whose first chunk is a byte', () => {
    expect(capture(buildElf([{ name: '.data', bytes: Buffer.from('hello') }]), 1).isWhole).toBe(true);
  });

  it('keeps tables, data and build information of a file that is too large to keep', () => {
    const mark = Buffer.concat([
      Buffer.from('\xff Go buildinf:', 'latin1'),
      Buffer.alloc(18, 7),
      Buffer.from('END'),
    ]);
    const bytes = buildElf([
      { name: '.text', bytes: Buffer.alloc(20 * 1024 * 1024, 1) },
      { name: '.more', bytes: Buffer.alloc(14 * 1024 * 1024, 1) },
      { name: '.go.buildinfo', bytes: mark },
      { name: '.data', bytes: Buffer.from('hello'), isWritable: true },
    ]);
    for (const chunk of [1024 * 1024, 65_521]) {
      const executable = capture(bytes, chunk);
      expect(executable.isWhole).toBe(false);
      const elf = executable.programs[0];
      if (!elf) throw new Error('no program');
      expect(elf.sections.map((s) => s.name)).toContain('.go.buildinfo');
      expect(readSection(elf, '.go.buildinfo')?.equals(mark)).toBe(true);
      expect(readSection(elf, '.data')?.toString()).toBe('hello');
      expect(readSection(elf, '.text')).toBeUndefined();
      expect(readAddress(elf, BASE + 2_000, 4)).toHaveLength(4);
    }
  });
});
