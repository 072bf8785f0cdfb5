// Where blobs were seen, so that a push to another repository of the same registry can mount instead of upload.
import { type Digest, isDigest } from '../../base/digest.ts';
import { isObject, parseJsonObject } from '../../base/json.ts';

/** A memory of repositories by blob. Losing it costs an upload, never a result. */
export interface BlobPlaces {
  /** Repositories of this registry that had the blob, the latest first. */
  find(registry: string, digest: Digest): readonly string[];
  note(registry: string, repository: string, digest: Digest): void;
  /** The registry says that it is not there any more. */
  forget(registry: string, repository: string, digest: Digest): void;
}

/** `registry/repository` by digest, the blob noted last at the end. */
export type PlacesByBlob = Map<string, readonly string[]>;

const MAX_BLOBS = 2048;
const MAX_PLACES = 4;
const MAX_PLACE = 512;
const MAX_BYTES = 8 * 1024 * 1024;

/** Notes a place: first among those of its blob, and the blob last among all. */
export function addPlace(places: PlacesByBlob, place: string, digest: string): void {
  if (!isPlace(place)) return;
  const others = (places.get(digest) ?? []).filter((other) => other !== place);
  places.delete(digest);
  places.set(digest, [place, ...others].slice(0, MAX_PLACES));
  for (const oldest of places.keys()) {
    if (places.size <= MAX_BLOBS) return;
    places.delete(oldest);
  }
}

export function removePlace(places: PlacesByBlob, place: string, digest: string): void {
  const left = (places.get(digest) ?? []).filter((other) => other !== place);
  if (left.length > 0) places.set(digest, left);
  else places.delete(digest);
}

/** Reads what {@link formatPlaces} wrote; anything else is an empty memory. */
export function parsePlaces(bytes: Buffer): PlacesByBlob {
  const all: PlacesByBlob = new Map();
  try {
    const { version, blobs } = parseJsonObject(bytes, 'blob places', { maxBytes: MAX_BYTES });
    if (version !== 1 || !isObject(blobs)) return all;
    for (const [digest, list] of Object.entries(blobs).slice(-MAX_BLOBS)) {
      const places = (Array.isArray(list) ? list : []).filter((place) => isPlace(place));
      if (isDigest(digest) && places.length > 0) all.set(digest, places.slice(0, MAX_PLACES));
    }
    return all;
  } catch {
    return new Map(); // damaged: it costs uploads, nothing else
  }
}

export function formatPlaces(places: PlacesByBlob): string {
  return `${JSON.stringify({ version: 1, blobs: Object.fromEntries(places) })}\n`;
}

function isPlace(place: unknown): place is string {
  return typeof place === 'string' && place.length <= MAX_PLACE && /^[^/\s]+\/[a-z0-9._/-]+$/.test(place);
}
