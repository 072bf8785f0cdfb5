import { isObject, type JsonObject } from '../../base/json.ts';
import { authKey } from '../../image/reference.ts';
import { type Credential, isKeyOf, isLegacyAuthFile } from './credentials.ts';

/** A credential file's document with this registry's entry replaced; everything else is kept as it was. */
export function withAuth(document: JsonObject, registry: string, credential: Credential): JsonObject {
  return putAuths(document, { ...without(document, registry), [authKey(registry)]: entryOf(credential) });
}

/** The document without this registry's entry, in whatever spelling; undefined when there was none. */
export function withoutAuth(document: JsonObject, registry: string): JsonObject | undefined {
  const left = without(document, registry);
  return Object.keys(left).length === Object.keys(authsOf(document)).length
    ? undefined
    : putAuths(document, left);
}

function without(document: JsonObject, registry: string): JsonObject {
  return Object.fromEntries(Object.entries(authsOf(document)).filter(([key]) => !isKeyOf(key, registry)));
}

function authsOf(document: JsonObject): JsonObject {
  if (isLegacyAuthFile(document)) return document;
  return isObject(document.auths) ? document.auths : {};
}

function putAuths(document: JsonObject, auths: JsonObject): JsonObject {
  return isLegacyAuthFile(document) ? auths : { ...document, auths };
}

function entryOf(credential: Credential): JsonObject {
  if (credential.kind === 'identity-token') return { identitytoken: credential.token };
  if (credential.kind === 'registry-token') return { registrytoken: credential.token };
  return { auth: Buffer.from(`${credential.username}:${credential.password}`, 'utf8').toString('base64') };
}
