import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { isForeignLayerType } from '../../image/media-types.ts';
import { isLoopbackRegistry } from '../../image/reference.ts';
import { type BlobRead, readResuming } from './blob-read.ts';
import { send } from './call.ts';
import { sendFollowing } from './follow.ts';
import type { OperationOptions } from './manifests.ts';
import type { HttpResponse } from './ports.ts';
import { type Place, placeOf, pullFrom, type Repository } from './pull-from.ts';
import { withRetries } from './retrying.ts';
import { repositoryScope } from './scope.ts';
import type { Reached, Session } from './session.ts';

export interface BlobReadOptions extends OperationOptions {
  /** First byte wanted. */
  readonly offset?: number;
}

type BlobName = Pick<Descriptor, 'digest' | 'size'> & Partial<Pick<Descriptor, 'mediaType' | 'urls'>>;

/**
 * A blob's bytes, resumed where the connection breaks. Not verified: wrap with verifyBlob. Layers that a registry need
 * not hold come from their `urls`, without credentials, when it does not hold them.
 * @throws PlimsollError `not-found`, `auth`, `size-mismatch`, `network`
 */
export async function* getBlob(
  session: Session,
  repo: Repository,
  blob: BlobName,
  options: BlobReadOptions = {},
): AsyncGenerator<Buffer> {
  const doing = `fetch blob ${repo.registry}/${repo.repository}@${blob.digest}`;
  const { offset = 0, signal } = options;
  const foreign = isForeignLayerType(blob.mediaType ?? '') ? (blob.urls ?? []) : [];
  if (foreign.length > 0 && (await headBlob(session, repo, blob, options)) === undefined) {
    yield* readForeign(session, blob, foreign, doing, options);
    return;
  }
  let place: Place | undefined;
  yield* readResuming(session, {
    ...{ doing, size: blob.size, offset, signal },
    open: (headers, inspect) =>
      pullFrom(session, repo, 'pull', async (at) => {
        place = at;
        return inspect(await openBlob(session, at, blob, doing, headers, signal));
      }),
    onBroken: () => place?.passOver(),
  });
}

/** The size of a blob in bytes, or undefined when the repository does not have it. @throws PlimsollError `auth`, `network` */
export async function headBlob(
  session: Session,
  repo: Repository,
  blob: Pick<Descriptor, 'digest'>,
  options: OperationOptions = {},
): Promise<number | undefined> {
  const { target, repository } = await placeOf(session, repo);
  const response = await send(session, target, {
    doing: `look up blob ${repo.registry}/${repo.repository}@${blob.digest}`,
    method: 'HEAD',
    path: `/${repository}/blobs/${blob.digest}`,
    repository,
    scopes: [repositoryScope(repository, 'pull')],
    document: true,
    accept: [200, 404],
    signal: options.signal,
  });
  await response.discard();
  return response.status === 404 ? undefined : Number(response.header('content-length') ?? Number.NaN);
}

/** Deletes a blob from the repository. @throws PlimsollError `not-found`, `unsupported` */
export async function deleteBlob(
  session: Session,
  repo: Repository,
  blob: Pick<Descriptor, 'digest'>,
  options: OperationOptions = {},
): Promise<void> {
  const { target, repository } = await placeOf(session, repo);
  const response = await send(session, target, {
    doing: `delete blob ${repo.registry}/${repo.repository}@${blob.digest}`,
    method: 'DELETE',
    path: `/${repository}/blobs/${blob.digest}`,
    repository,
    scopes: [repositoryScope(repository, 'pull', 'push', 'delete')],
    document: true,
    accept: [200, 202, 204],
    signal: options.signal,
  });
  await response.discard();
}

function openBlob(
  session: Session,
  { target, repository }: Place,
  blob: BlobName,
  doing: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  return send(session, target, {
    doing,
    method: 'GET',
    path: `/${repository}/blobs/${blob.digest}`,
    repository,
    scopes: [repositoryScope(repository, 'pull')],
    headers,
    accept: headers.range ? [200, 206, 416] : [200],
    signal,
  });
}

async function* readForeign(
  session: Session,
  blob: BlobName,
  urls: readonly string[],
  doing: string,
  options: BlobReadOptions,
): AsyncGenerator<Buffer> {
  let offset = options.offset ?? 0;
  let last: unknown = new PlimsollError('not-found', `${doing}: the registry has it not, nor any usable url`);
  for (const url of urls.filter(isUsable).slice(0, 8)) {
    const open: BlobRead['open'] = async (headers, inspect) =>
      inspect(await openUrl(session, url, doing, headers, options.signal));
    try {
      for await (const chunk of readResuming(session, {
        doing,
        size: blob.size,
        offset,
        open,
        signal: options.signal,
      })) {
        offset += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      if (error instanceof PlimsollError && error.code === 'interrupted') throw error;
      last = error;
    }
  }
  throw last;
}

// The url comes from whoever made the image: encrypted, or our own machine, and nothing but GET.
function isUsable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username } = new URL(url);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopbackRegistry(host)));
}

async function openUrl(
  session: Session,
  url: string,
  doing: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const { origin, host } = new URL(url);
  const { insecure } = await session.settings.settingsFor(host, '');
  const target: Reached = {
    ...{ registry: host, origin, apiPath: '', allowHttp: false },
    ...{ verify: !insecure, named: false, tries: session.retry.tries },
  };
  const get = async () => ({
    response: await sendFollowing(session, target, { doing, method: 'GET', url, headers, signal }, undefined),
    credentialSource: undefined,
  });
  return withRetries(session, target, { doing, signal }, get, headers.range ? [200, 206, 416] : [200]);
}
