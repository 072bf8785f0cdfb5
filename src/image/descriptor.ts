import { type Digest, parseDigest } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { type Platform, parsePlatformObject } from './platform.ts';

/** OCI image-spec, "Content Descriptors". Unknown fields are not kept: re-emit the document's bytes instead. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes as stored. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly artifactType?: string;
  readonly urls?: readonly string[];
  /** Base64 of the content itself. */
  readonly data?: string;
}

/** Reads one descriptor. `where` names it in errors. @throws PlimsollError `malformed` */
export function parseDescriptor(value: JsonValue | undefined, where: string): Descriptor {
  if (!isObject(value)) throw malformed(where, 'expected a descriptor object');
  const { mediaType, size, platform, artifactType, data } = value;
  if (typeof mediaType !== 'string' || mediaType === '') throw malformed(where, 'mediaType is missing');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw malformed(where, `size ${JSON.stringify(size)} is not a byte count`);
  const annotations = stringMap(value, 'annotations', where);
  return {
    mediaType,
    digest: parseDigest(value.digest, where),
    size,
    ...(annotations && { annotations }),
    ...(isObject(platform) && { platform: parsePlatformObject(platform) }),
    ...(typeof artifactType === 'string' && { artifactType }),
    ...(Array.isArray(value.urls) && { urls: value.urls.filter((u) => typeof u === 'string') }),
    ...(typeof data === 'string' && { data }),
  };
}

/** A `{string: string}` field; null and absent are both absent, as Go clients write either. */
export function stringMap(
  object: JsonObject,
  field: string,
  where: string,
): Record<string, string> | undefined {
  const value = object[field];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw malformed(where, `${field} is not an object`);
  const map: Record<string, string> = {};
  for (const [k, v] of Object.entries(value)) {
    if (typeof v !== 'string') throw malformed(where, `${field}.${k} is not a string`);
    map[k] = v;
  }
  return map;
}

export function malformed(where: string, why: string): PlimsollError {
  return new PlimsollError('malformed', `read ${where}: ${why}`);
}
