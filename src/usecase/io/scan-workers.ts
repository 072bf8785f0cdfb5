import { type ErrorCode, PlimsollError } from '../../base/error.ts';
import type { Image, ImageLayer } from '../../image/image.ts';
import type { LayerScan } from '../../image/layers/scan.ts';
import type { LayerReader } from '../../image/layers/types.ts';
import { layerName } from '../../image/layers/walk.ts';
import type { FileRange } from '../../image/medium.ts';
import type { LayerTask } from './layer-worker.ts';

/** A worker costs about 40 ms and 20 MB: below this a layer is read sooner on the main thread. */
const WORTH_A_WORKER = 24 * 1024 * 1024;

type Reply =
  | { kind: 'progress'; done: number }
  | { kind: 'done'; scan: LayerScan & { entries: Uint8Array } }
  | { kind: 'failed'; error: { code: ErrorCode; message: string; hint: string | undefined } };

/**
 * Decides which layers of an image are worth a thread: large ones that lie in local files, and only where there are
 * several, for gunzip already runs beside the main thread.
 * @returns for {@link walkImage}'s `elsewhere`, or undefined where no layer is worth it
 */
export async function layerWorkers(
  image: Image,
  signal: AbortSignal | undefined,
): Promise<
  | ((
      layer: ImageLayer,
      readers: readonly LayerReader[],
      onBytes: (n: number) => void,
    ) => Promise<LayerScan> | undefined)
  | undefined
> {
  const large = image.layers.filter((l) => l.descriptor.size >= WORTH_A_WORKER);
  if (large.length < 2) return undefined;
  const ranges = new Map<number, FileRange>();
  for (const layer of large.slice(1)) {
    const range = await image.source.locate(layer.descriptor);
    if (range) ranges.set(layer.index, range);
  }
  return (layer, readers, onBytes) => {
    const range = ranges.get(layer.index);
    if (!range) return undefined;
    const task: LayerTask = {
      layer,
      range,
      readers: readers.map((r) => r.id),
      where: layerName(image, layer),
    };
    return runWorker(task, onBytes, signal);
  };
}

async function runWorker(
  task: LayerTask,
  onBytes: (n: number) => void,
  signal: AbortSignal | undefined,
): Promise<LayerScan> {
  // Most runs need no thread, and loading them costs a few milliseconds.
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(workerUrl());
  const abort = (): void => void worker.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  return new Promise<LayerScan>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      if (reply.kind === 'progress') onBytes(reply.done);
      else if (reply.kind === 'done')
        resolve({ ...reply.scan, entries: Buffer.from(reply.scan.entries.buffer) });
      else
        reject(
          new PlimsollError(
            reply.error.code,
            reply.error.message,
            reply.error.hint ? { hint: reply.error.hint } : {},
          ),
        );
    });
    worker.on('error', reject);
    worker.on('exit', () =>
      reject(
        signal?.reason ?? new PlimsollError('internal', `read ${task.where}: the worker thread ended early`),
      ),
    );
    worker.postMessage(task);
  }).finally(() => {
    signal?.removeEventListener('abort', abort);
    void worker.terminate();
  });
}

// Bundled, this module lies somewhere under dist/ beside layer-worker.js; from source the worker is TypeScript too.
function workerUrl(): URL {
  const self = new URL(import.meta.url);
  if (self.pathname.endsWith('.ts')) return new URL('./layer-worker.ts', self);
  const dist = self.pathname.lastIndexOf('/dist/');
  return new URL(`${self.pathname.slice(0, dist)}/dist/layer-worker.js`, self);
}
