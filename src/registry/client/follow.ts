import { PlimsollError } from '../../base/error.ts';
import { isLoopbackRegistry } from '../../image/reference.ts';
import type { HttpBody, HttpResponse } from './ports.ts';
import type { Reached, Session } from './session.ts';

const REDIRECT: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_HOPS = 5;

/** One request as the core words it, before anybody is authenticated. */
export interface Exchange {
  readonly doing: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called for each time the request is sent. */
  readonly body?: (() => HttpBody) | undefined;
  readonly commit?: boolean;
  /** The whole exchange is a document: bounded in time. */
  readonly document?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request and follows redirects of GET and HEAD. Authorization goes to the origin it was meant for and nowhere
 * else, and does not come back once it was dropped; encrypted never becomes unencrypted.
 * @throws PlimsollError `network`, `malformed`
 */
export async function sendFollowing(
  session: Session,
  target: Reached,
  exchange: Exchange,
  authorization: string | undefined,
): Promise<HttpResponse> {
  let url = new URL(exchange.url);
  let trusted = url.origin === target.origin;
  for (let hop = 0; ; hop++) {
    const response = await session.http.send({
      method: exchange.method,
      url: url.href,
      headers: {
        ...exchange.headers,
        ...(trusted && authorization !== undefined && { authorization }),
      },
      ...(exchange.body && { body: exchange.body() }),
      ...(exchange.commit && { commit: true }),
      ...(exchange.document && { total: session.timeouts.document }),
      tls: await tlsOf(session, target, url),
      signal: exchange.signal,
    });
    const location = response.header('location');
    if (!REDIRECT.has(response.status) || location === undefined || !isRead(exchange.method)) return response;
    await response.discard();
    if (hop >= MAX_HOPS) throw badRedirect(exchange.doing, url, 'in circles');
    const next = nextUrl(exchange.doing, url, location, target);
    trusted = trusted && next.origin === url.origin;
    url = next;
  }
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

// Another host is always verified unless the user said otherwise of it, and never sees our client certificate.
async function tlsOf(session: Session, target: Reached, url: URL) {
  if (url.origin === target.origin) return session.settings.tlsFor(url.host, target);
  const { insecure } = await session.settings.settingsFor(url.host, '');
  return session.settings.tlsFor(url.host, { verify: !insecure, named: false });
}

/** @throws PlimsollError `malformed` when the target may not be asked */
function nextUrl(doing: string, from: URL, location: string, target: Reached): URL {
  if (!URL.canParse(location, from.href)) throw badRedirect(doing, from, 'to what is not a URL');
  const next = new URL(location, from.href);
  next.username = '';
  next.password = '';
  next.hash = '';
  if (next.protocol === 'https:') return next;
  if (next.protocol !== 'http:') throw badRedirect(doing, from, `to ${next.protocol}`);
  if (from.protocol === 'https:' && !target.allowHttp && !isLoopbackRegistry(next.host))
    throw badRedirect(doing, from, `to plain HTTP on ${next.host}`);
  return next;
}

function badRedirect(doing: string, from: URL, where: string): PlimsollError {
  return new PlimsollError('malformed', `${doing}: ${from.host} redirects ${where}`);
}
