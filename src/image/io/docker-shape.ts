import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { algorithmOf, createHasher, type DiffId, finishHasher, hexOf } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { decompress, sniffCompression } from '../../codec/compression.ts';
import { type ImageConfig, parseImageConfig } from '../config.ts';
import type { Descriptor } from '../descriptor.ts';
import { type Document, type ImageManifest, isImageDocument, isIndexDocument } from '../manifest.ts';
import { isLayerType, MediaType } from '../media-types.ts';
import type { ImageSource, OnProgress } from '../medium.ts';
import { defaultPlatform } from '../platform.ts';
import { selectManifest } from '../select.ts';
import { diskError, gather } from './disk.ts';
import { blobName } from './layout-source.ts';
import type { TarFileEntry } from './tar-file.ts';

/** What makes an archive loadable by docker. */
export interface DockerShape {
  /** `manifest.json` */
  readonly manifest: Buffer;
  /** True when layers had to be decompressed: then the archive holds `members` and no OCI layout. */
  readonly decompressed: boolean;
  /** Configuration and layers, sorted by path. */
  readonly members: readonly TarFileEntry[];
}

/**
 * Works out `manifest.json` for an image whose blobs lie in the layout `stage`. Of an index docker gets the image for
 * this machine. Undefined when docker cannot load it, unless `mustFit`.
 * @throws PlimsollError `unsupported` with `mustFit`
 */
export async function dockerShapeOf(
  source: ImageSource,
  root: Document,
  repoTags: readonly string[],
  stage: string,
  mustFit: boolean,
  onProgress?: OnProgress,
): Promise<DockerShape | undefined> {
  const image = await dockerImageOf(source, root);
  const problem = image ? await problemOf(source, image) : 'it is an index without an image for this machine';
  if (!image || problem) {
    if (!mustFit) return undefined;
    throw new PlimsollError('unsupported', `write a docker archive: ${problem}`, {
      hint: 'write it as oci-archive: instead, or choose one image with --platform',
    });
  }
  const config = await readConfig(source, image.config);
  const layers: TarFileEntry[] = [];
  let decompressed = false;
  for (const [i, layer] of image.layers.entries()) {
    const compression = await sniffLayer(source, layer);
    if (compression === 'zstd' && !mustFit) return undefined;
    decompressed ||= compression === 'zstd';
    layers.push(
      compression === 'zstd'
        ? await unpackLayer(source, layer, config.diffIds[i] as DiffId, stage, onProgress)
        : memberOf(stage, layer),
    );
  }
  const member = memberOf(stage, image.config);
  const manifest = [{ Config: member.path, RepoTags: repoTags, Layers: layers.map((l) => l.path) }];
  const unique = new Map([member, ...layers].map((m) => [m.path, m]));
  const members = [...unique.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { manifest: Buffer.from(JSON.stringify(manifest)), decompressed, members };
}

async function dockerImageOf(source: ImageSource, root: Document): Promise<ImageManifest | undefined> {
  if (isImageDocument(root)) return root.value;
  if (!isIndexDocument(root)) return undefined;
  try {
    const { descriptor } = selectManifest(root.value, defaultPlatform());
    const child = await source.document(descriptor);
    return isImageDocument(child) ? child.value : undefined;
  } catch {
    return undefined; // no image for this machine, or its blobs were not copied
  }
}

async function problemOf(source: ImageSource, image: ImageManifest): Promise<string | undefined> {
  const isConfig =
    image.config.mediaType === MediaType.ociConfig || image.config.mediaType === MediaType.dockerConfig;
  if (!isConfig) return `its configuration is of type ${image.config.mediaType}`;
  const odd = image.layers.find((layer) => !isLayerType(layer.mediaType));
  if (odd) return `one of its layers is of type ${odd.mediaType}`;
  for (const blob of [image.config, ...image.layers])
    if (!(await source.locate(blob))) return `its blob ${blob.digest} is not part of the copy`;
  const config = await readConfig(source, image.config);
  const diffIds = config.diffIds.length;
  return diffIds === image.layers.length
    ? undefined
    : `it has ${image.layers.length} layers, its configuration lists ${diffIds}`;
}

async function readConfig(source: ImageSource, descriptor: Descriptor): Promise<ImageConfig> {
  return parseImageConfig(
    await gather(source.blob(descriptor), `configuration ${descriptor.digest}`, DEFAULT_LIMITS.documentBytes),
  );
}

async function sniffLayer(source: ImageSource, layer: Descriptor): Promise<'gzip' | 'zstd' | 'none'> {
  for await (const chunk of source.blob(layer)) return sniffCompression(chunk);
  return 'none';
}

function memberOf(stage: string, blob: Descriptor): TarFileEntry {
  const path = blobName(blob.digest);
  return { path, content: { file: join(stage, path), size: blob.size } };
}

async function unpackLayer(
  source: ImageSource,
  layer: Descriptor,
  diffId: DiffId,
  stage: string,
  onProgress?: OnProgress,
): Promise<TarFileEntry> {
  onProgress?.({
    kind: 'message',
    id: layer.digest,
    label: 'zstd layer decompressed: docker before 23 cannot load zstd, and the manifest digest changes',
    done: 0,
    total: 0,
    state: 'done',
  });
  const file = join(stage, `plain-${hexOf(diffId)}`);
  const hash = createHasher(algorithmOf(diffId));
  const hashed = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of decompress(source.blob(layer), 'zstd')) {
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.from(hashed(), { objectMode: true }), createWriteStream(file));
  } catch (error) {
    throw diskError(error, `decompress ${layer.digest}`);
  }
  const actual: string = finishHasher(hash, algorithmOf(diffId));
  if (actual !== diffId)
    throw new PlimsollError(
      'digest-mismatch',
      `decompress ${layer.digest}: its content is ${actual}, not ${diffId}`,
    );
  return {
    path: `blobs/${algorithmOf(diffId)}/${hexOf(diffId)}`,
    content: { file, size: (await stat(file)).size },
  };
}
