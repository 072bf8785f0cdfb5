import { PlimsollError } from '../base/error.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;

type State = 'magic' | 'skip-size' | 'descriptor' | 'block' | 'run';

/**
 * Cuts zstd data where its frames end (RFC 8878, section 3.1), reading headers only. Node's decompressor stops for good
 * at a frame's end when the same chunk goes on, so it must never see the two together; zstd:chunked layers and those of
 * parallel compressors consist of thousands of frames.
 */
export class ZstdFrameSplitter {
  private state: State = 'magic';
  /** Bytes of a header that have come so far, as one little-endian number. */
  private collected = 0;
  private count = 0;
  /** Bytes to pass over, and what follows them. */
  private run = 0;
  private after: State = 'magic';
  private checksum = false;

  /** The chunk in pieces, none of which goes on after the end of a frame. @throws PlimsollError `malformed` */
  split(chunk: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; ) {
      if (this.state === 'run') at += this.pass(chunk.length - at);
      else this.collect(chunk[at++] as number);
      if (this.state !== 'magic' || this.count > 0) continue;
      pieces.push(chunk.subarray(start, at));
      start = at;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
    return pieces;
  }

  private pass(available: number): number {
    const length = Math.min(this.run, available);
    this.run -= length;
    if (this.run === 0) this.state = this.after;
    return length;
  }

  private collect(byte: number): void {
    this.collected += byte * 2 ** (8 * this.count++);
    const value = this.collected;
    if (this.count < headerBytes(this.state)) return;
    this.collected = 0;
    this.count = 0;
    if (this.state === 'magic') this.beginFrame(value);
    else if (this.state === 'descriptor') this.passHeader(value);
    else if (this.state === 'block') this.passBlock(value);
    else this.passOver(value, 'magic');
  }

  private beginFrame(magic: number): void {
    if (magic === MAGIC) this.state = 'descriptor';
    else if (magic - (magic % 16) === SKIPPABLE) this.state = 'skip-size';
    else throw new PlimsollError('malformed', 'decompress zstd data: bytes that are not zstd follow a frame');
  }

  private passHeader(descriptor: number): void {
    const single = (descriptor & 0x20) !== 0;
    const sizeFlag = descriptor >> 6;
    this.checksum = (descriptor & 4) !== 0;
    const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 2 ** sizeFlag;
    this.passOver((single ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] as number) + sizeBytes, 'block');
  }

  private passBlock(header: number): void {
    const last = (header & 1) !== 0;
    const isRunLength = ((header >> 1) & 3) === 1;
    const size = (isRunLength ? 1 : header >> 3) + (last && this.checksum ? 4 : 0);
    this.passOver(size, last ? 'magic' : 'block');
  }

  private passOver(length: number, after: State): void {
    this.run = length;
    this.after = after;
    this.state = length > 0 ? 'run' : after;
  }
}

function headerBytes(state: State): number {
  return state === 'descriptor' ? 1 : state === 'block' ? 3 : 4;
}
