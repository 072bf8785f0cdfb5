import { mapConcurrent } from '../../base/concurrency.ts';
import { type Digest, hexOf, isDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { type ImageConfig, parseImageConfig } from '../config.ts';
import type { Descriptor } from '../descriptor.ts';
import { type Document, isImageDocument, isIndexDocument } from '../manifest.ts';
import { defaultPlatform, formatPlatform, type Platform, platformDistance } from '../platform.ts';
import { isAttestation } from '../select.ts';
import { readOrUndefined } from './closure.ts';
import { type FileTree, readSmallFile } from './file-tree.ts';
import { type LayoutIndex, namesOf } from './layout-index.ts';
import { blobName, findNested } from './layout-source.ts';
import { canonicalName, sameName } from './names.ts';

/** One image of the store, whatever the number of its names. */
export interface StoredImage {
  /** Of the manifest or index. */
  readonly digest: Digest;
  readonly mediaType: string;
  /** Full names: `docker.io/library/nginx:latest`, or `…@sha256:…` when it was pulled by digest. Empty: dangling. */
  readonly names: readonly string[];
  /** Digest of the configuration: docker's image id. Undefined when nothing of an index is here. */
  readonly imageId?: Digest;
  /** RFC 3339 as the configuration says. */
  readonly created?: string;
  /** Bytes in the store of everything it refers to, shared blobs counted in full. */
  readonly size: number;
  /** `linux/amd64`; of an index, those whose manifests are here. */
  readonly platforms: readonly string[];
  readonly artifactType?: string;
  /** Why it cannot be read, when it cannot. */
  readonly problem?: string;
}

const READS = 8;

/** Lists images, each digest once, in the order of the index. Damaged ones are listed with what is wrong. */
export async function listImages(tree: FileTree, index: LayoutIndex): Promise<StoredImage[]> {
  const byDigest = new Map<Digest, Descriptor[]>();
  for (const entry of index.entries)
    byDigest.set(entry.digest, [...(byDigest.get(entry.digest) ?? []), entry]);
  return mapConcurrent([...byDigest.values()], READS, (entries) => describe(tree, entries));
}

async function describe(tree: FileTree, entries: readonly Descriptor[]): Promise<StoredImage> {
  const entry = entries[0] as Descriptor;
  const { digest, mediaType, artifactType } = entry;
  const names = [...new Set(entries.flatMap(namesOf))];
  const base = { digest, mediaType, names, ...(artifactType && { artifactType }) };
  try {
    const document = await readOrUndefined(tree, entry);
    if (!document)
      return { ...base, size: entry.size, platforms: [], problem: 'its manifest is missing or damaged' };
    return { ...base, ...(await describeDocument(tree, document)) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...base, size: entry.size, platforms: [], problem };
  }
}

async function describeDocument(
  tree: FileTree,
  document: Document,
): Promise<Pick<StoredImage, 'size' | 'platforms' | 'imageId' | 'created'>> {
  const images = await imagesOf(tree, document);
  const configs = await Promise.all(images.map((image) => readConfig(tree, image)));
  const ours = nearestConfig(configs);
  const created = ours?.config.created;
  const platforms = configs.flatMap((c) => (c ? [formatPlatform(c.config.platform)] : []));
  return {
    size: document.bytes.length + images.reduce((sum, image) => sum + sizeOf(image, document), 0),
    platforms: [...new Set(platforms)],
    ...(ours && { imageId: ours.digest }),
    ...(created && { created }),
  };
}

function sizeOf(image: Document, root: Document): number {
  if (!isImageDocument(image)) return 0;
  const own = image.digest === root.digest ? 0 : image.bytes.length;
  return image.value.layers.reduce((sum, layer) => sum + layer.size, own + image.value.config.size);
}

/** The image documents that are here: itself, or an index's children without the attestations beside them. */
async function imagesOf(tree: FileTree, document: Document): Promise<Document[]> {
  if (!isIndexDocument(document)) return [document];
  const children = document.value.manifests.filter((child) => !isAttestation(child));
  const read = await mapConcurrent(children, READS, (child) => readOrUndefined(tree, child));
  return read.filter((child): child is Document => child !== undefined && isImageDocument(child));
}

interface FoundConfig {
  readonly digest: Digest;
  readonly config: ImageConfig;
}

async function readConfig(tree: FileTree, image: Document): Promise<FoundConfig | undefined> {
  if (!isImageDocument(image)) return undefined;
  const { digest } = image.value.config;
  const bytes = await readSmallFile(tree, blobName(digest), DEFAULT_LIMITS.documentBytes);
  if (!bytes) return undefined;
  try {
    return { digest, config: parseImageConfig(bytes) };
  } catch {
    return undefined; // an artifact: its configuration is something else, or nothing
  }
}

function nearestConfig(configs: readonly (FoundConfig | undefined)[]): FoundConfig | undefined {
  const wanted = defaultPlatform();
  const distance = (platform: Platform): number =>
    platformDistance(wanted, platform) ?? Number.POSITIVE_INFINITY;
  const found = configs.filter((c) => c !== undefined);
  return found.toSorted((a, b) => distance(a.config.platform) - distance(b.config.platform))[0];
}

/** What a reference to the store means. `name` is set when it was found by a name, rather than by id or digest. */
export interface FoundImage {
  readonly entry: Descriptor;
  readonly name?: string;
}

/**
 * Finds an image by name, digest, or a prefix of its image id or digest; names come first.
 * @throws PlimsollError `not-found`, `usage` when a prefix fits several images
 */
export async function findImage(tree: FileTree, index: LayoutIndex, ref: string): Promise<FoundImage> {
  const digest = ref.slice(ref.indexOf('@') + 1);
  if (isDigest(digest)) return findDigest(tree, index, digest, ref);
  for (const entry of index.entries) {
    const name = namesOf(entry).find((n) => sameName(n, ref));
    if (name !== undefined) return { entry, name };
  }
  const prefix = /^(?:sha256:)?([0-9a-f]{3,64})$/.exec(ref)?.[1];
  const found = prefix === undefined ? [] : await findByPrefix(tree, index, prefix);
  if (found.length > 1)
    throw new PlimsollError('usage', `read store:${ref}: ${found.length} images have an id that begins so`, {
      hint: `give more of it: ${found.map((e) => e.digest).join(', ')}`,
    });
  if (!found[0]) throw notFound(ref);
  return { entry: found[0] };
}

async function findDigest(
  tree: FileTree,
  index: LayoutIndex,
  digest: Digest,
  ref: string,
): Promise<FoundImage> {
  const entry = index.entries.find((e) => e.digest === digest);
  if (entry) return { entry };
  const byId = await findByPrefix(tree, index, hexOf(digest));
  const nested = byId[0] ?? (await findNested(tree, index.entries, digest));
  if (!nested) throw notFound(ref);
  return { entry: nested };
}

async function findByPrefix(tree: FileTree, index: LayoutIndex, prefix: string): Promise<Descriptor[]> {
  const fits = (digest: Digest | undefined): boolean =>
    digest !== undefined && hexOf(digest).startsWith(prefix);
  const byManifest = index.entries.filter((e) => fits(e.digest));
  const images = await listImages(tree, index);
  const byConfig = images.filter((image) => fits(image.imageId)).map((image) => image.digest);
  const digests = new Set([...byManifest.map((e) => e.digest), ...byConfig]);
  return [...digests].map((d) => index.entries.find((e) => e.digest === d) as Descriptor);
}

export function notFound(ref: string): PlimsollError {
  return new PlimsollError('not-found', `read store:${ref}: the store has no such image`, {
    hint: `plimsoll pull ${canonicalName(ref)}`,
  });
}
