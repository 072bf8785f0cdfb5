// Package headers as rpm's databases store them, for tests: any tags, also such as no rpm would write.

export type TagValue =
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly int16: readonly number[] }
  | { readonly int32: readonly number[] }
  | { readonly int64: readonly number[] }
  | { readonly bytes: Buffer };

/** @param tags by tag number */
export function writeRpmHeader(tags: Readonly<Record<number, TagValue>>): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let at = 0;
  for (const [tag, value] of Object.entries(tags)) {
    const { type, count, bytes, align } = encode(value);
    const pad = (align - (at % align)) % align;
    data.push(Buffer.alloc(pad), bytes);
    const entry = Buffer.alloc(16);
    for (const [i, n] of [Number(tag), type, at + pad, count].entries()) entry.writeUInt32BE(n, i * 4);
    index.push(entry);
    at += pad + bytes.length;
  }
  const counts = Buffer.alloc(8);
  counts.writeUInt32BE(index.length, 0);
  counts.writeUInt32BE(at, 4);
  return Buffer.concat([counts, ...index, ...data]);
}

function encode(value: TagValue): { type: number; count: number; bytes: Buffer; align: number } {
  if ('string' in value) return { type: 6, count: 1, bytes: Buffer.from(`${value.string}\0`), align: 1 };
  if ('strings' in value) {
    const bytes = Buffer.from(value.strings.map((s) => `${s}\0`).join(''));
    return { type: 8, count: value.strings.length, bytes, align: 1 };
  }
  if ('bytes' in value) return { type: 7, count: value.bytes.length, bytes: value.bytes, align: 1 };
  if ('int16' in value) return integers(3, 2, value.int16);
  return 'int32' in value ? integers(4, 4, value.int32) : integers(5, 8, value.int64);
}

function integers(type: number, size: number, values: readonly number[]): ReturnType<typeof encode> {
  const bytes = Buffer.alloc(values.length * size);
  for (const [i, n] of values.entries()) {
    if (size === 8) bytes.writeBigUInt64BE(BigInt(n), i * 8);
    else bytes.writeUIntBE(n, i * size, size);
  }
  return { type, count: values.length, bytes, align: size };
}
