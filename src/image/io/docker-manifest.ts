import { type Digest, digestOf, hexOf, isDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { isObject, type JsonValue, parseJson } from '../../base/json.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { type Descriptor, malformed } from '../descriptor.ts';
import { type Document, parseManifest } from '../manifest.ts';
import { MediaType } from '../media-types.ts';
import { sameName } from './names.ts';

/** One image of `manifest.json` in a `docker save` archive. */
export interface DockerArchiveImage {
  /** Member that holds the image configuration. */
  readonly config: string;
  readonly repoTags: readonly string[];
  /** Members that hold the layers, lowest first. */
  readonly layers: readonly string[];
}

/** Parses `manifest.json`. @throws PlimsollError `malformed`, `limit` */
export function parseDockerManifest(
  bytes: Buffer,
  where: string,
  limits: Limits = DEFAULT_LIMITS,
): DockerArchiveImage[] {
  const json = parseJson(bytes, where, { maxBytes: limits.documentBytes, maxDepth: limits.jsonDepth });
  if (!Array.isArray(json)) throw malformed(where, 'not a list of images');
  if (json.length > limits.indexEntries)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${json.length} images, the limit is ${limits.indexEntries}`,
    );
  return json.map((value, i) => readImage(value, `${where}: image ${i + 1}`, limits));
}

function readImage(value: JsonValue, where: string, limits: Limits): DockerArchiveImage {
  if (!isObject(value) || typeof value.Config !== 'string') throw malformed(where, 'Config is missing');
  const layers = texts(value.Layers, `${where}: Layers`);
  if (layers.length > limits.imageLayers)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${layers.length} layers, the limit is ${limits.imageLayers}`,
    );
  return { config: value.Config, repoTags: texts(value.RepoTags, `${where}: RepoTags`), layers };
}

function texts(value: JsonValue | undefined, where: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed(where, 'not a list');
  return value.map((v) => {
    if (typeof v !== 'string') throw malformed(where, `${JSON.stringify(v)?.slice(0, 80)} is not text`);
    return v;
  });
}

/**
 * Chooses an image of the archive.
 * @param ref a name, `@N` (its place in the archive, from 0), `@sha256:…` or the hex of its image id; none: the only image
 * @throws PlimsollError `not-found`, `usage`
 */
export function selectDockerImage(
  images: readonly DockerArchiveImage[],
  ref: string | undefined,
  where: string,
): DockerArchiveImage {
  if (images.length === 0) throw new PlimsollError('not-found', `read ${where}: no image in it`);
  const matches = ref ? matching(images, ref) : images;
  // The same image may stand there once for each of its names.
  if (new Set(matches.map((m) => m.config)).size > 1)
    throw new PlimsollError('usage', `read ${where}: it holds ${matches.length} images`, {
      hint: `say which one: ${listImages(matches)}`,
    });
  const found = matches[0];
  if (!found)
    throw new PlimsollError('not-found', `read ${where}: no image is called ${JSON.stringify(ref)}`, {
      hint: `it holds ${listImages(images)}`,
    });
  return { ...found, repoTags: [...new Set(matches.flatMap((m) => m.repoTags))] };
}

function matching(images: readonly DockerArchiveImage[], ref: string): DockerArchiveImage[] {
  const place = /^@(\d{1,5})$/.exec(ref)?.[1];
  if (place !== undefined) return images.slice(Number(place), Number(place) + 1);
  const digest = ref.slice(ref.indexOf('@') + 1);
  if (isDigest(digest)) return images.filter((image) => configHex(image.config) === hexOf(digest));
  const byName = images.filter((image) => image.repoTags.some((tag) => sameName(tag, ref)));
  if (byName.length > 0 || !/^[0-9a-f]{6,64}$/.test(ref)) return byName;
  return images.filter((image) => configHex(image.config)?.startsWith(ref));
}

function listImages(images: readonly DockerArchiveImage[]): string {
  const names = images.map((image, i) => image.repoTags[0] ?? `@${i}`);
  return names.length > 12
    ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
    : names.join(', ');
}

/** The image id that the configuration's member is named after, in any of the spellings; undefined when in none. */
export function configHex(member: string): string | undefined {
  return /(?:^|[/:])([0-9a-f]{64})(?:\.json)?$/.exec(member)?.[1];
}

/** A layer of the archive as its manifest entry will say. */
export interface FoundLayer {
  readonly digest: Digest;
  readonly size: number;
  readonly mediaType: string;
}

/** Makes the docker v2s2 manifest that such an archive does not have. The same archive always gives the same bytes. */
export function makeDockerManifest(config: Buffer, layers: readonly FoundLayer[], where: string): Document {
  const configDescriptor: Descriptor = {
    mediaType: MediaType.dockerConfig,
    digest: digestOf(config),
    size: config.length,
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.dockerManifest,
    config: configDescriptor,
    layers: layers.map(({ mediaType, size, digest }) => ({ mediaType, size, digest })),
  };
  return parseManifest(Buffer.from(JSON.stringify(manifest)), { where });
}
