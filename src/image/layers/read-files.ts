import type { Image, ImageLayer } from '../image.ts';
import { type CapturedFiles, captureReader } from './capture.ts';
import type { FileIndex } from './file-index.ts';
import { scanLayer } from './scan.ts';
import { layerName } from './walk.ts';

/**
 * Reads whole files of the squashed view by streaming the layers that hold them once more. For the few files that a
 * first pass could not know it would need.
 * @param paths canonical paths of visible files
 * @param maxBytes per file; what is longer is cut
 */
export async function readFiles(
  image: Image,
  files: FileIndex,
  paths: readonly string[],
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Map<string, Buffer>> {
  const byLayer = new Map<number, Map<string, string[]>>();
  for (const path of paths) {
    const content = files.contentOf(path);
    if (!content) continue;
    const wanted = byLayer.get(content.layer) ?? new Map<string, string[]>();
    wanted.set(content.writtenPath, [...(wanted.get(content.writtenPath) ?? []), path]);
    byLayer.set(content.layer, wanted);
  }
  const found = new Map<string, Buffer>();
  for (const [index, wanted] of byLayer) {
    const layer = image.layers[index] as ImageLayer;
    const reader = captureReader('read-files', (path) => (wanted.has(path) ? maxBytes : 0));
    const options = { diffId: layer.diffId, where: layerName(image, layer), ...(signal && { signal }) };
    const scan = await scanLayer(
      image.source.blob(layer.descriptor, signal ? { signal } : {}),
      layer.descriptor,
      [reader],
      options,
    );
    for (const [written, bytes] of Object.entries(scan.results[reader.id] as CapturedFiles))
      for (const path of wanted.get(written) ?? []) found.set(path, Buffer.from(bytes, 'base64'));
  }
  return found;
}
