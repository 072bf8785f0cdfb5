import { createHasher, type DiffId, type Digest, digestOf, finishHasher, hexOf } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { type Compression, sniffCompression } from '../../codec/compression.ts';
import { type ImageConfig, parseImageConfig } from '../config.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Document } from '../manifest.ts';
import { MediaType } from '../media-types.ts';
import type { BlobOptions, FileRange, ImageSource, Transport } from '../medium.ts';
import { type ArchiveTree, type OpenArchiveOptions, openArchive } from './archive-tree.ts';
import { gather } from './disk.ts';
import {
  configHex,
  type DockerArchiveImage,
  type FoundLayer,
  makeDockerManifest,
  parseDockerManifest,
  selectDockerImage,
} from './docker-manifest.ts';
import { readSmallFile } from './file-tree.ts';
import { openTreeSource, suffix } from './layout-source.ts';

export interface ArchiveSourceOptions extends OpenArchiveOptions {
  readonly transport?: Transport;
  readonly name?: string;
  /** What the medium around the archive calls the image; default: what the archive does. */
  readonly tags?: readonly string[];
}

/**
 * Opens an image of a `docker save` archive in any of its shapes. Where it holds an OCI layout too, that is read, so
 * that digests stay; else a manifest is made from `manifest.json`.
 * @param file path, or `-` for standard input
 * @param ref a name, `@0`, `@sha256:…` or image id
 * @throws PlimsollError `not-found`, `malformed`, `usage` when several images would do
 */
export async function openDockerArchiveSource(
  file: string,
  ref?: string,
  options: ArchiveSourceOptions = {},
): Promise<ImageSource> {
  const tree = await openArchive(file, options);
  return dockerTreeSource(tree, ref, {
    transport: 'docker-archive',
    name: `docker-archive:${file}${suffix(ref)}`,
    ...options,
  });
}

/** Opens an image of an oci-archive, a tar of an image layout with its members in any order. */
export async function openOciArchiveSource(
  file: string,
  ref?: string,
  options: ArchiveSourceOptions = {},
): Promise<ImageSource> {
  const tree = await openArchive(file, options);
  return openTreeSource(tree, ref, {
    transport: 'oci-archive',
    name: `oci-archive:${file}${suffix(ref)}`,
    ...options,
  });
}

/** Like {@link openDockerArchiveSource} for an archive that is open already. Closes it when that fails. */
export async function dockerTreeSource(
  tree: ArchiveTree,
  ref: string | undefined,
  options: ArchiveSourceOptions,
): Promise<ImageSource> {
  if (tree.index.find('oci-layout') && tree.index.find('index.json') && !isConfigRef(ref))
    return openTreeSource(tree, ref, options);
  try {
    return await openPlain(tree, ref, options);
  } catch (error) {
    await tree.close();
    throw error;
  }
}

// A place in manifest.json means something only there.
function isConfigRef(ref: string | undefined): boolean {
  return ref !== undefined && /^@\d+$/.test(ref);
}

async function openPlain(
  tree: ArchiveTree,
  ref: string | undefined,
  options: ArchiveSourceOptions,
): Promise<ImageSource> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const bytes = await readSmallFile(tree, 'manifest.json', limits.documentBytes);
  if (!bytes) throw noManifest(tree);
  const images = parseDockerManifest(bytes, `${tree.label}: manifest.json`, limits);
  const image = selectDockerImage(images, ref, tree.label);
  const config = await readConfig(tree, image, limits);
  const parsed = parseImageConfig(config, `${tree.label}: ${image.config}`, limits);
  const layers = await locateLayers(tree, image, parsed);
  return new DockerArchiveSource(tree, { image, config, diffIds: parsed.diffIds, layers }, options);
}

function noManifest(tree: ArchiveTree): PlimsollError {
  const old = tree.index.find('repositories') !== undefined;
  return new PlimsollError(
    old ? 'unsupported' : 'malformed',
    old
      ? `read ${tree.label}: docker older than 1.10 saved it, without a manifest.json`
      : `read ${tree.label}: no image archive (neither manifest.json nor oci-layout is in it)`,
    old ? { hint: 'load it into a docker of today and save it again' } : {},
  );
}

async function readConfig(tree: ArchiveTree, image: DockerArchiveImage, limits: Limits): Promise<Buffer> {
  const config = await readSmallFile(tree, image.config, limits.documentBytes);
  const where = `${tree.label}: ${image.config}`;
  if (!config) throw new PlimsollError('not-found', `read ${where}: the image configuration is missing`);
  const named = configHex(image.config);
  const actual = hexOf(digestOf(config));
  if (named !== undefined && named !== actual)
    throw new PlimsollError('digest-mismatch', `read ${where}: its bytes are sha256:${actual}`, {
      hint: 'the archive is damaged or was tampered with: save the image again',
    });
  return config;
}

async function locateLayers(
  tree: ArchiveTree,
  image: DockerArchiveImage,
  config: ImageConfig,
): Promise<FileRange[]> {
  if (image.layers.length !== config.diffIds.length)
    throw new PlimsollError(
      'malformed',
      `read ${tree.label}: ${image.layers.length} layers, but the configuration lists ${config.diffIds.length}`,
    );
  const find = async (name: string): Promise<FileRange> => {
    const range = await tree.find(name);
    if (range) return range;
    throw new PlimsollError('not-found', `read ${tree.label}: the layer ${JSON.stringify(name)} is missing`);
  };
  return Promise.all(image.layers.map(find));
}

/** What an archive's `manifest.json` says about one image, all of its members found. */
interface FoundImage {
  readonly image: DockerArchiveImage;
  readonly config: Buffer;
  readonly diffIds: readonly DiffId[];
  readonly layers: readonly FileRange[];
}

class DockerArchiveSource implements ImageSource {
  readonly transport: Transport;
  readonly name: string;
  readonly tags: readonly string[];
  readonly madeManifest = true;
  private readonly tree: ArchiveTree;
  private readonly found: FoundImage;
  private made: Promise<{ document: Document; blobs: ReadonlyMap<Digest, FileRange> }> | undefined;

  constructor(tree: ArchiveTree, found: FoundImage, options: ArchiveSourceOptions) {
    this.transport = options.transport ?? 'docker-archive';
    this.name = options.name ?? tree.label;
    this.tags = options.tags ?? found.image.repoTags;
    this.tree = tree;
    this.found = found;
  }

  async root(signal?: AbortSignal): Promise<Document> {
    return (await this.make(signal)).document;
  }

  async document(descriptor: Descriptor, signal?: AbortSignal): Promise<Document> {
    const root = await this.root(signal);
    if (root.digest === descriptor.digest) return root;
    throw new PlimsollError('not-found', `read ${this.name}: no manifest ${descriptor.digest} in it`);
  }

  async *blob(descriptor: Descriptor, options: BlobOptions = {}): AsyncGenerator<Buffer> {
    const range = await this.locate(descriptor);
    if (!range) throw new PlimsollError('not-found', `read ${this.name}: no blob ${descriptor.digest} in it`);
    yield* this.tree.read(range, options);
  }

  async locate(descriptor: Descriptor): Promise<FileRange | undefined> {
    return (await this.make()).blobs.get(descriptor.digest);
  }

  async referrers(): Promise<readonly Descriptor[]> {
    return [];
  }

  async close(): Promise<void> {
    await this.tree.close();
  }

  private make(signal?: AbortSignal): NonNullable<typeof this.made> {
    this.made ??= this.build(signal).catch((error) => {
      this.made = undefined;
      throw error;
    });
    return this.made;
  }

  private async build(
    signal?: AbortSignal,
  ): Promise<{ document: Document; blobs: ReadonlyMap<Digest, FileRange> }> {
    const blobs = new Map<Digest, FileRange>();
    const layers: FoundLayer[] = [];
    for (const [i, range] of this.found.layers.entries()) {
      const layer = await this.describe(range, this.found.diffIds[i] as DiffId, signal);
      blobs.set(layer.digest, range);
      layers.push(layer);
    }
    const document = makeDockerManifest(this.found.config, layers, this.name);
    const config = await this.tree.find(this.found.image.config);
    if (config) blobs.set(digestOf(this.found.config), config);
    return { document, blobs };
  }

  // A plain tar's digest is its diffID, which whoever reads the layer verifies; a compressed one has to be hashed.
  private async describe(range: FileRange, diffId: DiffId, signal?: AbortSignal): Promise<FoundLayer> {
    const head = await gather(this.tree.read({ ...range, size: Math.min(4, range.size) }), this.name, 4);
    const compression = sniffCompression(head);
    const digest =
      compression === 'none'
        ? (diffId as string as Digest)
        : await hashAll(this.tree.read(range, signal ? { signal } : {}));
    return { digest, size: range.size, mediaType: LAYER_TYPES[compression] };
  }
}

const LAYER_TYPES: Readonly<Record<Compression, string>> = {
  none: MediaType.dockerLayer,
  gzip: MediaType.dockerLayerGzip,
  zstd: `${MediaType.dockerLayer}.zstd`,
};

async function hashAll(source: AsyncIterable<Buffer>): Promise<Digest> {
  const hash = createHasher('sha256');
  for await (const chunk of source) hash.update(chunk);
  return finishHasher(hash, 'sha256');
}
