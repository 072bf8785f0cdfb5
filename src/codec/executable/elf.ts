// ELF programs and libraries: System V ABI "Object Files" and "Program Loading and Dynamic Linking".
import { readDynamic } from './elf-dynamic.ts';
import { readNotes } from './elf-notes.ts';
import { PT_LOAD, readElfHeader, readElfSections, readElfSegments } from './elf-tables.ts';
import type { Program, ReadAt } from './program.ts';

const ARCHITECTURES: Readonly<Record<number, string>> = {
  3: '386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

/** Reads the tables of an ELF file; undefined where even its header is broken. */
export function readElf(read: ReadAt): Program | undefined {
  const header = readElfHeader(read);
  if (!header) return undefined;
  const all = readElfSegments(read, header);
  const sections = readElfSections(read, header);
  const segments = all.filter((s) => s.type === PT_LOAD);
  const base = { read, segments, isLittleEndian: header.isLittleEndian, pointerSize: header.pointerSize };
  // Thousands of files are asked for a section, few for their libraries.
  let dynamic: ReturnType<typeof readDynamic> | undefined;
  const ofDynamic = (): ReturnType<typeof readDynamic> => {
    dynamic ??= readDynamic(base, all);
    return dynamic;
  };
  return {
    ...base,
    architecture: ARCHITECTURES[header.machine] ?? '',
    sections,
    get needed() {
      return ofDynamic().needed;
    },
    get soname() {
      return ofDynamic().soname;
    },
    notes: readNotes(read, header.isLittleEndian, all, sections),
  };
}
