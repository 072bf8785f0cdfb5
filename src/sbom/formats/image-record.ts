import type { JsonObject } from '../../base/json.ts';
import { formatPurl } from '../../codec/purl/index.ts';
import type { ImageSourceRecord, SbomSource } from '../model.ts';
import { textRecord } from './syft-json/source.ts';
import { filled, numberOf, objectOf, objectsOf, stringsOf, textOf } from './values.ts';

/** Package URL of an image whose repository is known (type `oci`). */
export function imagePurl(image: ImageSourceRecord): string | undefined {
  const repository = image.repoDigests[0]?.split('@')[0];
  const name = repository?.split('/').at(-1);
  if (!repository || !name || !image.manifestDigest) return undefined;
  return formatPurl({
    type: 'oci',
    name,
    version: image.manifestDigest,
    qualifiers: { arch: image.architecture, repository_url: repository },
  });
}

/** An image record written field by field, as the model has it. */
export function readImageRecord(record: JsonObject): ImageSourceRecord {
  return {
    userInput: textOf(record.userInput),
    imageId: textOf(record.imageId),
    manifestDigest: textOf(record.manifestDigest),
    mediaType: textOf(record.mediaType),
    tags: stringsOf(record.tags),
    repoDigests: stringsOf(record.repoDigests),
    size: numberOf(record.size),
    layers: objectsOf(record.layers).map((layer) => ({
      mediaType: textOf(layer.mediaType),
      diffId: textOf(layer.diffId),
      digest: textOf(layer.digest),
      size: numberOf(layer.size),
    })),
    manifest: textOf(record.manifest),
    config: textOf(record.config),
    architecture: textOf(record.architecture),
    ...filled({ variant: textOf(record.variant) }),
    os: textOf(record.os),
    labels: textRecord(record.labels),
  };
}

export function isSourceType(text: string): text is SbomSource['type'] {
  return ['image', 'directory', 'file', 'unknown'].includes(text);
}

/** A source written field by field, as the model has it. */
export function readSourceRecord(record: JsonObject): SbomSource {
  const type = textOf(record.type);
  return {
    id: textOf(record.id),
    name: textOf(record.name),
    version: textOf(record.version),
    type: isSourceType(type) ? type : 'unknown',
    ...filled({ path: textOf(record.path) }),
    ...(record.image !== undefined && { image: readImageRecord(objectOf(record.image)) }),
  };
}
