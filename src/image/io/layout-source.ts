import { algorithmOf, type Digest, hexOf, isDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import type { Descriptor } from '../descriptor.ts';
import { type Document, parseManifest } from '../manifest.ts';
import { isIndexType, isManifestType } from '../media-types.ts';
import type { BlobOptions, FileRange, ImageSource, Transport } from '../medium.ts';
import { directoryTree, type FileTree, readSmallFile } from './file-tree.ts';
import {
  checkLayoutFile,
  type LayoutIndex,
  namesOf,
  parseLayoutIndex,
  selectEntry,
  tagsOf,
} from './layout-index.ts';

export interface LayoutSourceOptions {
  readonly transport?: Transport;
  readonly name?: string;
  /** What the medium around the layout calls the image; default: what `index.json` does. */
  readonly tags?: readonly string[];
  readonly limits?: Limits;
  /** Overrides the choice among the layout's entries. */
  readonly select?: (index: LayoutIndex) => Promise<Descriptor> | Descriptor;
}

/**
 * Opens one image of an OCI image layout.
 * @param ref a name in the layout, `@sha256:…`, or nothing where there is only one image
 * @throws PlimsollError `not-found`, `malformed`, `usage` when several images would do
 */
export async function openLayoutSource(
  dir: string,
  ref?: string,
  options: LayoutSourceOptions = {},
): Promise<ImageSource> {
  return openTreeSource(directoryTree(dir), ref, {
    transport: 'oci',
    name: `oci:${dir}${suffix(ref)}`,
    ...options,
  });
}

/** `:ref` or `@digest`, as it stands behind a path. */
export function suffix(ref: string | undefined): string {
  if (!ref) return '';
  return ref.startsWith('@') ? ref : `:${ref}`;
}

/** Opens one image of a layout whose files lie in a folder or an archive. Closes the tree when that fails. */
export async function openTreeSource(
  tree: FileTree,
  ref: string | undefined,
  options: LayoutSourceOptions,
): Promise<ImageSource> {
  try {
    const limits = options.limits ?? DEFAULT_LIMITS;
    const index = await readTreeIndex(tree, limits);
    const entry = options.select ? await options.select(index) : await selectOrFind(tree, index, ref, limits);
    return new LayoutSource(tree, index, entry, options);
  } catch (error) {
    await tree.close();
    throw error;
  }
}

/** Reads and checks `oci-layout` and `index.json`. @throws PlimsollError `not-found`, `malformed` */
export async function readTreeIndex(tree: FileTree, limits: Limits = DEFAULT_LIMITS): Promise<LayoutIndex> {
  const marker = await readSmallFile(tree, 'oci-layout', 64 * 1024);
  const bytes = await readSmallFile(tree, 'index.json', limits.documentBytes);
  if (!marker || !bytes)
    throw new PlimsollError(
      'not-found',
      `read ${tree.label}: no OCI image layout (${marker ? 'index.json' : 'oci-layout'} is missing)`,
    );
  checkLayoutFile(marker, `${tree.label}: oci-layout`);
  return parseLayoutIndex(bytes, `${tree.label}: index.json`, limits);
}

export function blobName(digest: Digest): string {
  return `blobs/${algorithmOf(digest)}/${hexOf(digest)}`;
}

/** Reads a manifest or index from a layout's blobs. @throws PlimsollError `not-found`, `digest-mismatch`, `malformed` */
export async function readTreeDocument(
  tree: FileTree,
  descriptor: Pick<Descriptor, 'digest' | 'mediaType'> & { readonly size?: number },
  limits: Limits = DEFAULT_LIMITS,
): Promise<Document> {
  const where = `${tree.label}: ${descriptor.digest}`;
  const bytes = await readSmallFile(tree, blobName(descriptor.digest), limits.documentBytes);
  if (!bytes) throw missing(tree, descriptor.digest);
  if (descriptor.size !== undefined && bytes.length !== descriptor.size)
    throw new PlimsollError(
      'size-mismatch',
      `read ${where}: ${bytes.length} bytes where the index announces ${descriptor.size}`,
    );
  return parseManifest(bytes, { mediaType: descriptor.mediaType, digest: descriptor.digest, where, limits });
}

function missing(tree: FileTree, digest: Digest): PlimsollError {
  return new PlimsollError('not-found', `read ${tree.label}: the blob ${digest} is missing`, {
    hint: 'the image is incomplete: copy it again with everything it refers to',
  });
}

// A digest may also be that of a platform's manifest inside one of the indexes.
async function selectOrFind(
  tree: FileTree,
  index: LayoutIndex,
  ref: string | undefined,
  limits: Limits,
): Promise<Descriptor> {
  try {
    return selectEntry(index, ref, tree.label);
  } catch (error) {
    const digest = ref?.slice(ref.indexOf('@') + 1);
    const found = isDigest(digest) ? await findNested(tree, index.entries, digest, limits) : undefined;
    if (found) return found;
    throw error;
  }
}

/** Looks for a digest among the children of indexes, level by level. An index that holds itself ends at the limit. */
export async function findNested(
  tree: FileTree,
  entries: readonly Descriptor[],
  digest: Digest,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Descriptor | undefined> {
  const seen = new Set<Digest>();
  let level: readonly Descriptor[] = entries;
  for (let depth = 0; depth <= limits.indexDepth && level.length > 0; depth++) {
    const hit = level.find((d) => d.digest === digest);
    if (hit) return hit;
    const next: Descriptor[] = [];
    for (const child of level) {
      if (!isIndexType(child.mediaType) || seen.has(child.digest)) continue;
      seen.add(child.digest);
      const document = await readTreeDocument(tree, child, limits).catch(() => undefined);
      if (document?.value.kind === 'index') next.push(...document.value.manifests);
      if (next.length > limits.indexEntries) return undefined;
    }
    level = next;
  }
  return undefined;
}

class LayoutSource implements ImageSource {
  readonly transport: Transport;
  readonly name: string;
  readonly tags: readonly string[];
  readonly madeManifest = false;
  private readonly tree: FileTree;
  private readonly index: LayoutIndex;
  private readonly entry: Descriptor;
  private readonly limits: Limits;

  constructor(tree: FileTree, index: LayoutIndex, entry: Descriptor, options: LayoutSourceOptions) {
    this.transport = options.transport ?? 'oci';
    this.name = options.name ?? tree.label;
    this.tags = options.tags ?? tagsOf(index, entry.digest);
    this.tree = tree;
    this.index = index;
    this.entry = entry;
    this.limits = options.limits ?? DEFAULT_LIMITS;
  }

  async root(signal?: AbortSignal): Promise<Document> {
    return this.document(this.entry, signal);
  }

  async document(descriptor: Descriptor, signal?: AbortSignal): Promise<Document> {
    signal?.throwIfAborted();
    return readTreeDocument(this.tree, descriptor, this.limits);
  }

  async *blob(descriptor: Descriptor, options: BlobOptions = {}): AsyncGenerator<Buffer> {
    const range = await this.locate(descriptor);
    if (!range) throw missing(this.tree, descriptor.digest);
    yield* this.tree.read(range, options);
  }

  async locate(descriptor: Descriptor): Promise<FileRange | undefined> {
    return this.tree.find(blobName(descriptor.digest));
  }

  async referrers(digest: Digest, signal?: AbortSignal): Promise<readonly Descriptor[]> {
    const found = new Map<Digest, Descriptor>();
    const listed = await this.fallbackList(digest);
    for (const entry of [...this.index.entries, ...listed]) {
      signal?.throwIfAborted();
      if (found.has(entry.digest) || !isDocumentType(entry)) continue;
      const document = await readTreeDocument(this.tree, entry, this.limits).catch(() => undefined);
      if (document?.value.subject?.digest === digest) found.set(entry.digest, referrerOf(document));
    }
    return [...found.values()];
  }

  // oras and others keep the list of referrers under a tag made from the subject's digest.
  private async fallbackList(digest: Digest): Promise<readonly Descriptor[]> {
    const tag = digest.replace(':', '-');
    const entry = this.index.entries.find((e) => namesOf(e).some((n) => n === tag || n.endsWith(`:${tag}`)));
    if (!entry || !isIndexType(entry.mediaType)) return [];
    const document = await readTreeDocument(this.tree, entry, this.limits).catch(() => undefined);
    return document?.value.kind === 'index' ? document.value.manifests : [];
  }

  async close(): Promise<void> {
    await this.tree.close();
  }
}

function isDocumentType(entry: Descriptor): boolean {
  return isIndexType(entry.mediaType) || isManifestType(entry.mediaType);
}

/** A descriptor of a referrer as its own manifest tells it (distribution-spec, "Listing Referrers"). */
export function referrerOf(document: Document): Descriptor {
  const { value, mediaType, digest, bytes } = document;
  const artifactType = value.artifactType ?? (value.kind === 'image' ? value.config.mediaType : undefined);
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(artifactType && { artifactType }),
    ...(value.annotations && { annotations: value.annotations }),
  };
}
