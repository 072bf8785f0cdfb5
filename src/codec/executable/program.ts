// What the formats have in common: named sections and mapped segments of one program, read by name or by address.

/** A file's bytes by offset; undefined where a part of them is not at hand or lies outside of the file. */
export type ReadAt = (offset: number, length: number) => Buffer | undefined;

export interface Section {
  readonly name: string;
  /** 0 where it is not loaded. */
  readonly address: number;
  readonly offset: number;
  /** Bytes in the file: 0 for what is only memory. */
  readonly size: number;
  readonly isWritable: boolean;
}

export interface Segment {
  readonly address: number;
  readonly offset: number;
  /** Bytes in the file. */
  readonly size: number;
  readonly isWritable: boolean;
  readonly isExecutable: boolean;
}

export interface Note {
  readonly name: string;
  readonly type: number;
  readonly description: Buffer;
}

/** The code for one architecture: a whole ELF, PE or XCOFF file, or one slice of a universal Mach-O. */
export interface Program {
  /** As Go names it (`amd64`, `arm64`); `''` where it is none that we know. */
  readonly architecture: string;
  readonly pointerSize: 4 | 8;
  readonly isLittleEndian: boolean;
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
  /** Shared libraries it names, in its order. */
  readonly needed: readonly string[];
  readonly soname?: string | undefined;
  /** Of an ELF file: its notes. */
  readonly notes: readonly Note[];
  /** Offset and RVA of a PE file's resources. */
  readonly resources?: { readonly offset: number; readonly size: number; readonly address: number };
  /** True for a .NET assembly. */
  readonly isManaged?: boolean;
  readonly read: ReadAt;
}

/** The largest part of a section that anyone is given. */
const MAX_SECTION_BYTES = 64 * 1024 * 1024;

export function findSection(program: Program, name: string): Section | undefined {
  return program.sections.find((s) => s.name === name);
}

/** A section's bytes; undefined where it is missing, empty or was not kept. */
export function readSection(program: Program, name: string): Buffer | undefined {
  const section = findSection(program, name);
  if (!section || section.size === 0 || section.size > MAX_SECTION_BYTES) return undefined;
  return program.read(section.offset, section.size);
}

/** Bytes at an address of the loaded program. */
export function readAddress(
  program: Pick<Program, 'read' | 'segments'>,
  address: number,
  length: number,
): Buffer | undefined {
  const segment = program.segments.find((s) => address >= s.address && address < s.address + s.size);
  if (!segment || address + length > segment.address + segment.size) return undefined;
  return program.read(segment.offset + address - segment.address, length);
}

/** A NUL-terminated string; at most `max` bytes of it are looked at. */
export function cString(bytes: Buffer, at: number, max = 4096): string {
  if (at < 0 || at >= bytes.length) return '';
  const limit = Math.min(bytes.length, at + max);
  const end = bytes.subarray(at, limit).indexOf(0);
  return bytes.toString('utf8', at, end < 0 ? limit : at + end);
}

/** Reads integers of one byte order. Throws RangeError outside of the buffer, as Buffer does. */
export interface Fields {
  u16(at: number): number;
  u32(at: number): number;
  /** Of the width of an address. Values past 2^53 lose their low bits: no file is that long. */
  word(at: number): number;
}

export function fieldsOf(bytes: Buffer, isLittleEndian: boolean, pointerSize: 4 | 8): Fields {
  const u32 = (at: number): number => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (at: number): number =>
    Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return {
    u16: (at) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    u32,
    word: pointerSize === 8 ? u64 : u32,
  };
}
