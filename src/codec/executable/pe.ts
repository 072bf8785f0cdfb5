// Windows programs and libraries: Microsoft's "PE Format".
import {
  cString,
  fieldsOf,
  type Program,
  type ReadAt,
  readAddress,
  type Section,
  type Segment,
} from './program.ts';

const MAX_SECTIONS = 1_000;
const MAX_IMPORTS = 512;
const ARCHITECTURES: Readonly<Record<number, string>> = {
  332: '386',
  452: 'arm',
  34404: 'amd64',
  43620: 'arm64',
};

interface Directory {
  readonly address: number;
  readonly size: number;
}

interface PeHeaders {
  readonly architecture: string;
  readonly pointerSize: 4 | 8;
  readonly directories: readonly Directory[];
  readonly imageBase: number;
  readonly table: Buffer;
}

/** Reads the tables of a PE file; undefined for DOS programs and broken ones. */
export function readPe(read: ReadAt): Program | undefined {
  const headers = readHeaders(read);
  if (!headers) return undefined;
  const { architecture, pointerSize, directories, imageBase } = headers;
  const { sections, segments } = readPeSections(headers.table, imageBase);
  const base = { read, segments, sections, isLittleEndian: true, pointerSize, architecture };
  const program: Program = { ...base, notes: [], needed: [] };
  const resources = directories[2];
  const place = segments.find(
    (s) => resources && within(resources.address, s.address - imageBase, s.size) && resources.size > 0,
  );
  return {
    ...program,
    needed: importsOf(program, imageBase, directories[1]),
    ...(resources &&
      place && {
        resources: {
          address: resources.address,
          offset: place.offset + resources.address - (place.address - imageBase),
          size: Math.min(resources.size, place.size - (resources.address - (place.address - imageBase))),
        },
      }),
    isManaged: (directories[14]?.size ?? 0) > 0,
  };
}

function within(at: number, start: number, size: number): boolean {
  return at >= start && at < start + size;
}

function readHeaders(read: ReadAt): PeHeaders | undefined {
  const at = read(0x3c, 4)?.readUInt32LE(0);
  const coff = at === undefined ? undefined : read(at, 24);
  if (at === undefined || !coff || coff.readUInt32LE(0) !== 0x4550) return undefined;
  const optionalSize = coff.readUInt16LE(20);
  const optional = read(at + 24, optionalSize);
  const count = coff.readUInt16LE(6);
  const table = count <= MAX_SECTIONS ? read(at + 24 + optionalSize, count * 40) : undefined;
  if (!optional || optionalSize < 96 || !table) return undefined;
  const wide = optional.readUInt16LE(0) === 0x20b;
  return {
    architecture: ARCHITECTURES[coff.readUInt16LE(4)] ?? '',
    pointerSize: wide ? 8 : 4,
    directories: readDirectories(optional, wide ? 108 : 92),
    imageBase: wide ? Number(optional.readBigUInt64LE(24)) : optional.readUInt32LE(28),
    table,
  };
}

function readDirectories(optional: Buffer, at: number): Directory[] {
  if (optional.length < at + 4) return [];
  const count = Math.min(16, optional.readUInt32LE(at), Math.floor((optional.length - at - 4) / 8));
  return Array.from({ length: count }, (_, i) => ({
    address: optional.readUInt32LE(at + 4 + i * 8),
    size: optional.readUInt32LE(at + 8 + i * 8),
  }));
}

function readPeSections(table: Buffer, imageBase: number): { sections: Section[]; segments: Segment[] } {
  const f = fieldsOf(table, true, 4);
  const rows = Array.from({ length: table.length / 40 }, (_, i) => {
    const at = i * 40;
    const flags = f.u32(at + 36);
    const place = { address: imageBase + f.u32(at + 12), offset: f.u32(at + 20), size: f.u32(at + 16) };
    return {
      ...place,
      name: cString(table.subarray(at, at + 8), 0),
      isWritable: (flags & 0x80000000) !== 0,
      isExecutable: (flags & 0x20000000) !== 0,
    };
  });
  return { sections: rows, segments: rows };
}

function importsOf(program: Program, imageBase: number, directory: Directory | undefined): string[] {
  const names: string[] = [];
  for (let i = 0; directory && directory.size > 0 && i < MAX_IMPORTS; i++) {
    const row = readAddress(program, imageBase + directory.address + i * 20, 20);
    const name = row?.readUInt32LE(12);
    if (!name) break;
    const text = readAddress(program, imageBase + name, 64);
    if (text) names.push(cString(text, 0));
  }
  return names;
}
