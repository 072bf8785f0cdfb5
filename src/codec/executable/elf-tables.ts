// The tables of an ELF file, 32 and 64 bits, both byte orders (System V ABI, "Object Files").
import { cString, type Fields, fieldsOf, type ReadAt, type Section, type Segment } from './program.ts';

const MAX_SECTIONS = 20_000;
const MAX_SEGMENTS = 1_000;
const SHT_NOBITS = 8;
const SHF_WRITE = 1;
export const PT_LOAD = 1;

export interface ElfSegment extends Segment {
  readonly type: number;
  readonly align: number;
}

export interface ElfSection extends Section {
  readonly type: number;
}

export interface ElfHeader {
  readonly pointerSize: 4 | 8;
  readonly isLittleEndian: boolean;
  readonly machine: number;
  readonly programTable: number;
  readonly programEntry: number;
  readonly programCount: number;
  readonly sectionTable: number;
  readonly sectionEntry: number;
  readonly sectionCount: number;
  readonly nameSection: number;
}

export function readElfHeader(read: ReadAt): ElfHeader | undefined {
  const bytes = read(0, 52);
  if (!bytes || ![1, 2].includes(bytes[4] as number) || ![1, 2].includes(bytes[5] as number))
    return undefined;
  const pointerSize = bytes[4] === 2 ? 8 : 4;
  const head = pointerSize === 8 ? read(0, 64) : bytes;
  if (!head) return undefined;
  const isLittleEndian = head[5] === 1;
  const f = fieldsOf(head, isLittleEndian, pointerSize);
  const half = pointerSize === 8 ? 54 : 42;
  const header: ElfHeader = {
    pointerSize,
    isLittleEndian,
    machine: f.u16(18),
    programTable: f.word(pointerSize === 8 ? 32 : 28),
    programEntry: f.u16(half),
    programCount: f.u16(half + 2),
    sectionTable: f.word(pointerSize === 8 ? 40 : 32),
    sectionEntry: f.u16(half + 4),
    sectionCount: f.u16(half + 6),
    nameSection: f.u16(half + 8),
  };
  return withLargeCounts(read, header);
}

// Counts that do not fit into 16 bits are kept in the otherwise empty first section.
function withLargeCounts(read: ReadAt, header: ElfHeader): ElfHeader {
  const { sectionCount, nameSection, programCount, sectionTable, pointerSize } = header;
  if (sectionTable === 0 || (sectionCount !== 0 && nameSection !== 0xffff && programCount !== 0xffff))
    return header;
  const entry = read(sectionTable, pointerSize === 8 ? 64 : 40);
  if (!entry) return header;
  const f = fieldsOf(entry, header.isLittleEndian, pointerSize);
  return {
    ...header,
    sectionCount: sectionCount === 0 ? f.word(pointerSize === 8 ? 32 : 20) : sectionCount,
    nameSection: nameSection === 0xffff ? f.u32(pointerSize === 8 ? 40 : 24) : nameSection,
    programCount: programCount === 0xffff ? f.u32(pointerSize === 8 ? 44 : 28) : programCount,
  };
}

export function readElfSegments(read: ReadAt, header: ElfHeader): ElfSegment[] {
  const wide = header.pointerSize === 8;
  const table = readTable(read, header.programTable, header.programEntry, header.programCount, {
    least: wide ? 56 : 32,
    most: MAX_SEGMENTS,
  });
  return rows(table, header, header.programEntry, (f, at) => {
    const flags = f.u32(at + (wide ? 4 : 24));
    return {
      type: f.u32(at),
      offset: f.word(at + (wide ? 8 : 4)),
      address: f.word(at + (wide ? 16 : 8)),
      size: f.word(at + (wide ? 32 : 16)),
      align: f.word(at + (wide ? 48 : 28)),
      isWritable: (flags & 2) !== 0,
      isExecutable: (flags & 1) !== 0,
    };
  });
}

export function readElfSections(read: ReadAt, header: ElfHeader): ElfSection[] {
  const wide = header.pointerSize === 8;
  const table = readTable(read, header.sectionTable, header.sectionEntry, header.sectionCount, {
    least: wide ? 64 : 40,
    most: MAX_SECTIONS,
  });
  const raw = rows(table, header, header.sectionEntry, (f, at) => {
    const type = f.u32(at + 4);
    return {
      nameAt: f.u32(at),
      type,
      isWritable: (f.word(at + 8) & SHF_WRITE) !== 0,
      address: f.word(at + (wide ? 16 : 12)),
      offset: f.word(at + (wide ? 24 : 16)),
      size: type === SHT_NOBITS ? 0 : f.word(at + (wide ? 32 : 20)),
    };
  });
  const strings = raw[header.nameSection];
  const names = strings && read(strings.offset, strings.size);
  // Sections without names tell nobody anything: as if they had been stripped.
  if (!names) return [];
  return raw.map(({ nameAt, ...section }) => ({ ...section, name: cString(names, nameAt, 256) }));
}

function readTable(
  read: ReadAt,
  offset: number,
  entry: number,
  count: number,
  bounds: { readonly least: number; readonly most: number },
): Buffer | undefined {
  if (offset === 0 || entry < bounds.least || count === 0 || count > bounds.most) return undefined;
  return read(offset, entry * count);
}

function rows<T>(
  table: Buffer | undefined,
  header: ElfHeader,
  entry: number,
  row: (fields: Fields, at: number) => T,
): T[] {
  if (!table) return [];
  const fields = fieldsOf(table, header.isLittleEndian, header.pointerSize);
  return Array.from({ length: Math.floor(table.length / entry) }, (_, i) => row(fields, i * entry));
}
