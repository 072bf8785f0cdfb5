import type { SparseExtent, TarHeader } from '../../codec/tar/format.ts';
import type { LayerEntry, LayerReading } from './types.ts';

export interface ContentSink {
  readonly write: (chunk: Buffer) => void;
  readonly end: () => void;
}

/** No reader may hold more of one file than this: one file is held at a time, once (the largest are Java archives). */
export const MAX_CONTENT_BYTES: number = 256 * 1024 * 1024;

/** Offers an entry to the readers and returns who takes its content, or undefined when nobody wants it. */
export function offerContent(
  entry: LayerEntry,
  header: TarHeader,
  readings: readonly { readonly reading: LayerReading }[],
): ContentSink | undefined {
  const streams: ((chunk: Buffer) => void)[] = [];
  const takers: { reading: LayerReading; wanted: number }[] = [];
  for (const { reading } of readings) {
    const asked = reading.wants(entry);
    if (asked > 0) takers.push({ reading, wanted: Math.min(asked, entry.size, MAX_CONTENT_BYTES) });
    const stream = reading.stream?.(entry);
    if (stream) streams.push(stream);
  }
  if (takers.length === 0 && streams.length === 0) return undefined;
  const kept = new HeadBuffer(Math.max(0, ...takers.map((t) => t.wanted)), header.sparse);
  return {
    write: (chunk) => {
      kept.add(chunk);
      for (const stream of streams) stream(chunk);
    },
    end: () => {
      const bytes = kept.finish();
      for (const { reading, wanted } of takers) reading.take(entry, bytes.subarray(0, wanted));
    },
  };
}

// Keeps the first bytes of a file, holes of a sparse one filled with zeros.
class HeadBuffer {
  // Of its final size from the start: a large file is then held once and never copied again. Pages that no content
  // reaches cost nothing, so that a size which lies costs nothing either.
  private readonly stored: Buffer;
  private length = 0;
  private readonly wanted: number;
  private readonly sparse: readonly SparseExtent[] | undefined;

  constructor(wanted: number, sparse: readonly SparseExtent[] | undefined) {
    this.wanted = wanted;
    this.sparse = sparse;
    this.stored = Buffer.allocUnsafeSlow(wanted);
  }

  add(chunk: Buffer): void {
    if (this.length < this.wanted) this.length += chunk.copy(this.stored, this.length);
  }

  finish(): Buffer {
    const stored = this.stored.subarray(0, this.length);
    if (!this.sparse) return stored;
    const whole = Buffer.alloc(this.wanted);
    let at = 0;
    for (const { offset, length } of this.sparse) {
      if (offset >= whole.length || at >= stored.length) break;
      stored.copy(whole, offset, at, at + length);
      at += length;
    }
    return whole;
  }
}
