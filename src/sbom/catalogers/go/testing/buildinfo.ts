// Build information as Go's linker writes it, for tests.
import { BASE } from '../../../../codec/executable/testing/build.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');

export function framed(text: string): Buffer {
  return text === ''
    ? Buffer.alloc(0)
    : Buffer.concat([Buffer.alloc(16, 0x30), Buffer.from(text), Buffer.alloc(16, 0xf9)]);
}

/** Since Go 1.18. */
export function inlineBuildInfo(version: string, text: string): Buffer {
  const strings = [Buffer.from(version), framed(text)];
  return Buffer.concat([
    MAGIC,
    Buffer.from([8, 2]),
    Buffer.alloc(16),
    ...strings.flatMap((s) => [varint(s.length), s]),
    Buffer.alloc(16),
  ]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

export interface PointedOptions {
  readonly width: 4 | 8;
  readonly isBigEndian: boolean;
  /** Where in the file it will lie. */
  readonly offset: number;
}

/** Before Go 1.18: the header, two string headers, and their bytes, to be placed at `offset`. */
export function pointedBuildInfo(version: string, text: string, options: PointedOptions): Buffer {
  const { width, isBigEndian, offset } = options;
  const strings = [Buffer.from(version), framed(text)];
  const put = (value: number): Buffer => {
    const b = Buffer.alloc(8);
    b.writeBigUInt64BE(BigInt(value));
    const cut = b.subarray(8 - width);
    return isBigEndian ? cut : Buffer.from(cut).reverse();
  };
  const headers = offset + BASE + 32;
  const bytes = headers + 4 * width;
  return Buffer.concat([
    MAGIC,
    Buffer.from([width, isBigEndian ? 1 : 0]),
    put(headers),
    put(headers + 2 * width),
    Buffer.alloc(16 - 2 * width),
    put(bytes),
    put(strings[0]?.length ?? 0),
    put(bytes + (strings[0]?.length ?? 0)),
    put(strings[1]?.length ?? 0),
    ...strings,
  ]);
}
