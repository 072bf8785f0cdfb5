import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from letting three times 16 MiB of what dies young pile up before it looks: reading a layer makes much of that,
 * and a pipeline's memory is small. Costs a few per cent of time. A V8 that does not know the flag passes it over.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** V8's own way again. */
export function letHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
