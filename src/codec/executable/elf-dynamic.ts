import type { ElfSegment } from './elf-tables.ts';
import { cString, fieldsOf, type Program, readAddress } from './program.ts';

const PT_DYNAMIC = 2;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const DT_SONAME = 14;
const MAX_ENTRIES = 4096;
const MAX_NEEDED = 512;
/** Names of libraries stand among the names of symbols, of which a browser has megabytes. */
const MAX_STRINGS = 64 * 1024 * 1024;

export type Loaded = Pick<Program, 'read' | 'segments' | 'isLittleEndian' | 'pointerSize'>;

/** The shared libraries that a program needs and the name it gives itself (ABI, "Dynamic Section"). */
export function readDynamic(
  program: Loaded,
  segments: readonly ElfSegment[],
): { readonly needed: readonly string[]; readonly soname?: string } {
  const entries = dynamicEntries(program, segments);
  const strings = stringTable(program, entries);
  if (!strings) return { needed: [] };
  const needed = entries
    .filter(([tag]) => tag === DT_NEEDED)
    .slice(0, MAX_NEEDED)
    .map(([, at]) => cString(strings, at))
    .filter(Boolean);
  const soname = entries.find(([tag]) => tag === DT_SONAME);
  return { needed, ...(soname && { soname: cString(strings, soname[1]) }) };
}

function dynamicEntries(program: Loaded, segments: readonly ElfSegment[]): [tag: number, value: number][] {
  const dynamic = segments.find((s) => s.type === PT_DYNAMIC);
  const width = program.pointerSize;
  const length = Math.min(dynamic?.size ?? 0, MAX_ENTRIES * 2 * width);
  const bytes = dynamic && program.read(dynamic.offset, length - (length % (2 * width)));
  if (!bytes) return [];
  const f = fieldsOf(bytes, program.isLittleEndian, width);
  const entries: [number, number][] = [];
  for (let at = 0; at < bytes.length; at += 2 * width) {
    const tag = f.word(at);
    if (tag === 0) break;
    entries.push([tag, f.word(at + width)]);
  }
  return entries;
}

function stringTable(program: Loaded, entries: readonly [number, number][]): Buffer | undefined {
  const value = (tag: number): number | undefined => entries.find(([t]) => t === tag)?.[1];
  const [address, size] = [value(DT_STRTAB), value(DT_STRSZ)];
  if (address === undefined || size === undefined || size > MAX_STRINGS) return undefined;
  return readAddress(program, address, size);
}
