// A package database in rpm's own format, for tests: Debian's rpm is built without it.

/** One page of slots, a free one in between, blobs behind it. */
export function writeNdb(blobs: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096);
  slots.write('RpmP', 0, 'latin1');
  slots.writeUInt32LE(7, 8); // generation
  slots.writeUInt32LE(1, 12); // pages of slots
  slots.writeUInt32LE(blobs.length + 2, 16); // next index
  for (let at = 32; at < 4096; at += 16) slots.write('Slot', at, 'latin1');
  const parts: Buffer[] = [slots];
  let block = 4096 / 16;
  for (const [i, blob] of blobs.entries()) {
    const stored = writeBlob(blob, i + 2);
    const slot = 32 + 16 * (i * 2);
    slots.writeUInt32LE(i + 2, slot + 4);
    slots.writeUInt32LE(block, slot + 8);
    slots.writeUInt32LE(stored.length / 16, slot + 12);
    parts.push(stored);
    block += stored.length / 16;
  }
  return Buffer.concat(parts);
}

function writeBlob(blob: Buffer, index: number): Buffer {
  const blocks = Math.ceil((16 + blob.length + 12) / 16);
  const out = Buffer.alloc(blocks * 16);
  out.write('BlbS', 0, 'latin1');
  out.writeUInt32LE(index, 4);
  out.writeUInt32LE(7, 8);
  out.writeUInt32LE(blob.length, 12);
  blob.copy(out, 16);
  const tail = out.length - 12;
  out.writeUInt32LE(adler32(out.subarray(0, tail)), tail);
  out.writeUInt32LE(blob.length, tail + 4);
  out.write('BlbE', tail + 8, 'latin1');
  return out;
}

function adler32(bytes: Buffer): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
