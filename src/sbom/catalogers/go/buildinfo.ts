// Go's build information: how it is found in a program and unwrapped (go/src/debug/buildinfo).
import { type Program, readAddress, readSection } from '../../../codec/executable/index.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGNMENT = 16;
const HEADER_BYTES = 32;
/** Ten thousand dependencies take one megabyte. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;
/** Without a section to name it, the beginning of the data that can be written is searched. */
const MAX_SEARCH_BYTES = 8 * 1024 * 1024;
const FLAG_BIG_ENDIAN = 1;
const FLAG_INLINE = 2;

export interface GoBuildInfo {
  /** `go1.22.1 X:boringcrypto`: as the toolchain calls itself. */
  readonly goVersion: string;
  /** Lines of `path`, `mod`, `dep`, `=>` and `build`, separated by tabs; `''` where it was built without modules. */
  readonly modules: string;
  /** True where the lines are damaged or were not kept. */
  readonly isDamaged: boolean;
}

interface Place {
  readonly bytes: Buffer;
  readonly program: Program;
}

/** True where the program says that it holds build information, readable or not. */
export function hasGoBuildInfo(program: Program): boolean {
  return program.sections.some((s) => s.name === '.go.buildinfo' || s.name === '__go_buildinfo');
}

/**
 * The build information of a Go program; undefined for other programs, and where its text was not kept.
 * @param marked see Executable: where the tables of a large file do not tell
 */
export function readGoBuildInfo(program: Program, marked: readonly Buffer[] = []): GoBuildInfo | undefined {
  const found = findHeader(program);
  for (const bytes of found ? [found] : marked) {
    const info = decodeHeader({ bytes, program });
    if (info) return info;
  }
  return undefined;
}

function decodeHeader(place: Place): GoBuildInfo | undefined {
  if (place.bytes.length < HEADER_BYTES) return undefined;
  const flags = place.bytes[15] as number;
  const [version, modules] = flags & FLAG_INLINE ? inlineStrings(place) : pointedStrings(place, flags);
  if (!version) return undefined;
  return {
    goVersion: version.toString('utf8'),
    modules: unframed(modules ?? Buffer.alloc(0)),
    isDamaged: modules === undefined,
  };
}

function findHeader(program: Program): Buffer | undefined {
  for (const name of ['.go.buildinfo', '__go_buildinfo']) {
    const section = readSection(program, name);
    const at = section ? section.indexOf(MAGIC) : -1;
    if (section && at >= 0) return section.subarray(at);
  }
  // Windows and AIX have no section of its own for it, and a stripped ELF file no sections at all.
  const names = program.sections.length > 0 ? ['.data'] : [];
  const places = program.sections.filter((s) => names.includes(s.name));
  const writable = program.sections.length > 0 ? places : program.segments.filter((s) => s.isWritable);
  for (const { offset, size } of writable) {
    const data =
      program.read(offset, Math.min(size, MAX_SEARCH_BYTES)) ??
      program.read(offset, Math.min(size, 1024 * 1024));
    const found = data && searchAligned(data);
    if (found) return found;
  }
  return undefined;
}

function searchAligned(data: Buffer): Buffer | undefined {
  for (let at = data.indexOf(MAGIC); at >= 0; at = data.indexOf(MAGIC, at + 1))
    if (at % ALIGNMENT === 0) return data.subarray(at);
  return undefined;
}

// Since Go 1.18: two strings behind the header, each after its length.
function inlineStrings({ bytes }: Place): (Buffer | undefined)[] {
  let at = HEADER_BYTES;
  return [0, 1].map(() => {
    const [length, next] = readVarint(bytes, at);
    if (length === undefined || length > MAX_TEXT_BYTES || next + length > bytes.length) return undefined;
    at = next + length;
    return bytes.subarray(next, at);
  });
}

function readVarint(bytes: Buffer, at: number): [value: number | undefined, next: number] {
  let value = 0;
  for (let shift = 1, i = at; i < Math.min(bytes.length, at + 6); i++, shift *= 128) {
    const byte = bytes[i] as number;
    value += (byte & 0x7f) * shift;
    if (byte < 0x80) return [value, i + 1];
  }
  return [undefined, at];
}

// Before Go 1.18: two pointers to strings, each a pointer to bytes and their count.
function pointedStrings({ bytes, program }: Place, flags: number): (Buffer | undefined)[] {
  const width = bytes[14] as number;
  if (width !== 4 && width !== 8) return [];
  const pointer = pointerReader(width, (flags & FLAG_BIG_ENDIAN) !== 0);
  return [16, 16 + width].map((at) => {
    const header = readAddress(program, pointer(bytes, at), 2 * width);
    if (!header) return undefined;
    const length = pointer(header, width);
    return length <= MAX_TEXT_BYTES ? readAddress(program, pointer(header, 0), length) : undefined;
  });
}

function pointerReader(width: 4 | 8, isBigEndian: boolean): (bytes: Buffer, at: number) => number {
  if (width === 4) return (bytes, at) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  return (bytes, at) => Number(isBigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
}

// The text stands between two marks of sixteen bytes, by which a running program finds its own.
function unframed(text: Buffer): string {
  const isFramed = text.length >= 33 && text[text.length - 17] === 0x0a;
  return (isFramed ? text.subarray(16, -16) : Buffer.alloc(0)).toString('utf8');
}
