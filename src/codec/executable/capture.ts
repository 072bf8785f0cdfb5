import { type Executable, type KeptRange, openExecutable } from './executable.ts';
import { HEAD_BYTES, planRanges, type Range } from './plan.ts';
import { type ExecutableFormat, SNIFF_BYTES, sniffExecutable } from './sniff.ts';

/** Executables up to here are kept whole. Two layers are read at a time: this bounds what a scan holds. */
const WHOLE_BYTES = 32 * 1024 * 1024;
/** Of a larger one the plan is made once so many bytes are there. */
const PLAN_BYTES = 64 * 1024;
/** Go's build information is found wherever it lies: with `-buildmode=pie` megabytes of tables stand before it. */
const MARK = Buffer.from('\xff Go buildinf:', 'latin1');
const MARKED_BYTES = 1024 * 1024;
const MAX_MARKS = 4;

/**
 * Memory that one capture after the other writes into: thousands of files would leave as many buffers behind. Taken at
 * once, for the system gives only what is written to.
 */
export class CaptureArena {
  private buffer: Buffer | undefined;

  /** Memory of so many bytes, until the next call. */
  take(length: number): Buffer {
    if (!this.buffer || this.buffer.length < length)
      this.buffer = Buffer.allocUnsafeSlow(Math.max(length, WHOLE_BYTES));
    return this.buffer.subarray(0, length);
  }
}

/**
 * Keeps what is needed of a file that may be an executable, while it streams by. What is none is let go at once. What
 * `finish` gives is valid until the next capture with the same arena writes.
 */
export class ExecutableCapture {
  private readonly size: number;
  private readonly arena: CaptureArena;
  private format: ExecutableFormat | undefined;
  private isOther = false;
  private at = 0;
  private first: Buffer = Buffer.alloc(0);
  private ranges: Range[] = [];
  private kept: Buffer[] = [];
  private marks: { readonly offset: number; readonly bytes: Buffer[] }[] = [];
  private markTail: Buffer = Buffer.alloc(0);

  /** @param size the file's, in bytes */
  constructor(size: number, arena: CaptureArena = new CaptureArena()) {
    this.size = size;
    this.arena = arena;
  }

  write(chunk: Buffer): void {
    if (this.isOther) return;
    if (this.format) this.keep(chunk);
    else this.begin(chunk);
  }

  /** The executable, or undefined where the file was none. */
  finish(): Executable | undefined {
    if (!this.format) return undefined;
    const planned = this.kept.map((bytes, i): KeptRange => {
      const { start } = this.ranges[i] as Range;
      return { offset: start, bytes: bytes.subarray(0, Math.max(0, this.at - start)) };
    });
    const marked = this.marks.map(({ offset, bytes }) => ({ offset, bytes: Buffer.concat(bytes) }));
    return openExecutable(
      this.format,
      this.at,
      [...planned, ...marked],
      marked.map((m) => m.bytes),
    );
  }

  // A first chunk can be shorter than what tells one format from another.
  private begin(chunk: Buffer): void {
    this.first = this.first.length === 0 ? chunk : Buffer.concat([this.first, chunk]);
    if (this.first.length < SNIFF_BYTES) {
      this.first = Buffer.from(this.first);
      return;
    }
    this.format = sniffExecutable(this.first);
    this.isOther = this.format === undefined;
    const all = this.first;
    this.first = Buffer.alloc(0);
    if (this.isOther) return;
    this.ranges = [{ start: 0, end: this.isLarge() ? HEAD_BYTES : this.size }];
    this.kept = [this.arena.take((this.ranges[0] as Range).end)];
    this.keep(all);
  }

  private isLarge(): boolean {
    return this.size > WHOLE_BYTES;
  }

  private keep(chunk: Buffer): void {
    const before = this.at;
    if (this.isLarge() && before < PLAN_BYTES && before + chunk.length >= PLAN_BYTES) {
      const cut = PLAN_BYTES - before;
      this.copy(chunk.subarray(0, cut));
      this.plan();
      this.copy(chunk.subarray(cut));
    } else this.copy(chunk);
    if (this.isLarge()) this.mark(chunk, before);
  }

  private copy(chunk: Buffer): void {
    const end = this.at + chunk.length;
    for (const [i, range] of this.ranges.entries()) {
      if (range.start >= end || range.end <= this.at) continue;
      const from = Math.max(range.start, this.at);
      const part = chunk.subarray(from - this.at, Math.min(range.end, end) - this.at);
      part.copy(this.kept[i] as Buffer, from - range.start);
    }
    this.at = end;
  }

  private plan(): void {
    const head = Buffer.from((this.kept[0] as Buffer).subarray(0, this.at));
    const { format, size } = this;
    const ranges = planRanges(
      format as ExecutableFormat,
      size,
      openExecutable(format as ExecutableFormat, size, [{ offset: 0, bytes: head }]).read,
    );
    let total = 0;
    for (const { start, end } of ranges) total += end - start;
    const memory = this.arena.take(total);
    let used = 0;
    this.ranges = ranges;
    this.kept = ranges.map(({ start, end }) => {
      used += end - start;
      return memory.subarray(used - (end - start), used);
    });
    head.copy(this.kept[0] as Buffer);
  }

  private mark(chunk: Buffer, before: number): void {
    for (const mark of this.marks) extend(mark, chunk, before);
    const joined = Buffer.concat([this.markTail, chunk.subarray(0, MARK.length)]);
    if (this.markTail.length > 0) this.find(joined, before - this.markTail.length, chunk, before);
    this.find(chunk, before, chunk, before);
    this.markTail = Buffer.from(chunk.subarray(Math.max(0, chunk.length - MARK.length + 1)));
  }

  private find(within: Buffer, offset: number, chunk: Buffer, before: number): void {
    for (let at = within.indexOf(MARK); at >= 0 && this.marks.length < MAX_MARKS; ) {
      const start = offset + at;
      if (start % 16 === 0 && !this.marks.some((m) => m.offset === start)) {
        const bytes = start < before ? [Buffer.from(within.subarray(at, at + before - start))] : [];
        const mark = { offset: start, bytes };
        extend(mark, chunk.subarray(Math.max(0, start - before)), Math.max(start, before));
        this.marks.push(mark);
      }
      at = within.indexOf(MARK, at + 1);
    }
  }
}

function extend(
  mark: { readonly offset: number; readonly bytes: Buffer[] },
  chunk: Buffer,
  before: number,
): void {
  const room = mark.offset + MARKED_BYTES - before;
  if (room > 0) mark.bytes.push(Buffer.from(chunk.subarray(0, room)));
}
