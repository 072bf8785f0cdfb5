import type { Digest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { isForeignLayerType } from '../../image/media-types.ts';
import type { ImageSink } from '../../image/medium.ts';
import type { OpenUpload } from './blob-push.ts';
import type { RegistryClient } from './client.ts';
import { nameOf } from './manifests.ts';
import { isRegistrySource, type RegistryReference } from './source.ts';

/**
 * Writes one image to a registry: blobs, documents by digest, the tag last. Blobs of the same registry are mounted;
 * layers that come with `urls` of their own stay where they are. The client stays the caller's to close.
 */
export function openRegistrySink(client: RegistryClient, reference: RegistryReference): ImageSink {
  const { registry, repository, tag, digest } = reference;
  const repo = { registry, repository };
  const openUploads = new Map<Digest, OpenUpload>();
  const cancelAll = async () => {
    for (const upload of openUploads.values()) await client.cancelUpload(repo, upload);
    openUploads.clear();
  };
  return {
    transport: 'registry',
    name: nameOf(repo, tag ?? digest ?? 'latest'),
    async hasBlob(descriptor, signal) {
      if (isForeignLayerType(descriptor.mediaType) && descriptor.urls?.length) return true;
      return (await client.headBlob(repo, descriptor, { signal })) !== undefined;
    },
    async adoptBlob(descriptor, from, signal) {
      if (!isRegistrySource(from) || from.repository.registry !== registry) return false;
      const { mounted, upload } = await client.mountBlob(repo, descriptor, from.repository.repository, {
        signal,
      });
      if (upload) openUploads.set(descriptor.digest, upload);
      return mounted;
    },
    async putBlob(descriptor, open, signal) {
      const upload = openUploads.get(descriptor.digest);
      openUploads.delete(descriptor.digest);
      await client.pushBlob(repo, descriptor, open, { signal, upload });
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
