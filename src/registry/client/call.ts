import { type AuthorizedExchange, sendAuthorized } from './authorize.ts';
import type { HttpResponse } from './ports.ts';
import { withRetries } from './retrying.ts';
import { type Reached, type Session, signalOf } from './session.ts';

/** A request of the distribution API. */
export interface Call extends Omit<AuthorizedExchange, 'headers' | 'url'> {
  /** Absolute (a Location), or a path below the host's API: `/library/nginx/tags/list`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are returned; every other one is an error. */
  readonly accept: readonly number[];
  /** False: the caller knows better how to go on after a failure. */
  readonly retry?: boolean;
}

/** Sends one call, authenticated and retried. @throws PlimsollError as the answer or the failure says */
export async function send(session: Session, target: Reached, call: Call): Promise<HttpResponse> {
  const signal = signalOf(session, call.signal);
  const exchange: AuthorizedExchange = { ...call, url: urlOf(target, call.path), signal };
  const context = { doing: call.doing, signal, retry: call.retry !== false };
  const response = await withRetries(
    session,
    target,
    context,
    () => sendAuthorized(session, target, exchange),
    call.accept,
  );
  passOnWarnings(session, response);
  return response;
}

function urlOf(target: Reached, path: string): string {
  if (!path.startsWith('/')) return path;
  const url = new URL(`${target.origin}${target.apiPath}${path}`);
  if (target.namespace) url.searchParams.set('ns', target.namespace);
  return url.href;
}

// distribution-spec, "Warnings": 299 - "text".
function passOnWarnings(session: Session, response: HttpResponse): void {
  for (const line of response.headers('warning').slice(0, 4)) {
    const text = /^299 - "((?:[^"\\]|\\.){1,1000})"/.exec(line)?.[1];
    if (text) session.warn(`${new URL(response.url).host} says: ${text.replace(/\\(.)/g, '$1')}`);
  }
}
