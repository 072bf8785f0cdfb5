import { PlimsollError } from '../../src/base/error.ts';
import { createRandom, mutate } from './mutate.ts';
import type { Target } from './targets.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface FuzzResult {
  readonly runs: number;
  readonly perSecond: number;
  readonly heapGrowthMB: number;
  readonly failure?: { readonly run: number; readonly input: Buffer; readonly why: string };
}

const SLOW_MS = 2000;
const MAX_HEAP_GROWTH = 400 * 1024 * 1024;

/** Runs one target over mutated inputs, every accepted one becoming a start for further ones. */
export async function fuzz(target: Target, options: FuzzOptions): Promise<FuzzResult> {
  const random = createRandom(options.seed);
  const pool = target.corpus.map((bytes) => Buffer.from(bytes));
  const heap = process.memoryUsage().heapUsed;
  const started = performance.now();
  let run = 0;
  let failure: FuzzResult['failure'];
  for (; run < options.runs && performance.now() - started < options.seconds * 1000 && !failure; run++) {
    const pick = (): Buffer => pool[Math.floor(random() * pool.length)] as Buffer;
    const input = mutate(pick(), pick(), random);
    const outcome = await once(target, input);
    if (outcome === 'accepted' && pool.length < 200 && random() < 0.05) pool.push(Buffer.from(input));
    else if (outcome !== 'accepted' && outcome !== 'refused') failure = { run, input, why: outcome };
  }
  const grown = process.memoryUsage().heapUsed - heap;
  if (!failure && grown > MAX_HEAP_GROWTH)
    failure = { run, input: Buffer.alloc(0), why: `the heap grew by ${grown} bytes` };
  const perSecond = Math.round(run / ((performance.now() - started) / 1000));
  return {
    runs: run,
    perSecond,
    heapGrowthMB: Math.max(0, Math.round(grown / 1e6)),
    ...(failure && { failure }),
  };
}

async function once(target: Target, input: Buffer): Promise<string> {
  const began = performance.now();
  let outcome = 'accepted';
  try {
    await target.run(input);
  } catch (error) {
    outcome =
      error instanceof PlimsollError && error.code !== 'internal'
        ? 'refused'
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
  }
  const took = performance.now() - began;
  return took > SLOW_MS ? `it took ${Math.round(took)} ms` : outcome;
}
