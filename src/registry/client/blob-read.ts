import { PlimsollError } from '../../base/error.ts';
import type { HttpResponse } from './ports.ts';
import { parseContentRange, strongEtag } from './range.ts';
import { isWebPage, webPage } from './read-body.ts';
import { backoff, isRetryableError } from './retry.ts';
import { type Session, signalOf } from './session.ts';

/** After this many bytes a download that broke has proved itself, and its count of failures starts again. */
const PROGRESS = 1024 * 1024;

type Inspect = (response: HttpResponse) => Promise<HttpResponse>;

export interface BlobRead {
  readonly doing: string;
  /** Bytes of the whole blob. */
  readonly size: number;
  readonly offset: number;
  readonly signal?: AbortSignal | undefined;
  /** Sends the request with these headers; answers 200, 206 or 416. What `inspect` refuses, a mirror's next may have. */
  readonly open: (headers: Readonly<Record<string, string>>, inspect: Inspect) => Promise<HttpResponse>;
  /** Told when a body broke that this `open` began. */
  readonly onBroken?: () => void;
}

/**
 * A blob's bytes from `offset` on, over as many connections as it takes: a broken one is resumed with Range, a server
 * that ignores Range or answers another one is read from the start and skipped. Never gives more than `size` bytes.
 * @throws PlimsollError `size-mismatch` when the server's length is another, `network` when resuming does not help
 */
export async function* readResuming(session: Session, read: BlobRead): AsyncGenerator<Buffer> {
  const signal = signalOf(session, read.signal);
  const state: Progress = { at: read.offset, etag: undefined, useRange: true };
  let failures = 0;
  let mark = state.at;
  while (state.at < read.size) {
    try {
      yield* readOnce(read, state);
      if (state.at < read.size) throw cutShort(read, state.at);
    } catch (error) {
      if (!isRetryableError(error)) throw error;
      read.onBroken?.();
      if (state.at - mark >= PROGRESS) failures = 0;
      mark = state.at;
      if (++failures >= session.retry.tries) throw givenUp(read, state.at, error);
      session.detail(`${error.message}; going on at byte ${state.at}`);
      await session.clock.sleep(backoff(session.retry, failures - 1, session.clock.random()), signal);
    }
  }
}

interface Progress {
  at: number;
  etag: string | undefined;
  useRange: boolean;
}

async function* readOnce(read: BlobRead, state: Progress): AsyncGenerator<Buffer> {
  const response = await openAt(read, state);
  let skip = state.at - startOf(response, read, state);
  state.etag ??= strongEtag(response.header('etag'));
  for await (const chunk of response.body) {
    if (skip >= chunk.length) {
      skip -= chunk.length;
      continue;
    }
    const fresh = skip > 0 ? chunk.subarray(skip) : chunk;
    skip = 0;
    if (state.at + fresh.length > read.size)
      throw wrongLength(read, `more than the ${read.size} bytes announced`);
    state.at += fresh.length;
    yield fresh;
  }
}

async function openAt(read: BlobRead, state: Progress): Promise<HttpResponse> {
  if (state.at > 0 && state.useRange) {
    const headers = { range: `bytes=${state.at}-`, ...(state.etag && { 'if-range': state.etag }) };
    const response = await read.open(headers, async (r) => (fits(r, state) ? checked(read, r) : r));
    if (fits(response, state)) return response;
    state.useRange = false; // 416, or another part than the one asked for
    await response.discard();
  }
  return read.open({}, (response) => checked(read, response));
}

function fits(response: HttpResponse, state: Progress): boolean {
  if (response.status !== 206) return response.status === 200;
  return parseContentRange(response.header('content-range'))?.first === state.at;
}

async function checked(read: BlobRead, response: HttpResponse): Promise<HttpResponse> {
  const problem = problemOf(read, response);
  if (!problem) return response;
  await response.discard();
  throw problem;
}

function problemOf(read: BlobRead, response: HttpResponse): PlimsollError | undefined {
  const length = response.header('content-length');
  const range = response.status === 206 ? parseContentRange(response.header('content-range')) : undefined;
  const total = range ? range.total : length === undefined ? undefined : Number(length);
  if (isWebPage(response) && total !== read.size) return webPage(response, read.doing);
  if (response.status === 416) return wrongLength(read, 'the server says it is shorter than announced');
  if (response.status === 206 && !range) return wrongLength(read, 'the server sent an unknown part of it');
  if (total !== undefined && total !== read.size)
    return wrongLength(read, `the server has ${total} bytes, announced were ${read.size}`);
  return undefined;
}

function startOf(response: HttpResponse, read: BlobRead, state: Progress): number {
  if (response.status !== 206) return 0;
  const first = parseContentRange(response.header('content-range'))?.first ?? 0;
  if (first > state.at) throw wrongLength(read, 'the server sent another part of it than asked');
  return first;
}

function cutShort(read: BlobRead, at: number): PlimsollError {
  return new PlimsollError('network', `${read.doing}: the answer ended after ${at} of ${read.size} bytes`, {
    details: { reason: 'reset', ended: true },
  });
}

function wrongLength(read: BlobRead, why: string): PlimsollError {
  return new PlimsollError('size-mismatch', `${read.doing}: ${why}`, {
    hint: 'the registry holds a damaged blob, or something between here and it changes its answers',
  });
}

function givenUp(read: BlobRead, at: number, error: PlimsollError): PlimsollError {
  if (error.details.ended === true) return wrongLength(read, `it ends after ${at} of ${read.size} bytes`);
  return new PlimsollError(
    'network',
    `${read.doing}: broke again and again, last at byte ${at} of ${read.size}`,
    { hint: 'try again: what is complete is kept', details: error.details, cause: error },
  );
}
