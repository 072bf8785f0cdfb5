// macOS programs: <mach-o/loader.h> and <mach-o/fat.h>.
import {
  cString,
  type Fields,
  fieldsOf,
  type Program,
  type ReadAt,
  type Section,
  type Segment,
} from './program.ts';

const MAX_COMMANDS = 10_000;
const MAX_COMMAND_BYTES = 4 * 1024 * 1024;
const MAX_SECTIONS = 1_000;
const LC_SEGMENT = 1;
const LC_SEGMENT_64 = 0x19;
const LC_ID_DYLIB = 0xd;
const LC_LOADS: readonly number[] = [0xc, 0x80000018, 0x8000001f];
const ARCHITECTURES: Readonly<Record<number, string>> = {
  7: '386',
  12: 'arm',
  16777223: 'amd64',
  16777228: 'arm64',
};

/** Where the slices of a universal file lie. */
export function readSlices(read: ReadAt): readonly { readonly offset: number; readonly size: number }[] {
  const head = read(0, 8);
  if (!head) return [];
  const wide = head.readUInt32BE(0) === 0xcafebabf;
  const width = wide ? 32 : 20;
  const table = read(8, head.readUInt32BE(4) * width);
  if (!table) return [];
  const f = fieldsOf(table, false, wide ? 8 : 4);
  return Array.from({ length: table.length / width }, (_, i) => ({
    offset: f.word(i * width + 8),
    size: f.word(i * width + (wide ? 16 : 12)),
  }));
}

/** Reads the load commands of one Mach-O program; undefined where they are broken. */
export function readMachO(read: ReadAt): Program | undefined {
  const head = read(0, 28);
  if (!head) return undefined;
  const isLittleEndian = head[0] === 0xce || head[0] === 0xcf;
  const magic = isLittleEndian ? head.readUInt32LE(0) : head.readUInt32BE(0);
  if (magic !== 0xfeedface && magic !== 0xfeedfacf) return undefined;
  const pointerSize = magic === 0xfeedfacf ? 8 : 4;
  const f = fieldsOf(head, isLittleEndian, pointerSize);
  const size = f.u32(20);
  const commands = size <= MAX_COMMAND_BYTES ? read(pointerSize === 8 ? 32 : 28, size) : undefined;
  if (!commands) return undefined;
  const found = readCommands(
    commands,
    fieldsOf(commands, isLittleEndian, pointerSize),
    f.u32(16),
    pointerSize,
  );
  return {
    ...found,
    read,
    architecture: ARCHITECTURES[f.u32(4)] ?? '',
    pointerSize,
    isLittleEndian,
    notes: [],
  };
}

type Commands = Pick<Program, 'sections' | 'segments' | 'needed' | 'soname'>;

function readCommands(bytes: Buffer, f: Fields, count: number, pointerSize: 4 | 8): Commands {
  const sections: Section[] = [];
  const segments: Segment[] = [];
  const needed: string[] = [];
  let soname: string | undefined;
  for (let i = 0, at = 0; i < Math.min(count, MAX_COMMANDS) && at + 8 <= bytes.length; i++) {
    const [command, size] = [f.u32(at), f.u32(at + 4)];
    if (size < 8 || at + size > bytes.length) break;
    if (command === (pointerSize === 8 ? LC_SEGMENT_64 : LC_SEGMENT))
      readSegment(bytes, f, { at, size, pointerSize }, sections, segments);
    else if (LC_LOADS.includes(command)) needed.push(cString(bytes, at + f.u32(at + 8), size));
    else if (command === LC_ID_DYLIB) soname = cString(bytes, at + f.u32(at + 8), size);
    at += size;
  }
  return { sections, segments, needed, ...(soname !== undefined && { soname }) };
}

function readSegment(
  bytes: Buffer,
  f: Fields,
  command: { readonly at: number; readonly size: number; readonly pointerSize: 4 | 8 },
  sections: Section[],
  segments: Segment[],
): void {
  const { at, size, pointerSize: w } = command;
  const head = 24 + 4 * w + 16;
  if (size < head) return;
  const protection = f.u32(at + 24 + 4 * w + 4);
  const isWritable = (protection & 2) !== 0;
  segments.push({
    address: f.word(at + 24),
    offset: f.word(at + 24 + 2 * w),
    size: f.word(at + 24 + 3 * w),
    isWritable,
    isExecutable: (protection & 4) !== 0,
  });
  const row = w === 8 ? 80 : 68;
  const count = Math.min(f.u32(at + head - 8), Math.floor((size - head) / row));
  for (let i = 0; i < count && sections.length < MAX_SECTIONS; i++) {
    const start = at + head + i * row;
    sections.push({
      name: cString(bytes.subarray(start, start + 16), 0),
      address: f.word(start + 32),
      size: f.word(start + 32 + w),
      offset: f.u32(start + 32 + 2 * w),
      isWritable,
    });
  }
}
