import { algorithmOf, type Digest, digestOf, isDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { printable } from '../../base/text.ts';
import { type Document, parseManifest } from '../../image/manifest.ts';
import { MANIFEST_ACCEPT } from '../../image/media-types.ts';
import { send } from './call.ts';
import type { HttpResponse } from './ports.ts';
import { type Place, placeOf, pullFrom, type Repository } from './pull-from.ts';
import { isWebPage, readBody, webPage } from './read-body.ts';
import { repositoryScope } from './scope.ts';
import type { Session } from './session.ts';

/** What HEAD tells of a manifest. */
export interface ManifestHead {
  readonly digest: Digest;
  readonly size: number;
  readonly mediaType: string;
}

export interface OperationOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches a manifest or index by tag or digest; checks its digest, the registry's Docker-Content-Digest and its type.
 * @throws PlimsollError `not-found`, `auth`, `digest-mismatch`, `malformed`, `limit`, `network`
 */
export function getManifest(
  session: Session,
  repo: Repository,
  reference: string,
  options: OperationOptions = {},
): Promise<Document> {
  const where = `manifest ${nameOf(repo, reference)}`;
  const doing = `fetch ${where}`;
  return pullFrom(session, repo, capabilityFor(reference), async (place) => {
    const response = await ask(session, place, 'GET', reference, doing, options);
    if (isWebPage(response)) {
      await response.discard();
      throw webPage(response, doing);
    }
    const bytes = await readBody(response, DEFAULT_LIMITS.documentBytes, doing);
    const mediaType = response.header('content-type');
    checkAnnounced(response, bytes, doing);
    return parseManifest(bytes, {
      where,
      ...(mediaType !== undefined && { mediaType }),
      ...(isDigest(reference) && { digest: reference }),
    });
  });
}

/**
 * What a tag or digest points to, without fetching it (Docker Hub does not count it). Undefined: it does not exist.
 * @throws PlimsollError `auth`, `network`
 */
export async function headManifest(
  session: Session,
  repo: Repository,
  reference: string,
  options: OperationOptions = {},
): Promise<ManifestHead | undefined> {
  const doing = `look up manifest ${nameOf(repo, reference)}`;
  const head = await pullFrom(session, repo, capabilityFor(reference), async (place) => {
    const response = await ask(
      session,
      place,
      'HEAD',
      reference,
      doing,
      options,
      place.final ? [200, 404] : [200],
    );
    await response.discard();
    return response.status === 404 ? undefined : { response, head: readHead(response, reference) };
  });
  if (!head) return undefined;
  if (head.head) return head.head;
  const document = await getManifest(session, repo, reference, options);
  return { digest: document.digest, size: document.bytes.length, mediaType: document.mediaType };
}

/**
 * Stores a manifest's exact bytes under a tag or its digest. Safe to repeat.
 * @returns the digest of the subject that the registry says it has linked (OCI-Subject), if it said so
 * @throws PlimsollError `auth`, `malformed`, `digest-mismatch`, `network`
 */
export async function putManifest(
  session: Session,
  repo: Repository,
  reference: string,
  document: Pick<Document, 'bytes' | 'digest' | 'mediaType'>,
  options: OperationOptions = {},
): Promise<{ readonly subject: string | undefined }> {
  const doing = `push manifest ${nameOf(repo, reference)}`;
  const { target, repository } = await placeOf(session, repo);
  const response = await send(session, target, {
    doing,
    method: 'PUT',
    path: `/${repository}/manifests/${reference}`,
    repository,
    scopes: [repositoryScope(repository, 'pull', 'push')],
    headers: {
      'content-type': document.mediaType,
      'content-length': String(document.bytes.length),
    },
    body: () => document.bytes,
    document: true,
    accept: [200, 201, 202],
    signal: options.signal,
  });
  await response.discard();
  const stored = response.header('docker-content-digest');
  if (isDigest(stored) && algorithmOf(stored) === algorithmOf(document.digest) && stored !== document.digest)
    throw new PlimsollError(
      'digest-mismatch',
      `${doing}: the registry stored ${stored}, not ${document.digest}`,
      {
        hint: 'something between here and the registry changes what is pushed',
      },
    );
  return { subject: response.header('oci-subject') };
}

/** Deletes a manifest by digest, with every tag that points to it. @throws PlimsollError `not-found`, `unsupported` */
export function deleteManifest(
  session: Session,
  repo: Repository,
  digest: Digest,
  options: OperationOptions = {},
): Promise<void> {
  return remove(session, repo, digest, options);
}

/** Deletes one tag and leaves the manifest. @throws PlimsollError `not-found`, `unsupported` */
export function deleteTag(
  session: Session,
  repo: Repository,
  tag: string,
  options: OperationOptions = {},
): Promise<void> {
  return remove(session, repo, tag, options);
}

async function remove(
  session: Session,
  repo: Repository,
  reference: string,
  options: OperationOptions,
): Promise<void> {
  const { target, repository } = await placeOf(session, repo);
  const doing = `delete ${nameOf(repo, reference)}`;
  const response = await send(session, target, {
    doing,
    method: 'DELETE',
    path: `/${repository}/manifests/${reference}`,
    repository,
    scopes: [repositoryScope(repository, 'pull', 'push', 'delete')],
    document: true,
    accept: [200, 202, 204, 400, 405],
    signal: options.signal,
  });
  await response.discard();
  if (response.status === 400 || response.status === 405)
    throw new PlimsollError('unsupported', `${doing}: the registry does not allow it (${response.status})`, {
      hint: isDigest(reference)
        ? 'deleting is switched off in the registry: ask its administrator'
        : 'some registries delete only by digest, which takes every tag of the image along',
    });
}

function ask(
  session: Session,
  { target, repository }: Place,
  method: 'GET' | 'HEAD',
  reference: string,
  doing: string,
  options: OperationOptions,
  accept: readonly number[] = [200],
): Promise<HttpResponse> {
  return send(session, target, {
    doing,
    method,
    path: `/${repository}/manifests/${reference}`,
    repository,
    scopes: [repositoryScope(repository, 'pull')],
    headers: { accept: MANIFEST_ACCEPT.join(', ') },
    document: true,
    accept,
    signal: options.signal,
  });
}

function readHead(response: HttpResponse, reference: string): ManifestHead | undefined {
  const said = response.header('docker-content-digest');
  const digest = isDigest(reference) ? reference : isDigest(said) ? said : undefined;
  const size = Number(response.header('content-length') ?? Number.NaN);
  const mediaType = response.header('content-type')?.split(';')[0]?.trim();
  return digest && Number.isSafeInteger(size) && size > 0 && mediaType
    ? { digest, size, mediaType }
    : undefined;
}

function checkAnnounced(response: HttpResponse, bytes: Buffer, doing: string): void {
  const said = response.header('docker-content-digest');
  if (!isDigest(said)) return;
  const real = digestOf(bytes, algorithmOf(said));
  if (real !== said)
    throw new PlimsollError('digest-mismatch', `${doing}: the registry announced ${said} but sent ${real}`, {
      hint: 'something between here and the registry changes its answers, or the registry is damaged',
    });
}

function capabilityFor(reference: string): 'pull' | 'resolve' {
  return isDigest(reference) ? 'pull' : 'resolve';
}

/** `docker.io/library/nginx:latest` or `…@sha256:…`. */
export function nameOf(repo: Repository, reference: string): string {
  return printable(`${repo.registry}/${repo.repository}${isDigest(reference) ? '@' : ':'}${reference}`);
}
