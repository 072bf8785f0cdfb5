// A corpus mutator with a seed: the same seed gives the same inputs, so that every failure can be played again.

/** mulberry32: small, fast, good enough to pick bytes. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const BOUNDARIES = [
  '0',
  '-1',
  '7777777777777',
  '4294967296',
  '9007199254740993',
  '1e309',
  '99999999999999999999',
  '',
];
const TOKENS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '../',
  '/',
  '\0',
  '.wh.',
  '{{',
  '}}',
  '\\u0000',
  '\xff',
  'sha256:',
  ',',
  ':',
];

/** One to eight mutations: bit flips, truncation, splices with another input, repeated stretches, boundary numbers. */
export function mutate(input: Buffer, other: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(input);
  const int = (below: number): number => Math.floor(random() * Math.max(1, below));
  for (let n = 1 + int(8); n > 0; n--) bytes = MUTATIONS[int(MUTATIONS.length)]?.(bytes, other, int) ?? bytes;
  return bytes.subarray(0, 256 * 1024);
}

type Mutation = (bytes: Buffer, other: Buffer, int: (below: number) => number) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (b, _, int) => {
    if (b.length > 0) b[int(b.length)] = (b[int(b.length)] as number) ^ (1 << int(8));
    return b;
  },
  (b, _, int) => {
    if (b.length > 0) b[int(b.length)] = [0, 0xff, 0x80, 0x7f, 0x20, 0x30][int(6)] as number;
    return b;
  },
  (b, _, int) => b.subarray(0, int(b.length + 1)),
  (b, _, int) => {
    const at = int(b.length);
    return Buffer.concat([b.subarray(0, at), b.subarray(at + 1 + int(64))]);
  },
  (b, other, int) => Buffer.concat([b.subarray(0, int(b.length)), other.subarray(int(other.length))]),
  (b, _, int) => {
    const at = int(b.length);
    const piece = b.subarray(at, at + 1 + int(600));
    return Buffer.concat([b.subarray(0, at), piece, piece, b.subarray(at)]);
  },
  (b, _, int) => insert(b, int(b.length), Buffer.from(TOKENS[int(TOKENS.length)] ?? '', 'latin1')),
  (b, _, int) => {
    const text = b.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const hit = numbers[int(numbers.length)];
    if (!hit) return b;
    return Buffer.from(
      text.slice(0, hit.index) + BOUNDARIES[int(BOUNDARIES.length)] + text.slice(hit.index + hit[0].length),
      'latin1',
    );
  },
];

function insert(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}
