// A zip writer that does as it is told, nonsense included.
import { crc32, deflateRawSync } from 'node:zlib';

export interface RawZipEntry {
  readonly name: string;
  readonly body?: string | Buffer;
  /** Default 8 (deflated). */
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** What headers say of the unpacked size, whatever the body is. */
  readonly size?: number;
  /** Sizes only behind the content, as a stream writes them. */
  readonly descriptor?: boolean;
  /** Sizes and offset in the zip64 extra field. */
  readonly zip64?: boolean;
  /** Another entry's place, for overlapping ones. */
  readonly offset?: number;
}

export interface RawZipOptions {
  /** Put before the archive, offsets not moved. */
  readonly prefix?: Buffer;
  readonly comment?: string;
  /** The entry count of the end record. */
  readonly count?: number;
  readonly zip64End?: boolean;
}

/** The bytes of an archive of these entries. */
export function rawZip(entries: readonly RawZipEntry[], options: RawZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const local = localPart(entry);
    central.push(centralPart(entry, local, entry.offset ?? at));
    parts.push(local.bytes);
    at += local.bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = endPart(entries.length, directory.length, at, options);
  return Buffer.concat([options.prefix ?? Buffer.alloc(0), ...parts, directory, end]);
}

interface Local {
  readonly bytes: Buffer;
  readonly packed: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly flags: number;
}

function localPart(entry: RawZipEntry): Local {
  const body = Buffer.from(entry.body ?? '');
  const packed = (entry.method ?? 8) === 8 ? deflateRawSync(body) : body;
  const crc = entry.crc ?? crc32(body);
  const size = entry.size ?? body.length;
  const flags = (entry.flags ?? 0x800) | (entry.descriptor ? 8 : 0);
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(entry.method ?? 8, 8);
  if (!entry.descriptor) writeSizes(header, 14, crc, packed.length, size);
  header.writeUInt16LE(name.length, 26);
  const descriptor = Buffer.alloc(entry.descriptor ? 16 : 0);
  if (entry.descriptor) {
    descriptor.writeUInt32LE(0x08074b50, 0);
    writeSizes(descriptor, 4, crc, packed.length, size);
  }
  return { bytes: Buffer.concat([header, name, packed, descriptor]), packed, crc, size, flags };
}

function centralPart(entry: RawZipEntry, { packed, crc, size, flags }: Local, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const extra = Buffer.alloc(entry.zip64 ? 28 : 0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(entry.method ?? 8, 10);
  if (entry.zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(size), 4);
    extra.writeBigUInt64LE(BigInt(packed.length), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
    writeSizes(header, 16, crc, 0xffffffff, 0xffffffff);
  } else writeSizes(header, 16, crc, packed.length, size);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(entry.zip64 ? 0xffffffff : offset, 42);
  return Buffer.concat([header, name, extra]);
}

function writeSizes(header: Buffer, at: number, crc: number, packed: number, size: number): void {
  header.writeUInt32LE(crc, at);
  header.writeUInt32LE(packed, at + 4);
  header.writeUInt32LE(size, at + 8);
}

function endPart(entries: number, size: number, offset: number, options: RawZipOptions): Buffer {
  const count = options.count ?? entries;
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.zip64End ? 0xffff : count, 8);
  end.writeUInt16LE(options.zip64End ? 0xffff : count, 10);
  end.writeUInt32LE(options.zip64End ? 0xffffffff : size, 12);
  end.writeUInt32LE(options.zip64End ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (!options.zip64End) return Buffer.concat([end, comment]);
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(BigInt(count), 24);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(size), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end, comment]);
}
