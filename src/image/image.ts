// The noun: one image of one platform on any medium, opened lazily. Documents are read and verified; layers are not
// touched until somebody walks them.
import type { DiffId, Digest } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { type ImageConfig, parseImageConfig } from './config.ts';
import type { Descriptor } from './descriptor.ts';
import { type Document, type ImageManifest, isImageDocument, isIndexDocument } from './manifest.ts';
import { isLayerType } from './media-types.ts';
import type { ImageSource } from './medium.ts';
import { formatPlatform, type Platform } from './platform.ts';
import { listPlatforms, selectManifest } from './select.ts';
import { verifyBlob } from './verify.ts';

export interface Image {
  readonly source: ImageSource;
  /** What the reference names: an index, or the manifest itself. */
  readonly root: Document;
  /** The chosen platform's manifest. */
  readonly manifest: Document<ImageManifest>;
  readonly config: ImageConfig;
  readonly configBytes: Buffer;
  readonly layers: readonly ImageLayer[];
  /** Every platform of the index; of a single image its own. */
  readonly platforms: readonly string[];
  /** What a person should know about the platform taken, when it is not exactly the one wanted. */
  readonly platformNote: string | undefined;
}

export interface ImageLayer {
  /** 0-based, bottom first. */
  readonly index: number;
  readonly descriptor: Descriptor;
  readonly diffId: DiffId;
}

export interface OpenImageOptions {
  readonly platform: Platform;
  /** True when the user named the platform, false when it is the machine's: a single image of another one then passes. */
  readonly platformRequired?: boolean;
  readonly limits?: Limits;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the image of one platform.
 * @throws PlimsollError `not-found` (no such platform), `unsupported` (an artifact, not an image), `malformed`, `limit`
 */
export async function openImage(source: ImageSource, options: OpenImageOptions): Promise<Image> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const root = await source.root(options.signal);
  const chosen = await chooseManifest(source, root, options, limits);
  const { manifest } = chosen;
  const configBytes = await readDocumentBlob(
    source,
    manifest.value.config,
    `configuration of ${source.name}`,
    limits,
  );
  requireImage(source, manifest);
  const config = parseImageConfig(configBytes, `configuration of ${source.name}`, limits);
  const platforms = isIndexDocument(root) ? listPlatforms(root.value) : [formatPlatform(config.platform)];
  if (!isIndexDocument(root) && options.platformRequired)
    requirePlatform(source, config.platform, options.platform);
  return {
    source,
    root,
    manifest,
    config,
    configBytes,
    layers: layersOf(source, manifest.value, config),
    platforms,
    platformNote: chosen.note,
  };
}

/** Reads a small blob whole, verified. @throws PlimsollError `limit`, `digest-mismatch`, `size-mismatch` */
export async function readDocumentBlob(
  source: ImageSource,
  descriptor: Descriptor,
  where: string,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Buffer> {
  if (descriptor.size > limits.documentBytes)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${descriptor.size} bytes, the limit is ${limits.documentBytes}`,
    );
  const parts: Buffer[] = [];
  for await (const chunk of verifyBlob(source.blob(descriptor), descriptor, { where })) parts.push(chunk);
  return Buffer.concat(parts);
}

async function chooseManifest(
  source: ImageSource,
  root: Document,
  options: OpenImageOptions,
  limits: Limits,
): Promise<{ manifest: Document<ImageManifest>; note: string | undefined }> {
  const seen = new Set<Digest>();
  let document = root;
  let note: string | undefined;
  for (let depth = 0; isIndexDocument(document); depth++) {
    if (depth >= limits.indexDepth || seen.has(document.digest))
      throw new PlimsollError(
        'limit',
        `read ${source.name}: indexes lie more than ${limits.indexDepth} deep or point at themselves`,
      );
    seen.add(document.digest);
    const choice = selectManifest(document.value, options.platform, source.name);
    note ??= choice.note;
    document = await source.document(choice.descriptor, options.signal);
  }
  if (!isImageDocument(document))
    throw new PlimsollError('malformed', `read ${source.name}: neither an image nor an index`);
  return { manifest: document, note };
}

function requireImage(source: ImageSource, manifest: Document<ImageManifest>): void {
  const { config, layers, artifactType } = manifest.value;
  if (layers.length > 0 && !layers.some((l) => isLayerType(l.mediaType)))
    throw new PlimsollError(
      'unsupported',
      `read ${source.name}: it is an artifact of type ${artifactType ?? config.mediaType}, not a container image`,
      { hint: `plimsoll manifest ${source.name} shows what it is` },
    );
}

function requirePlatform(source: ImageSource, is: Platform, wanted: Platform): void {
  if (is.os === wanted.os && is.architecture === wanted.architecture) return;
  throw new PlimsollError(
    'not-found',
    `read ${source.name}: it is ${formatPlatform(is)} alone, not ${formatPlatform(wanted)}`,
    {
      hint: `leave --platform out to take ${formatPlatform(is)}`,
    },
  );
}

function layersOf(source: ImageSource, manifest: ImageManifest, config: ImageConfig): ImageLayer[] {
  if (config.diffIds.length !== manifest.layers.length)
    throw new PlimsollError(
      'malformed',
      `read ${source.name}: the manifest has ${manifest.layers.length} layers, the configuration ${config.diffIds.length} diffIDs`,
      {
        hint: 'manifest and configuration do not belong together: fetch the image again from a source you trust',
      },
    );
  return manifest.layers.map((descriptor, index) => ({
    index,
    descriptor,
    diffId: config.diffIds[index] as DiffId,
  }));
}
