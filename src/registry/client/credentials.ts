import { PlimsollError } from '../../base/error.ts';
import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../base/json.ts';
import { canonicalRegistry } from '../../image/reference.ts';

/** What proves who we are to one registry. */
export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token: exchanged for access tokens at the token service. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A bearer token sent as it is. */
  | { readonly kind: 'registry-token'; readonly token: string };

export interface FoundCredential {
  readonly credential: Credential;
  /** `/home/me/.docker/config.json`, `docker-credential-pass`, `command line`: for -v. */
  readonly source: string;
}

/** A docker `config.json`, a podman `auth.json` or an old `.dockercfg`, as far as credentials go. */
export interface AuthFile {
  /** Keys as written. */
  readonly auths: ReadonlyMap<string, JsonObject>;
  readonly credsStore?: string;
  readonly credHelpers: ReadonlyMap<string, string>;
}

const HELPER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** The user name that marks a helper's or file's secret as a refresh token. */
export const TOKEN_USER = '<token>';

/** Parses a credential file. @throws PlimsollError `malformed` or `limit` */
export function parseAuthFile(bytes: Uint8Array, where: string): AuthFile {
  const json = parseJsonObject(bytes, where, { maxBytes: 4 * 1024 * 1024 });
  const store = helperName(json.credsStore);
  return {
    auths: objects(isLegacyAuthFile(json) ? json : json.auths),
    ...(store && { credsStore: store }),
    credHelpers: helpers(json.credHelpers),
  };
}

/** True for `.dockercfg`, which has the registries at the top. */
export function isLegacyAuthFile(document: JsonObject): boolean {
  return !isObject(document.auths) && Object.values(document).some((v) => isObject(v) && 'auth' in v);
}

/**
 * The helper that keeps this registry's credential, if the file names one: `credHelpers` before `credsStore`.
 */
export function helperFor(file: AuthFile, registry: string): string | undefined {
  return bestMatch(file.credHelpers, registry) ?? file.credsStore;
}

/** The credential that `auths` holds; the longest of host, host/namespace, host/namespace/repository wins. */
export function authFor(file: AuthFile, registry: string, repository = ''): Credential | undefined {
  const filled = [...file.auths].filter(([, entry]) => readEntry(entry) !== undefined);
  const entry = bestMatch(new Map(filled), registry, repository);
  return entry && readEntry(entry);
}

/** True when an `auths` key means the registry itself, in any spelling. */
export function isKeyOf(key: string, registry: string): boolean {
  return normalizeKey(key) === canonicalRegistry(registry);
}

/** Reads a helper's answer to `get`. @throws PlimsollError `malformed` */
export function parseHelperAnswer(bytes: Uint8Array, where: string): Credential | undefined {
  const json = parseJsonObject(bytes, where, { maxBytes: 1024 * 1024 });
  const { Username: username, Secret: secret } = json;
  if (typeof username !== 'string' || typeof secret !== 'string')
    throw new PlimsollError('malformed', `read ${where}: Username or Secret is missing`);
  return credentialOf(username, secret);
}

/** Basic, or a refresh token when the user is `<token>`. Undefined when there is nothing to send. */
export function credentialOf(username: string, secret: string): Credential | undefined {
  if (secret === '') return undefined;
  if (username === TOKEN_USER) return { kind: 'identity-token', token: secret };
  return username === '' ? undefined : { kind: 'basic', username, password: secret };
}

/** One entry of `auths`. */
function readEntry(entry: JsonObject): Credential | undefined {
  const field = (name: string) => (typeof entry[name] === 'string' ? (entry[name] as string) : '');
  if (field('registrytoken')) return { kind: 'registry-token', token: field('registrytoken') };
  if (field('identitytoken')) return { kind: 'identity-token', token: field('identitytoken') };
  const [, username = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(field('auth'), 'base64').toString('utf8').replace(/\0+$/, '')) ?? [];
  return credentialOf(username || field('username'), password || field('password'));
}

function bestMatch<T>(map: ReadonlyMap<string, T>, registry: string, repository = ''): T | undefined {
  const host = canonicalRegistry(registry);
  const full = repository ? `${host}/${repository}` : host;
  let best: { length: number; value: T } | undefined;
  for (const [key, value] of map) {
    const wanted = normalizeKey(key);
    const fits = wanted === full || full.startsWith(`${wanted}/`);
    if (fits && wanted.length > (best?.length ?? 0)) best = { length: wanted.length, value };
  }
  return best?.value;
}

/** `https://index.docker.io/v1/` and `docker.io` are one registry; a path that is not an API version is a namespace. */
function normalizeKey(key: string): string {
  const [host = '', ...path] = key
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
    .split('/');
  const rest = /^v[12]$/.test(path[0] ?? '') && path.length === 1 ? [] : path;
  return [canonicalRegistry(host), ...rest].join('/');
}

function objects(value: JsonValue | undefined): ReadonlyMap<string, JsonObject> {
  const pairs = isObject(value) ? Object.entries(value) : [];
  return new Map(pairs.filter((pair): pair is [string, JsonObject] => isObject(pair[1])));
}

function helpers(value: JsonValue | undefined): ReadonlyMap<string, string> {
  const pairs = isObject(value) ? Object.entries(value) : [];
  return new Map(
    pairs.flatMap(([host, name]) => (helperName(name) ? [[host, helperName(name) as string]] : [])),
  );
}

function helperName(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && HELPER_NAME.test(value) ? value : undefined;
}
