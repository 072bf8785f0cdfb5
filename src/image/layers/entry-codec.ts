// The entries of one layer as compact bytes: what a worker hands back, what the cache keeps. Paths share their prefix
// with the entry before; numbers are LEB128. About 25 bytes an entry in a Debian root.
import { PlimsollError } from '../../base/error.ts';
import { decodePath, encodePath } from '../../base/path-bytes.ts';
import type { EntryType, LayerEntry } from './types.ts';

const TYPES: readonly EntryType[] = [
  'file',
  'directory',
  'symlink',
  'hardlink',
  'character',
  'block',
  'fifo',
];
const HAS_LINK = 8;
const HAS_DEVICE = 16;
const HAS_XATTRS = 32;
const HAS_FRACTION = 64;

export class EntryEncoder {
  count = 0;
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private at = 0;
  private last: Buffer = Buffer.alloc(0);

  add(entry: LayerEntry): void {
    const path = encodePath(entry.path);
    const shared = sharedPrefix(this.last, path);
    const whole = Math.floor(entry.mtime);
    const fraction = entry.mtime !== whole;
    const device = entry.devMajor !== 0 || entry.devMinor !== 0;
    this.count++;
    this.number(shared);
    this.bytes(path.subarray(shared));
    this.number(
      TYPES.indexOf(entry.type) |
        (entry.linkTarget ? HAS_LINK : 0) |
        (device ? HAS_DEVICE : 0) |
        (entry.xattrs?.size ? HAS_XATTRS : 0) |
        (fraction ? HAS_FRACTION : 0),
    );
    this.number(entry.mode);
    this.number(entry.uid);
    this.number(entry.gid);
    this.number(entry.size);
    this.signed(whole);
    if (fraction) this.number(Math.round((entry.mtime - whole) * 1e9));
    if (entry.linkTarget) this.bytes(encodePath(entry.linkTarget));
    if (device) {
      this.number(entry.devMajor);
      this.number(entry.devMinor);
    }
    if (entry.xattrs?.size) this.xattrs(entry.xattrs);
    this.last = path;
  }

  finish(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  private xattrs(xattrs: ReadonlyMap<string, Buffer>): void {
    this.number(xattrs.size);
    for (const [key, value] of xattrs) {
      this.bytes(Buffer.from(key));
      this.bytes(value);
    }
  }

  private signed(value: number): void {
    this.number(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  private number(value: number): void {
    this.reserve(10);
    while (value >= 0x80) {
      this.buffer[this.at++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.buffer[this.at++] = value;
  }

  private bytes(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  private reserve(more: number): void {
    if (this.at + more <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + more));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
  }
}

/** The entries again. @throws PlimsollError `malformed` on bytes that an {@link EntryEncoder} did not make */
export function* decodeEntries(buffer: Buffer): Generator<LayerEntry> {
  const cursor = new Cursor(buffer);
  const path = Buffer.alloc(64 * 1024);
  while (cursor.at < buffer.length) {
    const length = cursor.path(path);
    yield readFields(cursor, decodePath(path, 0, length));
  }
}

function readFields(cursor: Cursor, path: string): LayerEntry {
  const flags = cursor.number();
  const type = TYPES[flags & 7];
  if (!type) throw broken();
  const mode = cursor.number();
  const uid = cursor.number();
  const gid = cursor.number();
  const size = cursor.number();
  const whole = cursor.signed();
  const mtime = flags & HAS_FRACTION ? whole + cursor.number() / 1e9 : whole;
  const linkTarget = flags & HAS_LINK ? decodePath(cursor.bytes()) : '';
  const devMajor = flags & HAS_DEVICE ? cursor.number() : 0;
  const devMinor = flags & HAS_DEVICE ? cursor.number() : 0;
  const base = { path, type, mode, uid, gid, size, mtime, linkTarget, devMajor, devMinor };
  return flags & HAS_XATTRS ? { ...base, xattrs: cursor.xattrs() } : base;
}

class Cursor {
  at = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  number(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.buffer[this.at++];
      if (byte === undefined) throw broken();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw broken();
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(): Buffer {
    const length = this.number();
    const end = this.at + length;
    if (end > this.buffer.length) throw broken();
    const bytes = this.buffer.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  /** Reads a path that shares its start with the one before, over it, and gives its length. */
  path(target: Buffer): number {
    const shared = this.number();
    const length = this.number();
    const start = this.at;
    if (start + length > this.buffer.length || shared + length > target.length) throw broken();
    for (let i = 0; i < length; i++) target[shared + i] = this.buffer[start + i] as number;
    this.at = start + length;
    return shared + length;
  }

  xattrs(): Map<string, Buffer> {
    const map = new Map<string, Buffer>();
    for (let n = this.number(); n > 0; n--) map.set(this.bytes().toString(), Buffer.from(this.bytes()));
    return map;
  }
}

function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a[i] === b[i]) i++;
  return i;
}

function broken(): PlimsollError {
  return new PlimsollError('malformed', 'read cached layer entries: they are damaged');
}
