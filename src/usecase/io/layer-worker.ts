// The worker thread's side: reads one layer from a file and hands the scan back.
import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { PlimsollError } from '../../base/error.ts';
import type { ImageLayer } from '../../image/image.ts';
import { scanLayer } from '../../image/layers/scan.ts';
import type { FileRange } from '../../image/medium.ts';
import { readersById } from '../readers.ts';

export interface LayerTask {
  readonly layer: ImageLayer;
  readonly range: FileRange;
  readonly readers: readonly string[];
  readonly where: string;
}

const PROGRESS_STEP = 8 * 1024 * 1024;

parentPort?.on('message', (task: LayerTask) => {
  void run(task);
});

async function run(task: LayerTask): Promise<void> {
  const { path, offset, size } = task.range;
  const stream = createReadStream(path, {
    start: offset,
    end: offset + Math.max(0, size - 1),
    highWaterMark: 256 * 1024,
  });
  let reported = 0;
  const onBytes = (done: number): void => {
    if (done - reported < PROGRESS_STEP) return;
    reported = done;
    parentPort?.postMessage({ kind: 'progress', done });
  };
  try {
    const { layer } = task;
    const options = { diffId: layer.diffId, where: task.where, onBytes };
    const scan = await scanLayer(
      stream as AsyncIterable<Buffer>,
      layer.descriptor,
      readersById(task.readers),
      options,
    );
    const entries = new Uint8Array(scan.entries);
    parentPort?.postMessage({ kind: 'done', scan: { ...scan, entries } }, [entries.buffer]);
  } catch (error) {
    parentPort?.postMessage({ kind: 'failed', error: portable(error) });
  }
}

function portable(error: unknown): { code: string; message: string; hint: string | undefined } {
  if (error instanceof PlimsollError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'io', message: error instanceof Error ? error.message : String(error), hint: undefined };
}
