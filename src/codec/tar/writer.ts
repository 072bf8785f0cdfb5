// Deterministic tar: ustar where the fields fit, a pax header where they do not, GNU sparse 1.0 for holes. The same
// entry always gives the same bytes: no times but mtime, no names but those given.
import { encodePath } from '../../base/path-bytes.ts';
import { BLOCK, type SparseExtent, type TarType } from './format.ts';
import { encodePax } from './pax.ts';

export interface TarEntryFields {
  readonly path: string;
  readonly type: Exclude<TarType, 'other'>;
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly uname?: string;
  readonly gname?: string;
  readonly size?: number;
  readonly mtime?: number;
  readonly linkPath?: string;
  readonly devMajor?: number;
  readonly devMinor?: number;
  readonly xattrs?: ReadonlyMap<string, Buffer>;
  /** The content that follows holds only these stretches; `size` is the file with its holes. */
  readonly sparse?: readonly SparseExtent[];
}

const FLAGS: Readonly<Record<TarEntryFields['type'], string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
};

/** Everything before the entry's content: pax header if one is needed, the header, a sparse map. */
export function encodeTarHeader(entry: TarEntryFields): Buffer {
  const pax: [string, Buffer][] = [];
  const map = entry.sparse ? encodeSparseMap(entry.sparse, entry.size ?? 0) : undefined;
  const stored = storedSize(entry, map);
  const name = nameOf(entry);
  const block = Buffer.alloc(BLOCK);
  if (entry.sparse) {
    pax.push(['GNU.sparse.major', text('1')], ['GNU.sparse.minor', text('0')]);
    pax.push(['GNU.sparse.name', encodePath(name)], ['GNU.sparse.realsize', text(String(entry.size ?? 0))]);
  }
  putName(block, pax, encodePath(name), entry.sparse !== undefined);
  putText(block, pax, 157, 100, 'linkpath', encodePath(entry.linkPath ?? ''));
  putNumber(block, pax, 100, 8, undefined, entry.mode & 0o7777);
  putNumber(block, pax, 108, 8, 'uid', entry.uid ?? 0);
  putNumber(block, pax, 116, 8, 'gid', entry.gid ?? 0);
  putNumber(block, pax, 124, 12, 'size', stored);
  putTime(block, pax, entry.mtime ?? 0);
  putText(block, pax, 265, 32, 'uname', encodePath(entry.uname ?? ''));
  putText(block, pax, 297, 32, 'gname', encodePath(entry.gname ?? ''));
  putNumber(block, pax, 329, 8, undefined, entry.devMajor ?? 0);
  putNumber(block, pax, 337, 8, undefined, entry.devMinor ?? 0);
  for (const [key, value] of [...(entry.xattrs ?? [])].sort(byKey)) pax.push([`SCHILY.xattr.${key}`, value]);
  seal(block, FLAGS[entry.type]);
  const parts = pax.length > 0 ? [encodePaxHeader(pax), block] : [block];
  if (map) parts.push(map);
  return Buffer.concat(parts);
}

/** Zeros that bring the content just written to a block's end. */
export function tarPadding(storedBytes: number): Buffer {
  return Buffer.alloc((BLOCK - (storedBytes % BLOCK)) % BLOCK);
}

/** The end marker: two zero blocks. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK);
}

// The root itself has no name but `./`.
function nameOf({ path, type }: TarEntryFields): string {
  if (path === '') return './';
  return type === 'directory' && !path.endsWith('/') ? `${path}/` : path;
}

function storedSize(entry: TarEntryFields, map: Buffer | undefined): number {
  if (entry.type !== 'file') return 0;
  if (!entry.sparse || !map) return entry.size ?? 0;
  return map.length + entry.sparse.reduce((sum, e) => sum + e.length, 0);
}

// GNU tar learns where a file ends from an empty stretch there, not from the real size.
function encodeSparseMap(extents: readonly SparseExtent[], size: number): Buffer {
  const last = extents.at(-1);
  const end = last ? last.offset + last.length : 0;
  const all = end === size && last ? extents : [...extents, { offset: size, length: 0 }];
  const lines = [all.length, ...all.flatMap((e) => [e.offset, e.length])];
  const body = Buffer.from(`${lines.join('\n')}\n`);
  return Buffer.concat([body, tarPadding(body.length)]);
}

function encodePaxHeader(records: [string, Buffer][]): Buffer {
  const body = encodePax(records.sort(byKey));
  const block = Buffer.alloc(BLOCK);
  block.write('PaxHeaders/entry', 0, 'latin1');
  block.write('0000644\0', 100, 'latin1');
  block.write('0000000\0', 108, 'latin1');
  block.write('0000000\0', 116, 'latin1');
  block.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136, 'latin1');
  seal(block, 'x');
  return Buffer.concat([block, body, tarPadding(body.length)]);
}

// ustar splits long paths at a slash into prefix and name.
function putName(block: Buffer, pax: [string, Buffer][], name: Buffer, sparse: boolean): void {
  if (name.length <= 100) {
    name.copy(block, 0);
  } else {
    const cut = splitAt(name);
    if (cut > 0) {
      name.copy(block, 0, cut + 1);
      name.copy(block, 345, 0, cut);
    } else {
      name.copy(block, 0, 0, 100);
      if (!sparse) pax.push(['path', name]);
    }
  }
  if (!sparse && name.some((b) => b > 127) && !pax.some(([k]) => k === 'path')) pax.push(['path', name]);
}

function splitAt(name: Buffer): number {
  for (let i = Math.min(155, name.length - 2); i > 0; i--)
    if (name[i] === 0x2f) return name.length - i - 1 <= 100 ? i : -1;
  return -1;
}

function putText(
  block: Buffer,
  pax: [string, Buffer][],
  at: number,
  length: number,
  key: string,
  value: Buffer,
): void {
  const fits = value.length <= length - (key === 'linkpath' ? 0 : 1) && !value.some((b) => b > 127);
  if (!fits) pax.push([key, value]);
  value.copy(block, at, 0, Math.min(value.length, length));
}

function putNumber(
  block: Buffer,
  pax: [string, Buffer][],
  at: number,
  length: number,
  key: string | undefined,
  value: number,
): void {
  const digits = value.toString(8);
  if (digits.length < length) {
    block.write(`${digits.padStart(length - 1, '0')}\0`, at, 'latin1');
    return;
  }
  if (key) {
    pax.push([key, text(String(value))]);
    block.write(`${'0'.repeat(length - 1)}\0`, at, 'latin1');
  } else {
    // Device numbers have no pax record; GNU's binary form is read everywhere.
    block[at] = 0x80;
    block.writeUIntBE(value, at + length - 6, 6);
  }
}

function putTime(block: Buffer, pax: [string, Buffer][], mtime: number): void {
  const whole = Math.floor(mtime);
  const fits = whole >= 0 && whole <= MAX_OCTAL_TIME;
  if (mtime !== whole || !fits) pax.push(['mtime', text(formatTime(mtime))]);
  putNumber(block, pax, 136, 12, undefined, fits ? whole : 0);
}

const MAX_OCTAL_TIME = 8 ** 11 - 1;

// Never in exponent form, and no finer than a file system keeps: nanoseconds.
function formatTime(mtime: number): string {
  return Number.isInteger(mtime) ? String(mtime) : mtime.toFixed(9).replace(/\.?0+$/, '');
}

function seal(block: Buffer, flag: string): void {
  block.write(flag, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}
