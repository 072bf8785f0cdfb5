import { type Executable, openExecutable } from './executable.ts';
import { type ExecutableFormat, sniffExecutable } from './sniff.ts';

/** Executables up to here are kept whole; of larger ones the head and the tail, where tables and sections lie. */
const WHOLE_BYTES = 64 * 1024 * 1024;
const HEAD_BYTES = 32 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024 * 1024;

/** Keeps what is needed of a file that may be an executable, while it streams by. What is none is let go at once. */
export class ExecutableCapture {
  private readonly size: number;
  private format: ExecutableFormat | undefined;
  private isOther = false;
  private at = 0;
  private head: Buffer[] = [];
  private tail: Buffer[] = [];

  constructor(size: number) {
    this.size = size;
  }

  write(chunk: Buffer): void {
    if (this.isOther) return;
    if (this.at === 0 && !this.begin(chunk)) return;
    const headEnd = this.size <= WHOLE_BYTES ? this.size : HEAD_BYTES;
    const tailStart = this.size <= WHOLE_BYTES ? this.size : this.size - TAIL_BYTES;
    if (this.at < headEnd) this.head.push(Buffer.from(chunk.subarray(0, headEnd - this.at)));
    const end = this.at + chunk.length;
    if (end > tailStart) this.tail.push(Buffer.from(chunk.subarray(Math.max(0, tailStart - this.at))));
    this.at = end;
  }

  /** The executable, or undefined where the file was none. */
  finish(): Executable | undefined {
    if (!this.format) return undefined;
    const head = Buffer.concat(this.head);
    const tail = Buffer.concat(this.tail);
    this.head = [];
    this.tail = [];
    return openExecutable(this.format, this.at, [
      { offset: 0, bytes: head },
      { offset: this.at - tail.length, bytes: tail },
    ]);
  }

  // The first chunk of a tar entry or file holds far more than four bytes, unless the file is that short.
  private begin(chunk: Buffer): boolean {
    this.format = sniffExecutable(chunk);
    this.isOther = this.format === undefined;
    return !this.isOther;
  }
}
