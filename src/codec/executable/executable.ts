import { readElf } from './elf.ts';
import { readMachO, readSlices } from './macho.ts';
import { readPe } from './pe.ts';
import type { Program, ReadAt } from './program.ts';
import type { ExecutableFormat } from './sniff.ts';
import { readXcoff } from './xcoff.ts';

export type { ExecutableFormat } from './sniff.ts';

/** A run of a file's bytes that was kept while it streamed by. */
export interface KeptRange {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** An executable of which some ranges are at hand; the whole of it where it is small. */
export interface Executable {
  readonly format: ExecutableFormat;
  readonly size: number;
  /** True when every byte is at hand. */
  readonly isWhole: boolean;
  /** Of a file that was not kept whole: what follows each place that looks like Go's build information. */
  readonly marked: readonly Buffer[];
  /** One a universal file's architecture; none where its tables are broken. Read when first asked for. */
  readonly programs: readonly Program[];
  /** Bytes of the file; undefined where a part of them was not kept or lies outside of the file. */
  read(offset: number, length: number): Buffer | undefined;
}

/**
 * @param ranges sorted or not; a read must lie within one of them
 * @param marked see {@link Executable.marked}
 */
export function openExecutable(
  format: ExecutableFormat,
  size: number,
  ranges: readonly KeptRange[],
  marked: readonly Buffer[] = [],
): Executable {
  const read: ReadAt = (offset, length) => {
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) return undefined;
    const range = ranges.find((r) => offset >= r.offset && offset + length <= r.offset + r.bytes.length);
    return range?.bytes.subarray(offset - range.offset, offset - range.offset + length);
  };
  let programs: readonly Program[] | undefined;
  return {
    format,
    size,
    isWhole: ranges.some((r) => r.offset === 0 && r.bytes.length >= size),
    marked,
    get programs() {
      programs ??= readPrograms(format, read);
      return programs;
    },
    read,
  };
}

const READERS = { elf: readElf, pe: readPe, macho: readMachO, xcoff: readXcoff } as const;

function readPrograms(format: ExecutableFormat, read: ReadAt): Program[] {
  const programs =
    format === 'macho-universal'
      ? readSlices(read).map(({ offset, size }) =>
          readMachO((at, length) => (at >= 0 && at + length <= size ? read(offset + at, length) : undefined)),
        )
      : [READERS[format](read)];
  return programs.filter((p) => p !== undefined);
}
