import { wantsCapture } from '../check/index.ts';
import { captureReader } from '../image/layers/capture.ts';
import type { LayerReader } from '../image/layers/types.ts';
import { CATALOGERS, catalogReader, catalogReaderId } from '../sbom/index.ts';

/**
 * Every reader by id, so that a worker thread can make the same ones, and every command asks for all of them, so that
 * what one has read another need not read again. A new interested party (the secret scanner) is one line here.
 */
export const READERS: readonly LayerReader[] = [
  captureReader('capture@1', wantsCapture),
  catalogReader(CATALOGERS),
];

/** The id whose results hold the small files that rules read. */
export const CAPTURE_ID = 'capture@1';

/** The id whose results hold what the catalogers found. */
export const CATALOG_ID: string = catalogReaderId(CATALOGERS);

export function readersById(ids: readonly string[]): LayerReader[] {
  return READERS.filter((reader) => ids.includes(reader.id));
}
