import { PlimsollError } from '../../base/error.ts';
import { normalizePurl, type Purl } from './types.ts';

export type { Purl } from './types.ts';

const MAX_LENGTH = 8192;

/**
 * Parses a package URL.
 * @throws PlimsollError `malformed` saying which part is wrong
 * @example parsePurl('pkg:deb/debian/curl@7.88.1?arch=amd64').name // 'curl'
 */
export function parsePurl(text: string): Purl {
  if (text.length > MAX_LENGTH)
    throw malformed(text.slice(0, 60), `it is longer than ${MAX_LENGTH} characters`);
  const [beforeHash, subpath] = splitLast(text, '#');
  const [beforeQuery, query] = splitLast(beforeHash, '?');
  const scheme = /^pkg:\/*/i.exec(beforeQuery)?.[0];
  if (!scheme) throw malformed(text, 'it does not begin with pkg:');
  const rest = beforeQuery.slice(scheme.length).replace(/\/+$/, '');
  const slash = rest.indexOf('/');
  const type = rest.slice(0, Math.max(0, slash)).toLowerCase();
  if (!/^[a-z][a-z0-9.-]*$/.test(type)) throw malformed(text, 'its type is missing or not one');
  const path = rest.slice(slash + 1).replace(/^\/+/, '');
  // A version may hold an `@` only percent-encoded, a namespace may hold one bare (`@angular`).
  const at = path.lastIndexOf('@');
  const hasVersion = at >= 0 && !path.slice(at).includes('/') && path[at - 1] !== '/';
  const segments = (hasVersion ? path.slice(0, at) : path).split('/').filter(Boolean);
  const name = decode(segments.pop() ?? '', text);
  if (name === '') throw malformed(text, 'its name is missing');
  const version = hasVersion ? decode(path.slice(at + 1), text) : '';
  const namespace = segments.map((s) => decodeSegment(s, text)).join('/');
  const qualifiers = query === undefined ? {} : parseQualifiers(query, text);
  const inside = subpath === undefined ? '' : parseSubpath(subpath, text);
  return normalizePurl({
    type,
    name,
    ...(namespace && { namespace }),
    ...(version && { version }),
    ...(Object.keys(qualifiers).length > 0 && { qualifiers }),
    ...(inside && { subpath: inside }),
  });
}

function parseQualifiers(query: string, text: string): Record<string, string> {
  const qualifiers: Record<string, string> = {};
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(0, equals)).toLowerCase();
    if (!/^[a-z][a-z0-9._-]*$/.test(key))
      throw malformed(text, `its qualifier ${JSON.stringify(pair)} has no valid key`);
    if (Object.hasOwn(qualifiers, key)) throw malformed(text, `its qualifier ${key} is given twice`);
    const value = decode(pair.slice(equals + 1), text);
    if (value !== '') qualifiers[key] = value;
  }
  return qualifiers;
}

function parseSubpath(subpath: string, text: string): string {
  return subpath
    .split('/')
    .map((s) => decodeSegment(s, text))
    .filter((s) => s !== '' && s !== '.' && s !== '..')
    .join('/');
}

function decodeSegment(segment: string, text: string): string {
  const decoded = decode(segment, text);
  if (decoded.includes('/')) throw malformed(text, 'one of its segments holds an encoded slash');
  return decoded;
}

function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw malformed(text, `${JSON.stringify(part.slice(0, 60))} is not valid percent-encoding`, cause);
  }
}

function splitLast(text: string, mark: string): [string, string | undefined] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export function malformed(text: string, why: string, cause?: unknown): PlimsollError {
  return new PlimsollError('malformed', `parse purl ${JSON.stringify(text.slice(0, 200))}: ${why}`, {
    cause,
  });
}
