import { FINGERPRINTS } from './fingerprints.data.ts';

export interface Fingerprint {
  readonly id: string;
  /** Its grams are `first` to `first + count - 1` of all. */
  readonly first: number;
  readonly count: number;
  /** Places of grams that no other licence has. */
  readonly own: readonly number[];
  /** By index of a licence that shares much of the text: places of grams that this one has before it. */
  readonly rivals: ReadonlyMap<number, readonly number[]>;
}

export interface FingerprintIndex {
  readonly licenses: readonly Fingerprint[];
  /** How many grams there are in all licences. */
  readonly grams: number;
  /** Licence of each gram. */
  readonly licenseOf: Uint16Array;
  /** A bit for the upper 18 bits of each gram: what is not in here need not be looked up. */
  readonly filter: Uint8Array;
  /** Places of a gram. */
  readonly places: ReadonlyMap<number, readonly number[]>;
}

let made: FingerprintIndex | undefined;

/** Unpacked on first use: constant data, the same for everyone. */
export function fingerprintIndex(): FingerprintIndex {
  made ??= unpack();
  return made;
}

function unpack(): FingerprintIndex {
  const licenses: Fingerprint[] = [];
  const filter = new Uint8Array(32768);
  const places = new Map<number, number[]>();
  const owners: number[] = [];
  for (const [id, packed, own, rivals] of FINGERPRINTS) {
    const first = owners.length;
    for (const gram of numbers(packed, 4)) {
      const list = places.get(gram);
      if (list) list.push(owners.length);
      else places.set(gram, [owners.length]);
      owners.push(licenses.length);
      filter[gram >>> 17] = (filter[gram >>> 17] as number) | (1 << ((gram >>> 14) & 7));
    }
    const placesOf = (list: string): number[] => numbers(list, 2).map((place) => first + place);
    licenses.push({
      id,
      first,
      count: owners.length - first,
      own: placesOf(own),
      rivals: new Map(rivals.map(([index, list]) => [index, placesOf(list)])),
    });
  }
  return { licenses, grams: owners.length, licenseOf: Uint16Array.from(owners), filter, places };
}

function numbers(base64: string, size: 2 | 4): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / size }, (_, i) =>
    size === 2 ? bytes.readUInt16LE(i * 2) : bytes.readInt32LE(i * 4),
  );
}
