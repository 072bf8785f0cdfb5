// Which parts of an executable that is too large to keep are worth keeping: told from its first bytes.
import { PT_LOAD, readElfHeader, readElfSegments } from './elf-tables.ts';
import { readMachO, readSlices } from './macho.ts';
import { readPe } from './pe.ts';
import type { Program, ReadAt } from './program.ts';
import type { ExecutableFormat } from './sniff.ts';

const MiB = 1024 * 1024;
/** Where the tables of a file, and often its notes and names of libraries, lie. */
export const HEAD_BYTES = 1 * MiB;
/** All that is kept of one large file, the head included. */
const BUDGET = 32 * MiB;
const DATA_BYTES = 6 * MiB;
const CONSTANTS_BYTES = 12 * MiB;
/** Names of sections stand before the names of symbols, and those before the table at the end. */
const TABLES_BYTES = 8 * MiB;
const SLICE_BYTES = 64 * 1024;

export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Ranges to keep, sorted and apart: the tables, what is writable (Go's build information lies there), read-only data,
 * and last the end of the file, where ELF has its sections.
 */
export function planRanges(format: ExecutableFormat, size: number, read: ReadAt): Range[] {
  const wanted = [{ start: 0, end: HEAD_BYTES }, ...wantedOf(format, size, read)];
  let budget = BUDGET;
  const kept = wanted.flatMap(({ start, end }): Range[] => {
    const length = Math.min(end, size) - start;
    if (!(start >= 0 && length > 0) || budget <= 0) return [];
    const range = { start, end: start + Math.min(length, budget) };
    budget -= range.end - range.start;
    return [range];
  });
  return merged(kept);
}

function wantedOf(format: ExecutableFormat, size: number, read: ReadAt): Range[] {
  if (format === 'elf') return wantedOfElf(size, read);
  if (format === 'macho-universal')
    return readSlices(read).map(({ offset }) => ({ start: offset, end: offset + SLICE_BYTES }));
  const program = format === 'pe' ? readPe(read) : format === 'macho' ? readMachO(read) : undefined;
  return program ? wantedOfProgram(program) : [{ start: size - TABLES_BYTES, end: size }];
}

function wantedOfElf(size: number, read: ReadAt): Range[] {
  const header = readElfHeader(read);
  if (!header) return [];
  const segments = readElfSegments(read, header);
  const loaded = segments.filter((s) => s.type === PT_LOAD);
  const tables = header.sectionTable > 0 ? Math.max(0, header.sectionTable - TABLES_BYTES) : size;
  return [
    { start: tables, end: Math.min(size, tables + 2 * TABLES_BYTES) },
    ...loaded.filter((s) => s.isWritable).map((s) => clip(s, DATA_BYTES)),
    ...segments.filter((s) => s.type !== PT_LOAD && s.size <= MiB).map((s) => clip(s, MiB)),
    ...loaded.filter((s) => !s.isWritable && !s.isExecutable).map((s) => clip(s, CONSTANTS_BYTES)),
  ];
}

function wantedOfProgram({ sections, segments, resources }: Program): Range[] {
  return [
    ...(resources ? [clip(resources, CONSTANTS_BYTES)] : []),
    ...sections
      .filter((s) => s.name === '.dep-v0' || s.name === '__go_buildinfo')
      .map((s) => clip(s, DATA_BYTES)),
    ...segments.filter((s) => s.isWritable).map((s) => clip(s, DATA_BYTES)),
  ];
}

function clip({ offset, size }: { readonly offset: number; readonly size: number }, most: number): Range {
  return { start: offset, end: offset + Math.min(size, most) };
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}
