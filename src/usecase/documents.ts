// Small questions about an image: its digest, its documents, its repository.
import type { Digest } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import type { Document } from '../image/manifest.ts';
import { isIndexDocument } from '../image/manifest.ts';
import { formatReference, parseReference } from '../image/reference.ts';
import { selectManifest } from '../image/select.ts';
import { openImageOf, openSource } from './io/open.ts';
import type { Session } from './io/session.ts';

/** The manifest or index a reference names; with a platform asked for, that platform's manifest. */
export async function fetchManifest(session: Session, text: string): Promise<Document> {
  const { source } = await openSource(session, text);
  try {
    let document = await source.root(session.signal);
    for (let depth = 0; session.platformRequired && isIndexDocument(document) && depth < 4; depth++)
      document = await source.document(
        selectManifest(document.value, session.platform, source.name).descriptor,
        session.signal,
      );
    return document;
  } finally {
    await source.close();
  }
}

export async function fetchDigest(session: Session, text: string): Promise<Digest> {
  return (await fetchManifest(session, text)).digest;
}

/** The image configuration's exact bytes. */
export async function fetchConfig(session: Session, text: string): Promise<Buffer> {
  const { image } = await openImageOf(session, text);
  await image.source.close();
  return image.configBytes;
}

/** Tags of a repository. @throws PlimsollError `usage` when the reference is not one of a registry */
export async function listTags(
  session: Session,
  text: string,
): Promise<{ readonly name: string; readonly tags: readonly string[] }> {
  const reference = parseReference(text, { defaultTransport: 'registry', defaultTag: '' });
  const { registry, repository } = reference;
  if (!registry || !repository)
    throw new PlimsollError(
      'usage',
      `list tags of ${formatReference(reference)}: it is no repository of a registry`,
      {
        hint: 'for example: plimsoll ls docker.io/library/nginx',
      },
    );
  const client = await session.registry();
  return { name: `${registry}/${repository}`, tags: await client.listTags({ registry, repository }) };
}

/** Repositories of a registry, where it tells. */
export async function listRepositories(session: Session, registry: string): Promise<readonly string[]> {
  return (await session.registry()).listRepositories(registry);
}
