import type { Image } from '../image/image.ts';
import { type DockerInspect, toDockerInspect } from '../image/inspect.ts';
import { familiarName, type ImageReference, parseReference } from '../image/reference.ts';
import { openImageOf } from './io/open.ts';
import type { Session } from './io/session.ts';

/** What `docker inspect` says of each image, in order; the digest is there before any push. Layers are not read. */
export async function inspectImages(session: Session, names: readonly string[]): Promise<DockerInspect[]> {
  const inspected: DockerInspect[] = [];
  for (const name of names) {
    const { reference, image } = await openImageOf(session, name);
    inspected.push(inspectImage(reference, image));
    await image.source.close();
  }
  return inspected;
}

function inspectImage(reference: ImageReference, image: Image): DockerInspect {
  const named = image.source.tags.map((tag) =>
    parseReference(tag, { defaultTransport: 'registry', defaultTag: '' }),
  );
  const known = named.length > 0 || !reference.repository ? named : [reference];
  const repositories = new Set(known.map(({ tag, digest, ...bare }) => familiarName(bare)));
  return toDockerInspect({
    document: image.manifest,
    config: image.config,
    tags: known.filter((n) => n.tag).map(({ digest, ...tagged }) => familiarName(tagged)),
    // An image in a file without a name has a digest all the same: docker writes <none> for such a name.
    repoDigests: [...(repositories.size > 0 ? repositories : ['<none>'])].map(
      (name) => `${name}@${image.root.digest}`,
    ),
    size: image.layers.reduce((sum, layer) => sum + layer.descriptor.size, 0),
  });
}
