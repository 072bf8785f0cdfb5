import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import { answerError } from './answer-error.ts';
import { headBlob } from './blobs.ts';
import { type Call, send } from './call.ts';
import type { OperationOptions } from './manifests.ts';
import type { HttpResponse } from './ports.ts';
import { type Place, placeOf, type Repository } from './pull-from.ts';
import { parseUploadRange } from './range.ts';
import { backoff, isRetryableError, isRetryableStatus } from './retry.ts';
import { repositoryScope } from './scope.ts';
import { type Session, signalOf } from './session.ts';
import { uploadLocation, withDigest } from './upload-location.ts';
import { createUploadSource, type OpenBlob, type UploadSource } from './upload-source.ts';

/** Proxies that refuse large bodies with 413 mostly take this much. */
const SMALL_CHUNK = 32 * 1024 * 1024;
const PROGRESS = 1024 * 1024;
const PASSING = [408, 429, 500, 502, 503, 504];

/** An upload session that a mount without success left open. */
export interface OpenUpload {
  readonly location: string;
}

export interface PushBlobOptions extends OperationOptions {
  readonly upload?: OpenUpload | undefined;
}

/**
 * Pushes a blob: POST, PATCH with all its bytes, PUT. Size and digest are checked before the PUT, so nothing unverified
 * appears under the digest. After a failure it goes on where the registry says it stopped.
 * @throws PlimsollError `digest-mismatch`, `size-mismatch`, `auth`, `network`; what `open` throws
 */
export async function pushBlob(
  session: Session,
  repo: Repository,
  blob: Pick<Descriptor, 'digest' | 'size'>,
  open: OpenBlob,
  options: PushBlobOptions = {},
): Promise<void> {
  const doing = `push blob ${repo.registry}/${repo.repository}@${blob.digest}`;
  const place = await placeOf(session, repo);
  const signal = signalOf(session, options.signal);
  const source = createUploadSource(blob, open, doing);
  const push: Push = { session, repo, place, blob, doing, source, signal, sent: 0, chunk: blob.size };
  push.location = options.upload?.location;
  try {
    await persist(push);
  } catch (error) {
    await cancelUpload(session, repo, push.location);
    throw source.failure() ?? error;
  }
}

/**
 * Takes a blob over from another repository of the same registry without moving bytes.
 * @returns whether it worked, and otherwise the upload session that the registry opened instead
 */
export async function mountBlob(
  session: Session,
  repo: Repository,
  blob: Pick<Descriptor, 'digest'>,
  from: string,
  options: OperationOptions = {},
): Promise<{ readonly mounted: boolean; readonly upload?: OpenUpload }> {
  const place = await placeOf(session, repo);
  const doing = `mount blob ${blob.digest} from ${repo.registry}/${from}`;
  const query = `mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(from)}`;
  const call = uploadCall(
    place,
    doing,
    options.signal,
    'POST',
    `/${place.repository}/blobs/uploads/?${query}`,
  );
  const scopes = [...call.scopes, repositoryScope(from, 'pull')];
  try {
    const response = await send(session, place.target, {
      ...call,
      scopes,
      document: true,
      accept: [201, 202],
    });
    await response.discard();
    if (response.status === 201) return { mounted: true };
    return { mounted: false, upload: { location: uploadLocation(response, place.target, doing) } };
  } catch (error) {
    if (!(error instanceof PlimsollError) || !/^(auth|not-found|unsupported|malformed)$/.test(error.code))
      throw error;
    session.detail(error.message);
    return { mounted: false };
  }
}

/** Gives an upload session up, so that the registry need not keep it. Never throws. */
export async function cancelUpload(
  session: Session,
  repo: Repository,
  location: string | undefined,
): Promise<void> {
  if (location === undefined) return;
  try {
    const place = await placeOf(session, repo);
    const call = uploadCall(place, 'cancel an upload', undefined, 'DELETE', location);
    const accept = [200, 202, 204, 404, 405];
    const response = await send(session, place.target, { ...call, document: true, retry: false, accept });
    await response.discard();
  } catch {
    // the registry expires it
  }
}

interface Push {
  readonly session: Session;
  readonly repo: Repository;
  readonly place: Place;
  readonly blob: Pick<Descriptor, 'digest' | 'size'>;
  readonly doing: string;
  readonly source: UploadSource;
  readonly signal: AbortSignal | undefined;
  location?: string | undefined;
  /** Bytes the registry is known to have. */
  sent: number;
  /** Bytes of one PATCH. */
  chunk: number;
  checked?: boolean;
}

async function persist(push: Push): Promise<void> {
  const { session, blob } = push;
  let mark = 0;
  for (let failures = 0; ; ) {
    try {
      push.location ??= await begin(push);
      while (push.sent < blob.size) await sendChunk(push);
      if (!push.checked) push.source.check();
      push.checked = true;
      await commit(push);
      return;
    } catch (error) {
      if (push.source.failure() !== undefined || !isRetryableError(error)) throw error;
      if (push.sent - mark >= PROGRESS) failures = 0;
      mark = push.sent;
      if (++failures >= session.retry.tries) throw error.cause instanceof PlimsollError ? error.cause : error;
      session.detail(`${error.message}; asking how far it came`);
      await session.clock.sleep(backoff(session.retry, failures - 1, session.clock.random()), push.signal);
      if (await recover(push)) return;
    }
  }
}

async function begin(push: Push): Promise<string> {
  const { session, place, doing } = push;
  push.sent = 0;
  const call = uploadCall(place, doing, push.signal, 'POST', `/${place.repository}/blobs/uploads/`);
  const response = await send(session, place.target, { ...call, document: true, accept: [202] });
  await response.discard();
  return uploadLocation(response, place.target, doing);
}

async function sendChunk(push: Push): Promise<void> {
  const { place, blob, doing, source } = push;
  const from = push.sent;
  const to = Math.min(blob.size, from + push.chunk);
  const whole = from === 0 && to === blob.size;
  const call = uploadCall(place, doing, push.signal, 'PATCH', push.location as string);
  const response = await sendPart(push, {
    ...call,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(to - from),
      ...(!whole && { 'content-range': `${from}-${to - 1}` }),
    },
    body: () => source.slice(from, to),
    accept: [200, 201, 202, 204],
  });
  push.location = uploadLocation(response, place.target, doing);
  push.sent = to;
}

async function commit(push: Push): Promise<void> {
  const { place, blob, doing } = push;
  const path = withDigest(push.location as string, blob.digest);
  const call = uploadCall(place, doing, push.signal, 'PUT', path);
  await sendPart(push, {
    ...call,
    headers: { 'content-length': '0' },
    commit: true,
    accept: [200, 201, 202, 204],
  });
}

// A lost session (404), a wrong offset (416) and what passes by itself lead to `recover`; the rest is final.
async function sendPart(push: Push, call: Call): Promise<HttpResponse> {
  const { session, place, doing } = push;
  const accept = [...call.accept, ...PASSING, 404, 413, 416];
  const response = await send(session, place.target, { ...call, accept, retry: false });
  if (call.accept.includes(response.status)) {
    await response.discard();
    return response;
  }
  const error = await answerError(response, { doing, registry: place.target.registry });
  const { status } = response;
  const canShrink = status === 413 && push.chunk > SMALL_CHUNK;
  if (canShrink) push.chunk = SMALL_CHUNK;
  if (canShrink || status === 404 || status === 416 || isRetryableStatus(status))
    throw new PlimsollError('network', error.message, { details: { reason: 'other' }, cause: error });
  throw error;
}

/** Finds out what the registry has. True: the whole blob, because only the answer to the last PUT was lost. */
async function recover(push: Push): Promise<boolean> {
  const { session, repo, blob, source } = push;
  if (push.checked && (await headBlob(session, repo, blob, { signal: push.signal })) === blob.size)
    return true;
  const response = await askStatus(push);
  const held = response && parseUploadRange(response.header('range'));
  if (response && held !== undefined && held > 0 && held <= source.position()) {
    push.sent = held;
    if (response.header('location')) push.location = uploadLocation(response, push.place.target, push.doing);
    return false;
  }
  await cancelUpload(session, repo, push.location);
  push.location = undefined;
  push.sent = 0;
  return false;
}

async function askStatus(push: Push): Promise<HttpResponse | undefined> {
  if (push.location === undefined) return undefined;
  const call = uploadCall(push.place, push.doing, push.signal, 'GET', push.location);
  const accept = [200, 202, 204, 400, 404, 405, 410];
  const response = await send(push.session, push.place.target, { ...call, document: true, accept });
  await response.discard();
  return response.status < 300 ? response : undefined;
}

function uploadCall(
  { target, repository }: Place,
  doing: string,
  signal: AbortSignal | undefined,
  method: string,
  path: string,
): Call {
  const scopes = [repositoryScope(repository, 'pull', 'push')];
  const headers = method === 'POST' ? { 'content-length': '0' } : {};
  const absolute = path.startsWith('/') ? `${target.origin}${target.apiPath}${path}` : path;
  return { doing, method, path: absolute, repository, scopes, headers, accept: [], signal };
}
