import { exportTar } from '../image/layers/export.ts';
import { walkImage } from '../image/layers/walk.ts';
import { openImageOf } from './io/open.ts';
import { layerWorkers } from './io/scan-workers.ts';
import type { Session } from './io/session.ts';
import { READERS } from './readers.ts';

/**
 * Streams an image's squashed root file system as tar.
 * @yields tar bytes; an error ends the stream before its end marker, so that a cut tar is never taken for a whole one
 */
export async function* exportImage(session: Session, text: string): AsyncGenerator<Buffer> {
  const { image } = await openImageOf(session, text);
  try {
    const { scanCache: cache, signal, onProgress } = session;
    const elsewhere = await layerWorkers(image, signal);
    const { files } = await walkImage(image, { readers: READERS, cache, elsewhere, signal, onProgress });
    yield* exportTar(image, files, { signal });
  } finally {
    await image.source.close();
  }
}
