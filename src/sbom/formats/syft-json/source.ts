import { isObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import type { DistributionRecord, ImageSourceRecord, SbomSource } from '../../model.ts';
import { filled, numberOf, objectOf, objectsOf, stringsOf, textOf } from '../values.ts';

/** syft-json's `source`. */
export function writeSource({ id, name, version, type, path, image }: SbomSource): JsonObject {
  return {
    id,
    name,
    version,
    type,
    metadata: image ? writeImage(image) : path === undefined ? {} : { path },
  };
}

function writeImage(image: ImageSourceRecord): JsonObject {
  const { imageId, size, layers, variant, tags, repoDigests, labels, ...same } = image;
  return {
    ...same,
    imageID: imageId,
    imageSize: size,
    tags: [...tags],
    repoDigests: [...repoDigests],
    labels: { ...labels },
    layers: layers.map((layer) => ({
      mediaType: layer.mediaType,
      digest: layer.diffId,
      size: layer.size,
    })),
    ...(variant !== undefined && { variant }),
  };
}

/** Reads `source` of any schema: before version 5 it was `{type, target}`. */
export function readSource(source: JsonObject): SbomSource {
  const metadata = isObject(source.metadata) ? source.metadata : objectOf(source.target);
  const target = textOf(source.target);
  const known = textOf(source.type);
  const type = known === 'image' || known === 'directory' || known === 'file' ? known : 'unknown';
  const image = type === 'image' ? readImage(metadata) : undefined;
  const path = type === 'image' ? '' : textOf(metadata.path) || target;
  return {
    id: textOf(source.id),
    name: textOf(source.name) || image?.userInput || path,
    version: textOf(source.version) || (source.version === undefined ? (image?.manifestDigest ?? '') : ''),
    type,
    ...filled({ path }),
    ...(image && { image }),
  };
}

function readImage(metadata: JsonObject): ImageSourceRecord {
  const manifest = textOf(metadata.manifest);
  const digests = blobDigests(manifest);
  return {
    userInput: textOf(metadata.userInput),
    imageId: textOf(metadata.imageID),
    manifestDigest: textOf(metadata.manifestDigest),
    mediaType: textOf(metadata.mediaType),
    tags: stringsOf(metadata.tags),
    repoDigests: stringsOf(metadata.repoDigests),
    size: numberOf(metadata.imageSize),
    layers: objectsOf(metadata.layers).map((layer, i) => ({
      mediaType: textOf(layer.mediaType),
      diffId: textOf(layer.digest),
      digest: digests[i] ?? '',
      size: numberOf(layer.size),
    })),
    manifest,
    config: textOf(metadata.config),
    architecture: textOf(metadata.architecture),
    ...filled({ variant: textOf(metadata.variant) }),
    os: textOf(metadata.os),
    labels: textRecord(metadata.labels),
  };
}

// The format names layers by what they unpack to; what they are called in a registry is in the manifest beside it.
function blobDigests(manifest: string): string[] {
  try {
    const value = JSON.parse(Buffer.from(manifest, 'base64').toString('utf8')) as JsonValue;
    return objectsOf(objectOf(value).layers).map((layer) => textOf(layer.digest));
  } catch {
    return [];
  }
}

export function textRecord(value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

const DISTRO_FIELDS = [
  ['id', 'id'],
  ['name', 'name'],
  ['prettyName', 'prettyName'],
  ['version', 'version'],
  ['versionId', 'versionID'],
  ['versionCodename', 'versionCodename'],
  ['variantId', 'variantID'],
  ['buildId', 'buildID'],
  ['imageId', 'imageID'],
  ['homeUrl', 'homeURL'],
  ['supportUrl', 'supportURL'],
  ['bugReportUrl', 'bugReportURL'],
  ['cpeName', 'cpeName'],
] as const satisfies readonly (readonly [keyof DistributionRecord, string])[];

/** syft-json's `distro`. */
export function writeDistribution(distribution: DistributionRecord | undefined): JsonObject {
  if (!distribution) return {};
  const fields = DISTRO_FIELDS.map(([ours, theirs]): [string, string | undefined] => [
    theirs,
    distribution[ours],
  ]);
  return {
    ...filled(Object.fromEntries(fields)),
    ...(distribution.idLike.length > 0 && { idLike: [...distribution.idLike] }),
  };
}

/** Before version 3 of the schema `version` was the version's id and `idLike` a text. */
export function readDistribution(distro: JsonObject): DistributionRecord | undefined {
  const id = textOf(distro.id) || textOf(distro.name).toLowerCase();
  if (id === '') return undefined;
  const fields = DISTRO_FIELDS.map(([ours, theirs]): [string, string] => [ours, textOf(distro[theirs])]);
  const known = filled(Object.fromEntries(fields)) as Partial<DistributionRecord>;
  const old = distro.id === undefined ? filled({ versionId: textOf(distro.version) }) : {};
  const name = textOf(distro.name) || id;
  const idLike =
    typeof distro.idLike === 'string' ? distro.idLike.split(/\s+/).filter(Boolean) : stringsOf(distro.idLike);
  return { ...old, ...known, id, name, prettyName: textOf(distro.prettyName) || name, idLike };
}
