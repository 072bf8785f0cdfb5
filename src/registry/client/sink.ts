import type { Digest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import type { ImageSink, ImageSource } from '../../image/medium.ts';
import type { BlobPlaces } from './blob-places.ts';
import type { OpenUpload } from './blob-push.ts';
import type { RegistryClient } from './client.ts';
import { nameOf } from './manifests.ts';
import { isElsewhere, isRegistrySource, type RegistryReference } from './source.ts';

/** Repositories that are asked for a blob before it is uploaded. */
const MOUNTS = 2;

/**
 * Writes one image to a registry: blobs, documents by digest, the tag last. Blobs that the source or the memory knows in
 * another repository of the same registry are mounted; layers that come with `urls` of their own stay where they are. The
 * client stays the caller's to close.
 */
export function openRegistrySink(
  client: RegistryClient,
  reference: RegistryReference,
  places?: BlobPlaces,
): ImageSink {
  const { registry, repository, tag, digest } = reference;
  const repo = { registry, repository };
  const openUploads = new Map<Digest, OpenUpload>();
  const cancelAll = async () => {
    for (const upload of openUploads.values()) await client.cancelUpload(repo, upload);
    openUploads.clear();
  };
  const note = (descriptor: Descriptor): void => places?.note(registry, repository, descriptor.digest);
  const candidates = (descriptor: Descriptor, from: ImageSource): string[] => {
    const source = isRegistrySource(from) && from.repository.registry === registry ? [from.repository] : [];
    const known = places?.find(registry, descriptor.digest) ?? [];
    const all = new Set([...source.map((repo) => repo.repository), ...known]);
    return [...all].filter((name) => name !== repository).slice(0, MOUNTS);
  };
  const keepUpload = async (digest: Digest, upload: OpenUpload): Promise<void> => {
    const earlier = openUploads.get(digest);
    openUploads.set(digest, upload);
    if (earlier) await client.cancelUpload(repo, earlier);
  };
  return {
    transport: 'registry',
    name: nameOf(repo, tag ?? digest ?? 'latest'),
    async hasBlob(descriptor, signal) {
      if (isElsewhere(descriptor)) return true;
      const here = (await client.headBlob(repo, descriptor, { signal })) !== undefined;
      if (here) note(descriptor);
      return here;
    },
    async adoptBlob(descriptor, from, signal) {
      for (const name of candidates(descriptor, from)) {
        const { mounted, upload } = await client.mountBlob(repo, descriptor, name, { signal });
        if (mounted) {
          note(descriptor);
          return true;
        }
        places?.forget(registry, name, descriptor.digest);
        if (upload) await keepUpload(descriptor.digest, upload);
      }
      return false;
    },
    async putBlob(descriptor, open, signal) {
      const upload = openUploads.get(descriptor.digest);
      openUploads.delete(descriptor.digest);
      await client.pushBlob(repo, descriptor, open, { signal, upload });
      note(descriptor);
    },
    async putDocument(document, signal) {
      await client.putManifest(repo, document.digest, document, { signal });

      // Some registries claim the link without listing it, so their word is not taken for it.
      if (document.value.subject) await client.linkReferrer(repo, document, { signal });
    },
    async tag(document, signal) {
      if (tag !== undefined) await client.putManifest(repo, tag, document, { signal });
      if (digest !== undefined && digest !== document.digest)
        throw new PlimsollError(
          'digest-mismatch',
          `push ${nameOf(repo, digest)}: the image is ${document.digest}`,
          {
            hint: 'name the target by tag, or by the digest that the image has',
          },
        );
    },
    close: cancelAll,
    abort: cancelAll,
  };
}
