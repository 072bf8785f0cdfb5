import { PlimsollError } from '../../base/error.ts';
import { isLoopbackRegistry } from '../../image/reference.ts';
import type { HttpResponse } from './ports.ts';
import type { Reached } from './session.ts';

/**
 * Where an upload goes on: the answer's Location, relative or absolute, its query kept. A registry behind a proxy that
 * ends TLS often names itself with http://: the same host is then asked as before, another one not at all.
 * @throws PlimsollError `malformed`
 */
export function uploadLocation(response: HttpResponse, target: Reached, doing: string): string {
  const text = response.header('location');
  if (!text || !URL.canParse(text, response.url)) throw bad(doing, 'there is no usable Location in it');
  const url = new URL(text, response.url);
  const own = new URL(target.origin);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad(doing, `it leads to ${url.protocol}`);
  if (url.username || url.password) throw bad(doing, 'its Location has credentials in it');
  url.hash = '';
  if (url.protocol === 'http:' && own.protocol === 'https:') {
    if (url.hostname === own.hostname) return `${own.origin}${url.pathname}${url.search}`;
    if (!isLoopbackRegistry(url.host)) throw bad(doing, `it leads to plain HTTP on ${url.host}`);
  }
  return url.href;
}

/** The location with `digest=` added to whatever query it has. */
export function withDigest(location: string, digest: string): string {
  const at = location.includes('?') ? '&' : '?';
  return `${location}${at}digest=${encodeURIComponent(digest)}`;
}

function bad(doing: string, why: string): PlimsollError {
  return new PlimsollError('malformed', `${doing}: the registry's answer makes no sense: ${why}`);
}
