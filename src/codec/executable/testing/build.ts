// Small executables for tests: as much of each format as a loader would look at.

export interface BuiltSection {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isWritable?: boolean;
  /** Default 1, PROGBITS. */
  readonly type?: number;
}

export interface ElfOptions {
  readonly bits?: 32 | 64;
  readonly isLittleEndian?: boolean;
  readonly machine?: number;
  readonly needed?: readonly string[];
  readonly soname?: string;
  /** Leaves out the section table, as `sstrip` does. */
  readonly isStripped?: boolean;
  /** Zeros between the headers and the first section. */
  readonly padding?: number;
}

/** Where sections are loaded: address = offset + this. */
export const BASE = 0x400000;

type Put = (width: 2 | 4 | 8, value: number) => Buffer;

function putter(isLittleEndian: boolean): Put {
  return (width, value) => {
    const b = Buffer.alloc(width);
    if (width === 8) isLittleEndian ? b.writeBigUInt64LE(BigInt(value)) : b.writeBigUInt64BE(BigInt(value));
    else isLittleEndian ? b.writeUIntLE(value, 0, width) : b.writeUIntBE(value, 0, width);
    return b;
  };
}

/** An ELF file: each section is a loaded segment, `needed` a dynamic section, type 7 a note segment. */
export function buildElf(given: readonly BuiltSection[], options: ElfOptions = {}): Buffer {
  const { bits = 64, isLittleEndian = true, machine = 62, padding = 0 } = options;
  const put = putter(isLittleEndian);
  const word = (value: number): Buffer => put(bits === 64 ? 8 : 4, value);
  const [headSize, phSize, shSize] = bits === 64 ? [64, 56, 64] : [52, 32, 40];
  const hasDynamic = options.needed !== undefined || options.soname !== undefined;
  const sections = [...given];
  const phCount = sections.length + sections.filter((s) => s.type === 7).length + (hasDynamic ? 3 : 0);
  let at = align(headSize + phSize * phCount + padding);
  const placed = sections.map((s) => {
    const offset = at;
    at = align(at + s.bytes.length);
    return { ...s, offset, segment: 1 };
  });
  if (hasDynamic) {
    const { strings, entries } = dynamicOf(options, at, word);
    placed.push({ name: '.dynstr', bytes: strings, offset: at, segment: 1 });
    at = align(at + strings.length);
    placed.push({ name: '.dynamic', bytes: entries, offset: at, segment: 1 });
    placed.push({ name: '', bytes: entries, offset: at, segment: 2 });
    at = align(at + entries.length);
  }
  const named = placed.filter((s) => s.name !== '');
  const names = Buffer.from(`\0${[...named.map((s) => s.name), '.shstrtab'].map((n) => `${n}\0`).join('')}`);
  const namesAt = at;
  const tableAt = align(at + names.length);
  const nameAt = (name: string): number => names.indexOf(`\0${name}\0`) + 1;
  const segment = (type: number, s: (typeof placed)[number]): Buffer => {
    const flags = put(4, s.isWritable ? 6 : 4);
    const place = [
      word(s.offset),
      word(s.offset + BASE),
      word(0),
      word(s.bytes.length),
      word(s.bytes.length),
    ];
    return Buffer.concat(
      bits === 64 ? [put(4, type), flags, ...place, word(4)] : [put(4, type), ...place, flags, word(4)],
    );
  };
  const section = (name: string, type: number, flags: number, offset: number, size: number): Buffer =>
    Buffer.concat([
      put(4, nameAt(name)),
      put(4, type),
      word(flags),
      word(offset + BASE),
      word(offset),
      word(size),
      put(4, 0),
      put(4, 0),
      word(4),
      word(0),
    ]);
  const count = options.isStripped ? 0 : named.length + 2;
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, isLittleEndian ? 1 : 2, 1]),
    Buffer.alloc(9),
    put(2, 2),
    put(2, machine),
    put(4, 1),
    word(0),
    word(headSize),
    word(options.isStripped ? 0 : tableAt),
    put(4, 0),
    ...[headSize, phSize, phCount, shSize, count, count && count - 1].map((n) => put(2, n)),
  ]);
  const file = Buffer.alloc(options.isStripped ? namesAt : tableAt + shSize * count);
  Buffer.concat([
    header,
    ...placed.flatMap((s) => [segment(s.segment, s), ...(s.type === 7 ? [segment(4, s)] : [])]),
  ]).copy(file);
  for (const s of placed) s.bytes.copy(file, s.offset);
  if (options.isStripped) return file;
  names.copy(file, namesAt);
  Buffer.concat([
    Buffer.alloc(shSize),
    ...named.map((s) => section(s.name, s.type ?? 1, s.isWritable ? 3 : 2, s.offset, s.bytes.length)),
    section('.shstrtab', 3, 0, namesAt, names.length),
  ]).copy(file, tableAt);
  return file;
}

function dynamicOf(
  { needed = [], soname }: ElfOptions,
  at: number,
  word: (value: number) => Buffer,
): { strings: Buffer; entries: Buffer } {
  const all = [...needed, ...(soname === undefined ? [] : [soname])];
  const strings = Buffer.from(`\0${all.map((n) => `${n}\0`).join('')}`);
  const find = (name: string): number => strings.indexOf(`\0${name}\0`) + 1;
  const rows = [
    ...needed.map((n) => [1, find(n)]),
    ...(soname === undefined ? [] : [[14, find(soname)]]),
    [5, at + BASE],
    [10, strings.length],
    [0, 0],
  ];
  return { strings, entries: Buffer.concat(rows.flat().map(word)) };
}

function align(n: number): number {
  return Math.ceil(n / 16) * 16;
}

/** An ELF note. */
export function buildNote(name: string, type: number, description: Buffer | string): Buffer {
  const bytes = Buffer.from(description);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(name.length + 1, 0);
  head.writeUInt32LE(bytes.length, 4);
  head.writeUInt32LE(type, 8);
  const pad = (b: Buffer): Buffer => Buffer.concat([b, Buffer.alloc((4 - (b.length % 4)) % 4)]);
  return Buffer.concat([head, pad(Buffer.from(`${name}\0`)), pad(bytes)]);
}

/** A 64-bit PE file with these sections; a section named `.rsrc` is its resource directory. */
export function buildPe(
  sections: readonly BuiltSection[],
  options: { readonly isManaged?: boolean } = {},
): Buffer {
  const start = align(0x80 + 24 + 240 + sections.length * 40);
  const file = Buffer.alloc(start + sections.reduce((n, s) => n + align(s.bytes.length), 0));
  file.write('MZ', 0);
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE\0\0', 0x80);
  file.writeUInt16LE(0x8664, 0x84);
  file.writeUInt16LE(sections.length, 0x86);
  file.writeUInt16LE(240, 0x94);
  const optional = 0x98;
  file.writeUInt16LE(0x20b, optional);
  file.writeBigUInt64LE(BigInt(BASE), optional + 24);
  file.writeUInt32LE(16, optional + 108);
  if (options.isManaged) file.writeUInt32LE(72, optional + 112 + 14 * 8 + 4);
  let at = start;
  for (const [i, s] of sections.entries()) {
    const row = optional + 240 + i * 40;
    file.write(s.name, row, 8, 'latin1');
    for (const [field, value] of [s.bytes.length, at, s.bytes.length, at].entries())
      file.writeUInt32LE(value, row + 8 + field * 4);
    file.writeUInt32LE(s.isWritable ? 0xc0000040 : 0x40000040, row + 36);
    s.bytes.copy(file, at);
    if (s.name === '.rsrc') {
      file.writeUInt32LE(at, optional + 112 + 2 * 8);
      file.writeUInt32LE(s.bytes.length, optional + 112 + 2 * 8 + 4);
    }
    at += align(s.bytes.length);
  }
  return file;
}

/** A 64-bit little endian Mach-O with one writable segment of these sections, and the libraries it loads. */
export function buildMachO(sections: readonly BuiltSection[], libraries: readonly string[] = []): Buffer {
  const loads = libraries.map((name) => {
    const load = Buffer.alloc(24 + Math.ceil((name.length + 1) / 8) * 8);
    load.writeUInt32LE(0xc, 0);
    load.writeUInt32LE(load.length, 4);
    load.writeUInt32LE(24, 8);
    load.write(name, 24);
    return load;
  });
  const segment = Buffer.alloc(72 + sections.length * 80);
  const start = align(32 + segment.length + loads.reduce((n, l) => n + l.length, 0));
  const bodies: Buffer[] = [];
  let at = start;
  for (const [i, s] of sections.entries()) {
    const row = 72 + i * 80;
    segment.write(s.name, row, 16, 'latin1');
    segment.write('__DATA', row + 16, 16, 'latin1');
    segment.writeBigUInt64LE(BigInt(at + BASE), row + 32);
    segment.writeBigUInt64LE(BigInt(s.bytes.length), row + 40);
    segment.writeUInt32LE(at, row + 48);
    bodies.push(Buffer.concat([s.bytes, Buffer.alloc(align(s.bytes.length) - s.bytes.length)]));
    at += align(s.bytes.length);
  }
  segment.writeUInt32LE(0x19, 0);
  segment.writeUInt32LE(segment.length, 4);
  segment.write('__DATA', 8);
  segment.writeBigUInt64LE(BigInt(start + BASE), 24);
  segment.writeBigUInt64LE(BigInt(start), 40);
  segment.writeBigUInt64LE(BigInt(at - start), 48);
  segment.writeUInt32LE(3, 60);
  segment.writeUInt32LE(sections.length, 64);
  const head = Buffer.alloc(32);
  for (const [i, value] of [
    0xfeedfacf,
    0x100000c,
    0,
    2,
    1 + loads.length,
    segment.length + loads.reduce((n, l) => n + l.length, 0),
  ].entries())
    head.writeUInt32LE(value, i * 4);
  const front = Buffer.concat([head, segment, ...loads]);
  return Buffer.concat([front, Buffer.alloc(start - front.length), ...bodies]);
}

/** A universal file of these programs. */
export function buildUniversal(slices: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8 + slices.length * 20);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(slices.length, 4);
  let at = Math.ceil(head.length / 4096) * 4096;
  const parts: Buffer[] = [head, Buffer.alloc(at - head.length)];
  for (const [i, slice] of slices.entries()) {
    head.writeUInt32BE(at, 8 + i * 20 + 8);
    head.writeUInt32BE(slice.length, 8 + i * 20 + 12);
    const size = Math.ceil(slice.length / 4096) * 4096;
    parts.push(slice, Buffer.alloc(size - slice.length));
    at += size;
  }
  return Buffer.concat(parts);
}

/** A 64-bit XCOFF file with these sections. */
export function buildXcoff(sections: readonly BuiltSection[]): Buffer {
  const start = align(24 + sections.length * 72);
  const head = Buffer.alloc(start);
  head.writeUInt16BE(0x01f7, 0);
  head.writeUInt16BE(sections.length, 2);
  let at = start;
  for (const [i, s] of sections.entries()) {
    const row = 24 + i * 72;
    head.write(s.name, row, 8, 'latin1');
    for (const [field, value] of [at + BASE, at + BASE, s.bytes.length, at].entries())
      head.writeBigUInt64BE(BigInt(value), row + 8 + field * 8);
    head.writeUInt32BE(s.isWritable ? 0x40 : 0x20, row + 64);
    at += align(s.bytes.length);
  }
  return Buffer.concat([
    head,
    ...sections.flatMap((s) => [s.bytes, Buffer.alloc(align(s.bytes.length) - s.bytes.length)]),
  ]);
}

/** A `.rsrc` section with a version resource of these strings; `address` is where the section will be loaded (RVA). */
export function buildVersionResource(
  strings: Readonly<Record<string, string>>,
  numbers: readonly [number, number, number, number],
  address: number,
): Buffer {
  const text = (s: string): Buffer => Buffer.from(`${s}\0`, 'utf16le');
  const pad = (b: Buffer): Buffer => Buffer.concat([b, Buffer.alloc((4 - (b.length % 4)) % 4)]);
  const block = (key: string, value: Buffer, isText: boolean, children: readonly Buffer[]): Buffer => {
    const head = Buffer.alloc(6);
    head.writeUInt16LE(isText ? value.length / 2 : value.length, 2);
    head.writeUInt16LE(isText ? 1 : 0, 4);
    const all = Buffer.concat([pad(Buffer.concat([head, text(key)])), pad(value), ...children.map(pad)]);
    all.writeUInt16LE(all.length, 0);
    return all;
  };
  const fixed = Buffer.alloc(52);
  fixed.writeUInt32LE(0xfeef04bd, 0);
  for (const at of [8, 16])
    for (const [i, n] of numbers.entries()) fixed.writeUInt16LE(n, at + ([2, 0, 6, 4][i] as number));
  const rows = Object.entries(strings).map(([key, value]) => block(key, text(value), true, []));
  const table = block('040904b0', Buffer.alloc(0), true, rows);
  const info = block('VS_VERSION_INFO', fixed, false, [
    block('StringFileInfo', Buffer.alloc(0), true, [table]),
  ]);
  const head = Buffer.alloc(3 * 24 + 16);
  for (const [level, id] of [16, 1, 1033].entries()) {
    head.writeUInt16LE(1, level * 24 + 14);
    head.writeUInt32LE(id, level * 24 + 16);
    head.writeUInt32LE(level < 2 ? 0x80000000 + (level + 1) * 24 : 72, level * 24 + 20);
  }
  head.writeUInt32LE(address + head.length, 72);
  head.writeUInt32LE(info.length, 76);
  return Buffer.concat([head, info]);
}
