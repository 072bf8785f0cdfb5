import type { ExecutableFormat } from './sniff.ts';

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
  /** Bytes of the file; undefined where a part of them was not kept or lies outside of the file. */
  read(offset: number, length: number): Buffer | undefined;
}

export function openExecutable(
  format: ExecutableFormat,
  size: number,
  ranges: readonly KeptRange[],
): Executable {
  return {
    format,
    size,
    read: (offset, length) => {
      if (offset < 0 || length < 0 || offset + length > size) return undefined;
      const range = ranges.find((r) => offset >= r.offset && offset + length <= r.offset + r.bytes.length);
      return range?.bytes.subarray(offset - range.offset, offset - range.offset + length);
    },
  };
}
