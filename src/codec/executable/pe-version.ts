// The version resource of a Windows program (Microsoft, "VERSIONINFO resource" and ".rsrc section" of "PE Format").
import type { Program } from './program.ts';

const RT_VERSION = 16;
const MAX_RESOURCES = 64 * 1024 * 1024;
const MAX_VERSION_BYTES = 64 * 1024;
const MAX_ENTRIES = 4096;
const MAX_STRINGS = 64;
const FIXED_SIGNATURE = 0xfeef04bd;

export interface PeVersion {
  /** `ProductName`, `FileVersion`, …, trimmed; the first translation. */
  readonly strings: Readonly<Record<string, string>>;
  /** The numbers of the fixed part: `1.2.3.4`. */
  readonly fileVersion?: string;
  readonly productVersion?: string;
}

/** Reads what a PE file says of its own version; undefined where it says nothing or it was not kept. */
export function readPeVersion(program: Program): PeVersion | undefined {
  const { resources } = program;
  if (!resources || resources.size > MAX_RESOURCES) return undefined;
  const bytes = program.read(resources.offset, resources.size);
  const data = bytes && findData(bytes, resources.address);
  return data && parseVersion(data);
}

// Three levels of directories: type, name, language; at each the first that fits.
function findData(bytes: Buffer, address: number): Buffer | undefined {
  let at: number | undefined = 0;
  for (const wanted of [RT_VERSION, undefined, undefined]) {
    const entry: number | undefined = findEntry(bytes, at, wanted);
    if (entry === undefined) return undefined;
    const isLast = (entry & 0x80000000) === 0;
    at = entry & 0x7fffffff;
    if (isLast) break;
  }
  if (at + 8 > bytes.length) return undefined;
  const start = bytes.readUInt32LE(at) - address;
  const length = Math.min(bytes.readUInt32LE(at + 4), MAX_VERSION_BYTES);
  return start >= 0 && start + length <= bytes.length ? bytes.subarray(start, start + length) : undefined;
}

function findEntry(bytes: Buffer, at: number, id: number | undefined): number | undefined {
  if (at + 16 > bytes.length) return undefined;
  const count = Math.min(bytes.readUInt16LE(at + 12) + bytes.readUInt16LE(at + 14), MAX_ENTRIES);
  for (let row = at + 16; row < at + 16 + count * 8 && row + 8 <= bytes.length; row += 8)
    if (id === undefined || bytes.readUInt32LE(row) === id) return bytes.readUInt32LE(row + 4);
  return undefined;
}

interface Block {
  readonly key: string;
  readonly value: Buffer;
  readonly children: Buffer;
}

function parseVersion(data: Buffer): PeVersion | undefined {
  const [root] = blocks(data, 1);
  if (root?.key !== 'VS_VERSION_INFO') return undefined;
  const strings: Record<string, string> = {};
  const table = blocks(root.children, 8).find((b) => b.key === 'StringFileInfo');
  const [first] = table ? blocks(table.children, 1) : [];
  for (const { key, value } of first ? blocks(first.children, MAX_STRINGS) : [])
    if (/^\w{1,64}$/.test(key) && key !== '__proto__') strings[key] = utf16(value).trim();
  const fixed = root.value;
  if (fixed.length < 24 || fixed.readUInt32LE(0) !== FIXED_SIGNATURE) return { strings };
  return { strings, fileVersion: numbers(fixed, 8), productVersion: numbers(fixed, 16) };
}

function numbers(fixed: Buffer, at: number): string {
  return [at + 2, at, at + 6, at + 4].map((i) => fixed.readUInt16LE(i)).join('.');
}

// Every block: its length, its value's length, a kind, a key in UTF-16, and behind the value its children.
function blocks(bytes: Buffer, most: number): Block[] {
  const found: Block[] = [];
  for (let at = 0; at + 8 <= bytes.length && found.length < most; ) {
    const length = bytes.readUInt16LE(at);
    if (length < 8 || at + length > bytes.length) break;
    const block = bytes.subarray(at, at + length);
    const [valueLength, isText] = [block.readUInt16LE(2), block.readUInt16LE(4) === 1];
    const keyEnd = endOfKey(block);
    const start = padded(keyEnd + 2);
    const end = Math.min(block.length, start + valueLength * (isText ? 2 : 1));
    found.push({
      key: utf16(block.subarray(6, keyEnd)),
      value: block.subarray(start, end),
      children: block.subarray(padded(end)),
    });
    at = padded(at + length);
  }
  return found;
}

function endOfKey(block: Buffer): number {
  let at = 6;
  while (at + 2 <= block.length && block.readUInt16LE(at) !== 0) at += 2;
  return Math.min(at, block.length);
}

function padded(at: number): number {
  return Math.ceil(at / 4) * 4;
}

function utf16(bytes: Buffer): string {
  const text = bytes.toString('utf16le', 0, bytes.length - (bytes.length % 2));
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
