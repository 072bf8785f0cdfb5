import { chmod, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectory, writeFileAtomic } from '../../../image/io/disk.ts';
import {
  addPlace,
  type BlobPlaces,
  formatPlaces,
  type PlacesByBlob,
  parsePlaces,
  removePlace,
} from '../blob-places.ts';

export interface StoredBlobPlaces extends BlobPlaces {
  /** Writes what changed, over what other processes wrote meanwhile. Never throws: a full disk costs speed alone. */
  save(): Promise<void>;
}

type Change = readonly [change: typeof addPlace, place: string, digest: string];

/** A memory of blobs' places in a file, which need not exist. It names private repositories: only its owner reads it. */
export async function openBlobPlaces(file: string): Promise<StoredBlobPlaces> {
  const places = await load(file);
  const changes: Change[] = [];
  const apply = (...change: Change): void => {
    change[0](places, change[1], change[2]);
    changes.push(change);
  };
  return {
    find: (registry, digest) =>
      (places.get(digest) ?? [])
        .filter((place) => place.startsWith(`${registry}/`))
        .map((place) => place.slice(registry.length + 1)),
    note: (registry, repository, digest) => {
      const place = `${registry}/${repository}`;
      if (places.get(digest)?.[0] !== place) apply(addPlace, place, digest);
    },
    forget: (registry, repository, digest) => apply(removePlace, `${registry}/${repository}`, digest),
    save: async () => {
      if (changes.length === 0) return;
      await write(file, changes.splice(0)).catch(() => undefined);
    },
  };
}

async function load(file: string): Promise<PlacesByBlob> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes ? parsePlaces(bytes) : new Map();
}

async function write(file: string, changes: readonly Change[]): Promise<void> {
  const fresh = await load(file);
  for (const [change, place, digest] of changes) change(fresh, place, digest);
  await makeDirectory(dirname(file), 0o700);
  await writeFileAtomic(file, Buffer.from(formatPlaces(fresh)));
  await chmod(file, 0o600);
}
