import { type Digest, digestOf } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import { type JsonObject, parseJsonObject } from '../base/json.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { type Descriptor, malformed, parseDescriptor, stringMap } from './descriptor.ts';
import { isIndexType, isManifestType, MediaType } from './media-types.ts';

/** A fetched document: the exact bytes stay beside what they mean, and only the bytes are hashed or sent on. */
export interface Document<T = ManifestValue> {
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly value: T;
}

export interface ImageManifest {
  readonly kind: 'image';
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

export type ManifestValue = ImageManifest | ImageIndex;

export interface ParseManifestOptions {
  /** What the medium said it is (a Content-Type, a descriptor). The document's own `mediaType` must agree. */
  readonly mediaType?: string;
  /** Where it came from, for errors. */
  readonly where?: string;
  /** Checked when given. */
  readonly digest?: Digest;
  readonly limits?: Limits;
}

/**
 * Parses an OCI or docker v2s2 manifest or index, and refuses what two readers could read in two ways: `layers` beside
 * `manifests`, a `mediaType` that contradicts the medium's, duplicate keys.
 * @throws PlimsollError `malformed`, `limit`, `unsupported` (docker schema 1), `digest-mismatch`
 */
export function parseManifest(bytes: Buffer, options: ParseManifestOptions = {}): Document {
  const where = options.where ?? 'manifest';
  const limits = options.limits ?? DEFAULT_LIMITS;
  const digest = checkedDigest(bytes, options.digest, where);
  const json = parseJsonObject(bytes, where, { maxBytes: limits.documentBytes, maxDepth: limits.jsonDepth });
  const mediaType = mediaTypeOf(json, options.mediaType, where);
  const value = isIndexType(mediaType)
    ? readIndex(json, mediaType, where, limits)
    : readImage(json, mediaType, where, limits);
  return { bytes, digest, mediaType, value };
}

/** True when the document is an index. Narrows the type. */
export function isIndexDocument(document: Document): document is Document<ImageIndex> {
  return document.value.kind === 'index';
}

export function isImageDocument(document: Document): document is Document<ImageManifest> {
  return document.value.kind === 'image';
}

function checkedDigest(bytes: Buffer, expected: Digest | undefined, where: string): Digest {
  const digest = digestOf(bytes, expected?.startsWith('sha512:') ? 'sha512' : 'sha256');
  if (expected && digest !== expected)
    throw new PlimsollError('digest-mismatch', `read ${where}: its bytes are ${digest}, not ${expected}`, {
      hint: 'the medium is damaged or was tampered with: fetch it again from a source you trust',
    });
  return digest;
}

function mediaTypeOf(json: JsonObject, said: string | undefined, where: string): string {
  const clean = said?.split(';')[0]?.trim().toLowerCase();
  const outside = clean && (isIndexType(clean) || isManifestType(clean)) ? clean : undefined;
  const inside = typeof json.mediaType === 'string' ? json.mediaType : undefined;
  if (json.schemaVersion === 1 || clean?.startsWith('application/vnd.docker.distribution.manifest.v1'))
    throw new PlimsollError('unsupported', `read ${where}: docker manifest schema 1 is not supported`, {
      hint: 'push the image again with a client from this decade: it then has a schema 2 or OCI manifest',
    });
  if (json.schemaVersion !== 2) throw malformed(where, 'not an image manifest (schemaVersion is not 2)');
  if (Array.isArray(json.layers) && Array.isArray(json.manifests))
    throw malformed(where, 'it has both layers and manifests, which readers understand differently');
  if (inside && outside && inside !== outside)
    throw malformed(where, `it calls itself ${inside} but was served as ${outside}`);
  const mediaType =
    inside ?? outside ?? (Array.isArray(json.manifests) ? MediaType.ociIndex : MediaType.ociManifest);
  if (!isIndexType(mediaType) && !isManifestType(mediaType))
    throw new PlimsollError(
      'unsupported',
      `read ${where}: media type ${JSON.stringify(mediaType)} is not an image or index`,
    );
  if (isIndexType(mediaType) !== Array.isArray(json.manifests))
    throw malformed(where, `its fields do not fit its media type ${mediaType}`);
  return mediaType;
}

function readImage(json: JsonObject, mediaType: string, where: string, limits: Limits): ImageManifest {
  const layers = json.layers ?? [];
  if (!Array.isArray(layers)) throw malformed(where, 'layers is not a list');
  if (layers.length > limits.imageLayers)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${layers.length} layers, the limit is ${limits.imageLayers}`,
    );
  return {
    kind: 'image',
    mediaType,
    config: parseDescriptor(json.config, `${where}: config`),
    layers: layers.map((layer, i) => parseDescriptor(layer, `${where}: layer ${i + 1}`)),
    ...common(json, where),
  };
}

function readIndex(json: JsonObject, mediaType: string, where: string, limits: Limits): ImageIndex {
  const manifests = json.manifests as JsonObject[];
  if (manifests.length > limits.indexEntries)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${manifests.length} manifests, the limit is ${limits.indexEntries}`,
    );
  return {
    kind: 'index',
    mediaType,
    manifests: manifests.map((m, i) => parseDescriptor(m, `${where}: manifest ${i + 1}`)),
    ...common(json, where),
  };
}

function common(
  json: JsonObject,
  where: string,
): Pick<ImageManifest, 'annotations' | 'artifactType' | 'subject'> {
  const annotations = stringMap(json, 'annotations', where);
  return {
    ...(annotations && { annotations }),
    ...(typeof json.artifactType === 'string' && { artifactType: json.artifactType }),
    ...(json.subject && { subject: parseDescriptor(json.subject, `${where}: subject`) }),
  };
}
