import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DiffId, type Digest, isDigest } from '../../base/digest.ts';
import { parseImageConfig } from '../config.ts';
import { CONTAINERD_NAME, REF_NAME } from './layout-index.ts';
import { blobName } from './layout-source.ts';

/** What may lie under another image: its name, what the name refers to, and its layers from the bottom. */
export interface KnownImage {
  readonly name: string;
  readonly digest: Digest;
  readonly diffIds: readonly DiffId[];
}

/** Enough for a developer's store; more would be felt in every `check`. */
const MAX_IMAGES = 48;
const MAX_CHILDREN = 16;
const MAX_BYTES = 256 * 1024;
const MAX_INDEX = 8 * 1024 * 1024;

/**
 * Named images of the store that begin with the same layer and have fewer of them than `layers`; the ones added last if
 * there are many. What cannot be read is left out: this helps to explain another image, and must not fail it.
 * @param layers diffIDs of the other image
 */
export function knownImages(root: string, layers: readonly DiffId[]): KnownImage[] {
  const [first] = layers;
  if (first === undefined) return [];
  return namedEntries(root).flatMap(({ name, digest }) =>
    configsOf(root, digest, layers.length)
      .flatMap((config) => diffIdsOf(root, config, first))
      .map((diffIds) => ({ name, digest, diffIds })),
  );
}

/** What is read of a document here: the store verified it when it came, and the configuration decides. */
interface Glance {
  readonly config?: { readonly digest?: unknown };
  readonly layers?: { readonly length?: unknown };
  readonly manifests?: readonly Glanced[];
}

type Glanced = { readonly digest?: unknown; readonly annotations?: Readonly<Record<string, unknown>> } | null;

function namedEntries(root: string): { name: string; digest: Digest }[] {
  const named = new Map<Digest, string>();
  for (const entry of childrenOf(glanceAt(join(root, 'index.json'), MAX_INDEX)).toReversed()) {
    const name = entry?.annotations?.[CONTAINERD_NAME] ?? entry?.annotations?.[REF_NAME];
    if (named.size < MAX_IMAGES && typeof name === 'string' && name && isDigest(entry?.digest))
      named.set(entry.digest, name);
  }
  return [...named].map(([digest, name]) => ({ digest, name }));
}

function configsOf(root: string, digest: Digest, below: number): Digest[] {
  const document = glanceAt(pathOf(root, digest));
  const children = childrenOf(document).slice(0, MAX_CHILDREN);
  const documents = [
    document,
    ...children.map((child) => (isDigest(child?.digest) ? glanceAt(pathOf(root, child.digest)) : undefined)),
  ];
  return documents.flatMap((one) => {
    const fewer = Number(one?.layers?.length) < below;
    return fewer && isDigest(one?.config?.digest) ? [one.config.digest] : [];
  });
}

function childrenOf(document: Glance | undefined): readonly Glanced[] {
  return Array.isArray(document?.manifests) ? document.manifests : [];
}

// The cautious parser takes ten times as long, and this is done for images that are not even asked for.
function glanceAt(path: string, maxBytes = MAX_BYTES): Glance | undefined {
  return attempt(
    () => (JSON.parse(readSmall(path, maxBytes).toString('utf8')) as Glance | null) ?? undefined,
  );
}

// Most images have nothing in common: those whose configuration does not name the layer are not even parsed.
function diffIdsOf(root: string, config: Digest, first: DiffId): (readonly DiffId[])[] {
  const bytes = attempt(() => readSmall(pathOf(root, config), MAX_BYTES));
  if (!bytes?.includes(first)) return [];
  const diffIds = attempt(() => parseImageConfig(bytes).diffIds);
  return diffIds?.[0] === first ? [diffIds] : [];
}

function pathOf(root: string, digest: Digest): string {
  return join(root, ...blobName(digest).split('/'));
}

// Synchronous: a hundred small files through the thread pool take four times as long.
function readSmall(path: string, maxBytes: number): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > maxBytes) throw new Error('not a small file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // missing, damaged, or an artifact whose configuration is something else
  }
}
