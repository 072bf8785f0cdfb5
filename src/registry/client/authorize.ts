import { type Challenge, parseChallenges } from './challenge.ts';
import type { Credential, FoundCredential } from './credentials.ts';
import { type Exchange, sendFollowing } from './follow.ts';
import type { HttpResponse } from './ports.ts';
import { readBody } from './read-body.ts';
import { withRetries } from './retrying.ts';
import { mergeScopes } from './scope.ts';
import { type AuthorizedAnswer, type AuthScheme, memoryOf, type Reached, type Session } from './session.ts';
import { type AccessToken, basicHeader, parseTokenAnswer, tokenRequest, tokenServiceOf } from './token.ts';

type BearerScheme = AuthScheme & { kind: 'bearer' };

const TOKEN_ANSWER = 1024 * 1024;
/** Requests of one call with different authorization: none or remembered, renewed, with the scope the registry asks. */
const MAX_ROUNDS = 3;

export interface AuthorizedExchange extends Exchange {
  readonly repository: string;
  readonly scopes: readonly string[];
}

/**
 * Sends a request with what the host is known to want, and answers its 401 as long as there is something new to say:
 * a loop of 401s ends after three requests.
 * @throws PlimsollError `auth`, `network`
 */
export async function sendAuthorized(
  session: Session,
  target: Reached,
  exchange: AuthorizedExchange,
): Promise<AuthorizedAnswer> {
  let scopes = mergeScopes(exchange.scopes);
  let sent = await authorizationFor(session, target, scopes, exchange);
  for (let round = 1; ; round++) {
    const response = await sendFollowing(session, target, exchange, sent?.header);
    const answer = { response, credentialSource: sent?.source };
    if (response.status !== 401 || new URL(response.url).origin !== target.origin) return answer;
    try {
      const challenges = parseChallenges(response.headers('www-authenticate'));
      if (round === MAX_ROUNDS || !learn(session, target, challenges, exchange.doing)) return answer;
      scopes = mergeScopes([...scopes, ...scopesOf(challenges)]);
      forgetToken(session, sent?.header);
      const next = await authorizationFor(session, target, scopes, exchange);
      if (next === undefined || next.header === sent?.header) return answer;
      sent = next;
    } catch (error) {
      await response.discard();
      throw error;
    }
    await response.discard();
  }
}

/** Remembers what the host's 401 asks for, so that the first real request can bring it along. */
export function learnScheme(session: Session, target: Reached, response: HttpResponse): void {
  if (response.status === 401)
    learn(session, target, parseChallenges(response.headers('www-authenticate')), `reach ${target.registry}`);
}

function learn(session: Session, target: Reached, challenges: readonly Challenge[], doing: string): boolean {
  const bearer = challenges.find((c) => c.scheme === 'bearer');
  const basic = challenges.some((c) => c.scheme === 'basic');
  const scheme: AuthScheme | undefined = bearer
    ? { kind: 'bearer', service: tokenServiceOf(bearer, target.origin, doing) }
    : basic
      ? { kind: 'basic' }
      : undefined;
  if (scheme) memoryOf(session, target.origin).scheme = scheme;
  return scheme !== undefined;
}

function scopesOf(challenges: readonly Challenge[]): readonly string[] {
  const scope = challenges.find((c) => c.scheme === 'bearer')?.params.get('scope');
  return scope && scope.length < 4096 ? [scope] : [];
}

interface Authorization {
  readonly header: string;
  /** Whose credentials are behind it; undefined: an anonymous token. */
  readonly source: string | undefined;
}

async function authorizationFor(
  session: Session,
  target: Reached,
  scopes: readonly string[],
  exchange: AuthorizedExchange,
): Promise<Authorization | undefined> {
  const { scheme } = memoryOf(session, target.origin);
  if (!scheme) return undefined;
  const found = await session.findCredential(target.registry, exchange.repository);
  const credential = found?.credential;
  const source = found?.source;
  if (source) session.detail(`credentials for ${target.registry}: ${source}`);
  if (credential?.kind === 'registry-token') return { header: `Bearer ${credential.token}`, source };
  if (scheme.kind === 'bearer')
    return { header: `Bearer ${await tokenFor(session, target, scheme, scopes, found, exchange)}`, source };
  return credential?.kind === 'basic'
    ? { header: basicHeader(credential.username, credential.password), source }
    : undefined;
}

async function tokenFor(
  session: Session,
  target: Reached,
  scheme: BearerScheme,
  scopes: readonly string[],
  found: FoundCredential | undefined,
  exchange: Exchange,
): Promise<string> {
  const who = [target.registry, found?.source, userOf(found?.credential)];
  const key = JSON.stringify([scheme.service, scopes, ...who]);
  const known = session.tokens.get(key);
  if (known && known.renewAt > session.clock.now()) return known.token;
  const fresh = await session.fetchOnce(key, async () => {
    const token = await fetchToken(session, target, scheme, scopes, found, exchange.doing);
    session.tokens.set(key, token);
    return token;
  });
  return fresh.token;
}

function userOf(credential: Credential | undefined): string | undefined {
  return credential?.kind === 'basic' ? credential.username : credential?.kind;
}

function forgetToken(session: Session, authorization: string | undefined): void {
  for (const [key, { token }] of session.tokens)
    if (authorization === `Bearer ${token}`) session.tokens.delete(key);
}

// Shared by all who wait for it, so it listens to the client's signal and not to that of one operation.
async function fetchToken(
  session: Session,
  target: Reached,
  scheme: BearerScheme,
  scopes: readonly string[],
  found: FoundCredential | undefined,
  why: string,
): Promise<AccessToken> {
  const doing = `${why}: get a token`;
  const request = tokenRequest(scheme.service, scopes, found?.credential);
  const service = await tokenHost(session, target, new URL(request.url));
  const exchange: Exchange = {
    doing,
    method: request.method,
    url: request.url,
    headers: request.headers,
    ...(request.body && { body: () => request.body as Buffer }),
    document: true,
    signal: session.signal,
  };
  const send = async (): Promise<AuthorizedAnswer> => ({
    response: await sendFollowing(session, service, exchange, request.authorization),
    credentialSource: found?.source,
  });
  const response = await withRetries(session, service, { doing, signal: session.signal }, send, [200]);
  return parseTokenAnswer(await readBody(response, TOKEN_ANSWER, doing), session.clock.now(), doing);
}

async function tokenHost(session: Session, target: Reached, url: URL): Promise<Reached> {
  if (url.origin === target.origin) return target;
  const { insecure } = await session.settings.settingsFor(url.host, '');
  const { registry, apiPath, allowHttp } = target;
  const { tries } = session.retry;
  return { registry, apiPath, allowHttp, origin: url.origin, verify: !insecure, named: false, tries };
}
