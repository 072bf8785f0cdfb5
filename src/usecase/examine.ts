// From an opened image and its walk to what the report says of it: identity, layers, and the context rules look at.
import { digestOf } from '../base/digest.ts';
import {
  type CheckContext,
  detectBase,
  detectDistribution,
  type Efficiency,
  type HiddenFile,
  type KnownBase,
  layerInstructions,
  layerOrigins,
  measureEfficiency,
} from '../check/index.ts';
import type { ImageConfig } from '../image/config.ts';
import type { Image } from '../image/image.ts';
import type { CapturedFiles } from '../image/layers/capture.ts';
import { decodeEntries } from '../image/layers/entry-codec.ts';
import type { FileIndex } from '../image/layers/file-index.ts';
import { parseWhiteout } from '../image/layers/path.ts';
import type { LayerScan } from '../image/layers/scan.ts';
import type { LayerEntry } from '../image/layers/types.ts';
import type { ImageWalk } from '../image/layers/walk.ts';
import { formatPlatform } from '../image/platform.ts';
import { formatReference, type ImageReference } from '../image/reference.ts';
import type { BaseImage, ImageIdentity, LayerSummary } from '../report/model.ts';
import { CAPTURE_ID } from './readers.ts';

export type ReadFile = (path: string) => Buffer | undefined;

/** Reads small captured files of the squashed view, links followed inside the image. */
export function capturedReader(
  files: FileIndex,
  scans: readonly LayerScan[],
  extra: ReadonlyMap<string, Buffer>,
): ReadFile {
  return (path) => {
    const node = files.resolve(path);
    if (!node) return undefined;
    const known = extra.get(node.path);
    if (known) return known;
    const content = files.contentOf(node.path);
    const captured = content && (scans[content.layer]?.results[CAPTURE_ID] as CapturedFiles | undefined);
    const bytes = captured?.[content?.writtenPath ?? ''];
    return bytes === undefined ? undefined : Buffer.from(bytes, 'base64');
  };
}

/** Files that rules want but that lie elsewhere than a first pass could know, behind links. */
export function uncaptured(paths: readonly string[], files: FileIndex, read: ReadFile): string[] {
  return paths.flatMap((path) => {
    const node = files.resolve(path);
    return node?.type === 'file' && node.size > 0 && read(path) === undefined ? [node.path] : [];
  });
}

export function summarizeLayers(
  image: Image,
  walk: ImageWalk,
  base: BaseImage | undefined,
  hidden: readonly HiddenFile[],
): LayerSummary[] {
  const instructions = layerInstructions(image.config);
  const origins = layerOrigins(base, image.layers.length);
  const wasted = wastedByLayer(hidden, image.layers.length);
  return image.layers.map(({ index, descriptor, diffId }) => ({
    index: index + 1,
    digest: descriptor.digest,
    diffId,
    mediaType: descriptor.mediaType,
    size: descriptor.size,
    unpackedSize: walk.scans[index]?.unpackedSize ?? 0,
    files: walk.scans[index]?.entryCount ?? 0,
    instruction: instructions[index] ?? '',
    origin: origins[index] ?? 'unknown',
    wastedBytes: wasted[index] ?? 0,
  }));
}

export function identify(
  reference: ImageReference,
  image: Image,
  layers: readonly LayerSummary[],
  found: { base: BaseImage | undefined; read: ReadFile; now: number },
): ImageIdentity {
  const { config, manifest, root } = image;
  const distribution = detectDistribution(found.read, found.now);
  return {
    requested: reference.input,
    reference: formatReference(reference),
    transport: reference.transport,
    assumptions: reference.assumptions,
    digest: root.digest,
    manifestDigest: manifest.digest,
    imageId: digestOf(image.configBytes),
    madeManifest: image.source.madeManifest,
    mediaType: root.mediaType,
    platform: formatPlatform(config.platform),
    platforms: image.platforms,
    ...(config.created && { created: config.created }),
    size: layers.reduce((sum, layer) => sum + layer.size, manifest.value.config.size),
    unpackedSize: layers.reduce((sum, layer) => sum + layer.unpackedSize, 0),
    layers,
    ...(distribution && { distribution }),
    ...(found.base && { base: found.base }),
    labels: config.runtime.labels,
  };
}

export function findBase(image: Image, known: readonly KnownBase[]): BaseImage | undefined {
  const annotations = { ...image.root.value.annotations, ...image.manifest.value.annotations };
  return detectBase(image.config, { annotations, known });
}

export function contextOf(
  identity: ImageIdentity,
  config: ImageConfig | undefined,
  walk: ImageWalk,
  hidden: readonly HiddenFile[],
  read: ReadFile,
  now: number,
  efficiency?: Efficiency,
): CheckContext {
  return {
    ...{ identity, config, files: walk.files, layers: identity.layers, hidden, read, now },
    ...(efficiency && { efficiency }),
  };
}

/** dive's figures. With one layer nothing can be shipped twice, and no path needs to be counted. */
export function efficiencyOf(walk: ImageWalk): Efficiency {
  if (walk.scans.length < 2) return { score: 1, wastedBytes: 0, wasted: [] };
  return measureEfficiency(
    walk.scans.map((scan) => ({
      entries: visibleEntries(scan.entries),
      whiteouts: [...removedPaths(scan.entries)],
    })),
  );
}

function* visibleEntries(entries: Buffer): Generator<LayerEntry> {
  for (const entry of decodeEntries(entries)) if (!parseWhiteout(entry.path)) yield entry;
}

function* removedPaths(entries: Buffer): Generator<string> {
  for (const entry of decodeEntries(entries)) {
    const whiteout = parseWhiteout(entry.path);
    if (whiteout?.kind === 'remove') yield whiteout.path;
  }
}

function wastedByLayer(hidden: readonly HiddenFile[], count: number): number[] {
  const wasted = new Array<number>(count).fill(0);
  for (const { entry, layer } of hidden)
    if (entry.type === 'file') wasted[layer] = (wasted[layer] ?? 0) + entry.size;
  return wasted;
}
