import { wantsCapture } from '../check/index.ts';
import { captureReader } from '../image/layers/capture.ts';
import type { LayerReader } from '../image/layers/types.ts';

/**
 * Every reader by id, so that a worker thread can make the same ones. A new interested party (a cataloger, the secret
 * scanner) is one line here.
 */
export const READERS: readonly LayerReader[] = [captureReader('capture@1', wantsCapture)];

/** The id whose results hold the small files that rules read. */
export const CAPTURE_ID = 'capture@1';

export function readersById(ids: readonly string[]): LayerReader[] {
  return READERS.filter((reader) => ids.includes(reader.id));
}
