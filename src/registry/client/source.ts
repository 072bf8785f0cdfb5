import { type Digest, isDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { isForeignLayerType } from '../../image/media-types.ts';
import type { ImageSource } from '../../image/medium.ts';
import type { BlobPlaces } from './blob-places.ts';
import type { RegistryClient } from './client.ts';
import { nameOf } from './manifests.ts';
import type { Repository } from './pull-from.ts';

/** A name in a registry, as the reference parser gives it. */
export interface RegistryReference extends Repository {
  readonly tag?: string | undefined;
  /** Wins over the tag. */
  readonly digest?: Digest | undefined;
}

/** A source that tells where it reads, so that a sink on the same registry can mount instead of copy. */
export interface RegistrySource extends ImageSource {
  readonly transport: 'registry';
  readonly repository: Repository;
}

/**
 * Reads one image of a registry. Nothing is fetched before it is asked for. The client stays the caller's to close.
 * @param places remembers which blobs the repository gave
 */
export function openRegistrySource(
  client: RegistryClient,
  reference: RegistryReference,
  places?: BlobPlaces,
): RegistrySource {
  const { registry, repository, tag, digest } = reference;
  const repo = { registry, repository };
  const wanted = digest ?? tag ?? 'latest';
  return {
    transport: 'registry',
    name: nameOf(repo, wanted),
    tags: isDigest(wanted) && !tag ? [] : [nameOf(repo, tag ?? 'latest')],
    madeManifest: false,
    repository: repo,
    root: (signal) => client.getManifest(repo, wanted, { signal }),
    async document(descriptor, signal) {
      const document = await client.getManifest(repo, descriptor.digest, { signal });
      if (document.bytes.length === descriptor.size) return document;
      throw new PlimsollError(
        'size-mismatch',
        `fetch manifest ${nameOf(repo, descriptor.digest)}: ${document.bytes.length} bytes, announced were ${descriptor.size}`,
        { hint: 'the index that names it is wrong: ask its publisher' },
      );
    },
    async *blob(descriptor, options) {
      yield* client.getBlob(repo, descriptor, options);
      if (!isElsewhere(descriptor)) places?.note(registry, repository, descriptor.digest);
    },
    locate: async () => undefined,
    referrers: (subject, signal) => client.listReferrers(repo, subject, { signal }),
    close: async () => {},
  };
}

/** True for layers that the publisher offers at addresses of their own; the registry need not have them. */
export function isElsewhere({ mediaType, urls }: Descriptor): boolean {
  return isForeignLayerType(mediaType) && (urls?.length ?? 0) > 0;
}

/** True when a source reads from a registry. Narrows the type. */
export function isRegistrySource(source: ImageSource): source is RegistrySource {
  return source.transport === 'registry' && 'repository' in source;
}
