import { PlimsollError } from '../../base/error.ts';
import { parseJsonObject } from '../../base/json.ts';
import type { Challenge } from './challenge.ts';
import type { Credential } from './credentials.ts';

/** Where a Bearer challenge sends us. */
export interface TokenService {
  readonly realm: string;
  readonly service: string | undefined;
}

export interface TokenRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Kept apart from `headers`: it is for this host only. */
  readonly authorization?: string;
  readonly body?: Buffer;
}

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since the epoch after which it is renewed: 80 % of its life. */
  readonly renewAt: number;
}

const CLIENT_ID = 'plimsoll';
const DEFAULT_LIFE_SECONDS = 60;
const MAX_LIFE_SECONDS = 86_400;
const MAX_TOKEN = 32 * 1024;

/**
 * The token service of a Bearer challenge. A registry reached over TLS must not send credentials to a plain HTTP one.
 * @throws PlimsollError `auth`
 */
export function tokenServiceOf(challenge: Challenge, registryUrl: string, doing: string): TokenService {
  const realm = challenge.params.get('realm') ?? '';
  const refuse = (why: string) =>
    new PlimsollError('auth', `${doing}: the registry's token service cannot be used: ${why}`);
  if (!URL.canParse(realm, registryUrl)) throw refuse('its address is not a URL');
  const url = new URL(realm, registryUrl);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse(`it speaks ${url.protocol}`);
  if (url.protocol === 'http:' && new URL(registryUrl).protocol === 'https:')
    throw refuse(`credentials would travel unencrypted to ${url.host}`);
  url.username = '';
  url.password = '';
  url.hash = '';
  return { realm: url.href, service: challenge.params.get('service') };
}

/** The request for a token: GET with Basic or anonymously, POST with a refresh token (distribution, "Token authentication"). */
export function tokenRequest(
  service: TokenService,
  scopes: readonly string[],
  credential: Credential | undefined,
): TokenRequest {
  if (credential?.kind === 'identity-token') return refreshRequest(service, scopes, credential.token);
  const url = new URL(service.realm);
  if (service.service !== undefined) url.searchParams.set('service', service.service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const basic = credential?.kind === 'basic';
  if (basic) url.searchParams.set('account', credential.username);
  return {
    method: 'GET',
    url: url.href,
    headers: {},
    ...(basic && { authorization: basicHeader(credential.username, credential.password) }),
  };
}

function refreshRequest(service: TokenService, scopes: readonly string[], token: string): TokenRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: CLIENT_ID });
  if (service.service !== undefined) form.set('service', service.service);
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  form.set('refresh_token', token);
  return {
    method: 'POST',
    url: service.realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  };
}

/** `Basic …` with the credentials in UTF-8 (RFC 7617). */
export function basicHeader(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** Parses a token service's answer. `now`: milliseconds. @throws PlimsollError `auth` */
export function parseTokenAnswer(bytes: Buffer, now: number, doing: string): AccessToken {
  const json = readAnswer(bytes, doing);
  const text = [json.access_token, json.token].find((t) => typeof t === 'string' && t !== '');
  // It becomes a header: nothing but visible ASCII may get there.
  if (typeof text !== 'string' || text.length > MAX_TOKEN || !/^[\x21-\x7e]+$/.test(text))
    throw garbage(doing, 'there is no usable token in it');
  const life =
    typeof json.expires_in === 'number' && json.expires_in > 0 ? json.expires_in : DEFAULT_LIFE_SECONDS;
  return { token: text, renewAt: now + Math.min(life, MAX_LIFE_SECONDS) * 800 };
}

function readAnswer(bytes: Buffer, doing: string) {
  try {
    return parseJsonObject(bytes, "the token service's answer", { maxBytes: 1024 * 1024, maxDepth: 16 });
  } catch (cause) {
    throw garbage(doing, 'it is not JSON', cause);
  }
}

function garbage(doing: string, why: string, cause?: unknown): PlimsollError {
  return new PlimsollError('auth', `${doing}: the token service's answer makes no sense: ${why}`, { cause });
}
