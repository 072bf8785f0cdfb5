// Paths in an image are bytes, JavaScript's strings are UTF-16. Valid UTF-8 decodes as usual; every other byte
// becomes a lone low surrogate U+DC80..U+DCFF and back (PEP 383, "surrogateescape"), so no two paths collide and
// writing a path again gives the same bytes.

/** Decodes path bytes to a string without loss. */
export function decodePath(bytes: Buffer, start = 0, end = bytes.length): string {
  for (let i = start; i < end; i++)
    if ((bytes[i] as number) > 0x7f) return decodeWide(bytes.subarray(start, end));
  return bytes.toString('latin1', start, end);
}

/** Encodes what {@link decodePath} gave back to the same bytes. */
export function encodePath(path: string): Buffer {
  if (!/[\udc80-\udcff]/.test(path)) return Buffer.from(path, 'utf8');
  const out = Buffer.allocUnsafe(path.length * 3);
  let at = 0;
  let plain = 0;
  for (let i = 0; i < path.length; i++) {
    const c = path.charCodeAt(i);
    const escaped = c >= 0xdc80 && c <= 0xdcff && !(i > 0 && isHighSurrogate(path.charCodeAt(i - 1)));
    if (!escaped) continue;
    if (i > plain) at += out.write(path.slice(plain, i), at, 'utf8');
    out[at++] = c - 0xdc00;
    plain = i + 1;
  }
  at += out.write(path.slice(plain), at, 'utf8');
  return out.subarray(0, at);
}

function isHighSurrogate(c: number): boolean {
  return c >= 0xd800 && c <= 0xdbff;
}

function decodeWide(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return text;
  let out = '';
  let valid = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length > 0) {
      i += length;
      continue;
    }
    if (i > valid) out += bytes.toString('utf8', valid, i);
    out += String.fromCharCode(0xdc00 + (bytes[i] as number));
    valid = ++i;
  }
  return out + bytes.toString('utf8', valid);
}

/** Length of the valid UTF-8 sequence at `i` (Unicode, table 3-7), or 0. */
function sequenceLength(bytes: Buffer, i: number): number {
  const first = bytes[i] as number;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const second = bytes[i + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0; // overlong
  if (first === 0xed && second > 0x9f) return 0; // surrogates
  if (first === 0xf0 && second < 0x90) return 0; // overlong
  if (first === 0xf4 && second > 0x8f) return 0; // past U+10FFFF
  for (let k = 1; k < length; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
