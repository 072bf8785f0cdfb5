import type { Digest } from '../../base/digest.ts';
import { type ErrorCode, PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Document } from '../manifest.ts';
import { isForeignLayerType, isIndexType, isManifestType } from '../media-types.ts';
import type { FileTree } from './file-tree.ts';
import { blobName, readTreeDocument } from './layout-source.ts';

/** Damage that makes a document worthless, as opposed to a disk that cannot be read right now. */
const DAMAGE: ReadonlySet<ErrorCode> = new Set([
  'not-found',
  'malformed',
  'digest-mismatch',
  'size-mismatch',
  'unsupported',
  'limit',
]);

/**
 * Every blob that these entries need: documents, configurations, layers. Children that are not there (an index pulled
 * for one platform) and damaged documents need nothing more.
 */
export async function reachableBlobs(tree: FileTree, roots: Iterable<Descriptor>): Promise<Set<Digest>> {
  const reached = new Set<Digest>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (reached.has(next.digest)) continue;
    reached.add(next.digest);
    if (!isIndexType(next.mediaType) && !isManifestType(next.mediaType)) continue;
    const document = await readOrUndefined(tree, next);
    if (document) waiting.push(...neededBy(document));
  }
  return reached;
}

/** What a document refers to below itself. */
function neededBy(document: Document): readonly Descriptor[] {
  const { value } = document;
  return value.kind === 'index' ? value.manifests : [value.config, ...value.layers];
}

/** A document of the tree, or undefined when it is missing or damaged. @throws what the disk throws */
export async function readOrUndefined(tree: FileTree, descriptor: Descriptor): Promise<Document | undefined> {
  try {
    return await readTreeDocument(tree, descriptor);
  } catch (error) {
    if (error instanceof PlimsollError && DAMAGE.has(error.code)) return undefined;
    throw error;
  }
}

/**
 * The first blob that an image lacks. Of an index only children that are there are looked at; foreign layers may be
 * elsewhere.
 */
export async function firstMissing(tree: FileTree, document: Document): Promise<Descriptor | undefined> {
  for (const needed of neededBy(document)) {
    const there = (await tree.find(blobName(needed.digest))) !== undefined;
    if (document.value.kind === 'image') {
      if (!there && !isForeignLayerType(needed.mediaType)) return needed;
      continue;
    }
    const child = there ? await readOrUndefined(tree, needed) : undefined;
    const missing = child && (await firstMissing(tree, child));
    if (missing) return missing;
  }
  return undefined;
}
