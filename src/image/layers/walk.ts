// All layers of an image, each read at most once, cached by diffID, several at a time; then the squashed view.

import { mapConcurrent } from '../../base/concurrency.ts';
import type { DiffId } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Image, ImageLayer } from '../image.ts';
import type { OnProgress, Transport } from '../medium.ts';
import { FileIndex } from './file-index.ts';
import { type LayerScan, scanLayer } from './scan.ts';
import type { LayerReader } from './types.ts';

/** The stored bytes of a layer. */
export type LayerBlob = Pick<Descriptor, 'digest' | 'size'>;

/**
 * Results of earlier passes, by diffID and readers. Given back only for a blob that was itself seen to unpack to that
 * diffID: a configuration may promise the diffID of a harmless layer over other bytes.
 */
export interface ScanCache {
  get(diffId: DiffId, blob: LayerBlob, readers: string): Promise<LayerScan | undefined>;
  put(scan: LayerScan, blob: LayerBlob, readers: string): Promise<void>;
}

/** Reads one layer somewhere else than on this thread; undefined when it would rather not. */
export type ScanElsewhere = (
  layer: ImageLayer,
  readers: readonly LayerReader[],
  onBytes: (n: number) => void,
) => Promise<LayerScan> | undefined;

export interface WalkOptions {
  readonly readers: readonly LayerReader[];
  readonly cache?: ScanCache | undefined;
  /** Worker threads, when there are any: given the layers still to read. */
  readonly elsewhere?: ScanElsewhere | undefined;
  readonly concurrency?: number;
  readonly limits?: Limits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface ImageWalk {
  readonly files: FileIndex;
  /** By layer index, bottom first. */
  readonly scans: readonly LayerScan[];
  readonly fromCache: number;
}

/**
 * Walks every layer and squashes them.
 * @throws PlimsollError as {@link scanLayer}
 */
export async function walkImage(image: Image, options: WalkOptions): Promise<ImageWalk> {
  const key = readersKey(options.readers);
  let fromCache = 0;
  const scans = await mapConcurrent(image.layers, options.concurrency ?? 2, async (layer) => {
    const known = (await isAsAnnounced(image, layer))
      ? await options.cache?.get(layer.diffId, layer.descriptor, key)
      : undefined;
    report(options, layer, known ? layer.descriptor.size : 0, known ? 'reused' : 'active');
    if (known) {
      fromCache++;
      return known;
    }
    const scan = await readLayer(image, layer, options);
    report(options, layer, layer.descriptor.size, 'done');
    await options.cache?.put(scan, layer.descriptor, key);
    return scan;
  });
  const files = new FileIndex(scans.reduce((sum, scan) => sum + scan.entryCount, 0));
  for (const scan of scans) files.addLayer(scan.entries);
  files.seal();
  return { files, scans, fromCache };
}

/** Media whose blobs are files: one that is not there is missing, where elsewhere nobody can say. */
const FILES: ReadonlySet<Transport> = new Set([
  'store',
  'oci',
  'oci-archive',
  'docker-archive',
  'skopeo-dir',
]);

// A blob of the registry is what its digest says; a file may have been cut or replaced since it was verified.
async function isAsAnnounced({ source }: Image, { descriptor }: ImageLayer): Promise<boolean> {
  const range = await source.locate(descriptor);
  return range ? range.size === descriptor.size : !FILES.has(source.transport);
}

/** The cache key of a set of readers. */
export function readersKey(readers: readonly LayerReader[]): string {
  return readers
    .map((r) => r.id)
    .sort()
    .join(',');
}

async function readLayer(image: Image, layer: ImageLayer, options: WalkOptions): Promise<LayerScan> {
  const onBytes = (done: number): void => report(options, layer, done, 'active');
  const limits = options.limits ?? DEFAULT_LIMITS;
  try {
    const elsewhere = options.elsewhere?.(layer, options.readers, onBytes);
    if (elsewhere) return await elsewhere;
    return await scanLayer(
      image.source.blob(layer.descriptor, options.signal ? { signal: options.signal } : {}),
      layer.descriptor,
      options.readers,
      {
        limits,
        diffId: layer.diffId,
        where: layerName(image, layer),
        onBytes,
        ...(options.signal && { signal: options.signal }),
      },
    );
  } catch (error) {
    report(options, layer, 0, 'failed');
    if (error instanceof PlimsollError && error.code === 'not-found' && layer.descriptor.urls?.length)
      throw new PlimsollError(
        'not-found',
        `read ${layerName(image, layer)}: it is a foreign layer that this medium does not hold`,
        {
          hint: `its publisher offers it at ${layer.descriptor.urls[0]}`,
          cause: error,
        },
      );
    throw error;
  }
}

export function layerName(image: Pick<Image, 'source'>, layer: ImageLayer): string {
  return `layer ${layer.index + 1} of ${image.source.name}`;
}

function report(
  options: WalkOptions,
  layer: ImageLayer,
  done: number,
  state: 'active' | 'done' | 'reused' | 'failed',
): void {
  options.onProgress?.({
    kind: 'layer',
    id: layer.descriptor.digest,
    label: `layer ${layer.index + 1}`,
    done,
    total: layer.descriptor.size,
    state,
  });
}
