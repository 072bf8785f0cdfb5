// A tar writer that does as it is told, nonsense included: the product's own writer would refuse most of this.

export interface RawEntry {
  readonly name: string | Buffer;
  /** Type flag byte. Default `0`, a regular file. */
  readonly type?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly link?: string | Buffer;
  readonly body?: string | Buffer;
  readonly major?: number;
  readonly minor?: number;
  /** Records of a pax extended header put before the entry. */
  readonly pax?: Readonly<Record<string, string | Buffer>>;
  /** Written into the size field as it stands (12 bytes), whatever the body is. */
  readonly sizeField?: Buffer;
  /** Written instead of the right checksum. */
  readonly checksum?: number;
  /** Bytes 257..265; default ustar's. */
  readonly magic?: string;
}

const BLOCK = 512;

/** The tar stream of these entries, with the two zero blocks at its end. */
export function rawTar(entries: readonly RawEntry[], end = Buffer.alloc(2 * BLOCK)): Buffer {
  return Buffer.concat([...entries.map(rawEntry), end]);
}

/** One entry: pax header if it has records, header block, body, padding. */
export function rawEntry(entry: RawEntry): Buffer {
  const body = Buffer.from(entry.body ?? '');
  const parts = [rawHeader(entry, body.length), body, padding(body.length)];
  if (entry.pax === undefined) return Buffer.concat(parts);
  return Buffer.concat([paxHeader(entry.pax), ...parts]);
}

/** A pax extended header; `type` is `x` for the next entry, `g` for all that follow. */
export function paxHeader(records: Readonly<Record<string, string | Buffer>>, type = 'x'): Buffer {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value)));
  return rawEntry({ name: 'PaxHeaders/0', type, body });
}

/** GNU's long name (`L`) or long link (`K`) entry for the entry that follows. */
export function gnuLong(type: 'L' | 'K', value: string): RawEntry {
  return { name: '././@LongLink', type, body: `${value}\0`, magic: 'ustar  \0' };
}

function rawHeader(entry: RawEntry, length: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  Buffer.from(entry.name).copy(block, 0, 0, 100);
  octal(block, 100, 8, entry.mode ?? 0o644);
  octal(block, 108, 8, entry.uid ?? 0);
  octal(block, 116, 8, entry.gid ?? 0);
  octal(block, 124, 12, length);
  entry.sizeField?.copy(block, 124, 0, 12);
  octal(block, 136, 12, entry.mtime ?? 1_700_000_000);
  block.write(entry.type ?? '0', 156, 'latin1');
  Buffer.from(entry.link ?? '').copy(block, 157, 0, 100);
  block.write(entry.magic ?? 'ustar\x0000', 257, 'latin1');
  octal(block, 329, 8, entry.major ?? 0);
  octal(block, 337, 8, entry.minor ?? 0);
  block.fill(' ', 148, 156);
  const sum = entry.checksum ?? block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function octal(block: Buffer, at: number, width: number, value: number): void {
  block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, width, 'latin1');
}

function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}
