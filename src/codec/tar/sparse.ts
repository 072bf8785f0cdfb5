import { BLOCK, decodeNumber, malformedTar, type SparseExtent } from './format.ts';

/** More extents than this in one file is an attack on memory, not a file. */
const MAX_EXTENTS = 200_000;

/**
 * Checks that extents are in order, do not overlap, lie inside the file and add up to what is stored.
 * @throws PlimsollError `malformed`
 */
export function checkExtents(extents: readonly SparseExtent[], size: number, stored: number): void {
  if (size < 0) throw malformedTar('a sparse file has a negative size');
  let end = 0;
  let sum = 0;
  for (const { offset, length } of extents) {
    if (offset < end || !Number.isSafeInteger(offset + length) || offset + length > size)
      throw malformedTar('a sparse file has stretches that overlap or leave the file');
    end = offset + length;
    sum += length;
  }
  if (sum !== stored) throw malformedTar('a sparse file stores other bytes than its map says');
}

/** Pairs numbers into extents, dropping the empty ones GNU tar writes to mark the end. */
export function toExtents(numbers: readonly number[]): SparseExtent[] {
  if (numbers.length % 2 !== 0) throw malformedTar('a sparse map has an odd number of fields');
  if (numbers.length / 2 > MAX_EXTENTS) throw malformedTar('a sparse map is too long');
  const extents: SparseExtent[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const length = numbers[i + 1] as number;
    if (length > 0) extents.push({ offset: numbers[i] as number, length });
  }
  return extents;
}

/** Old GNU format: the fields in the header block (4 from byte 386) or in an extension block (21 from byte 0). */
export function readGnuFields(
  block: Buffer,
  at: number,
  extension: boolean,
): { numbers: number[]; more: boolean } {
  const start = extension ? at : at + 386;
  const count = extension ? 21 : 4;
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) {
    const field = start + i * 24;
    if (block[field] === 0) break;
    const offset = decodeNumber(block, field, 12);
    const length = decodeNumber(block, field + 12, 12);
    if (offset < 0 || length < 0) throw malformedTar('a sparse map has a negative field');
    numbers.push(offset, length);
  }
  return { numbers, more: block[extension ? at + 504 : at + 482] !== 0 };
}

/** GNU sparse 1.0: the map stands as decimal lines before the data, padded to a block. */
export class SparseMapText {
  private text = '';
  private readonly numbers: number[] = [];
  private wanted = -1;

  /** Feeds one block; true when the map is complete. */
  feed(block: Buffer, at: number): boolean {
    this.text += block.toString('latin1', at, at + BLOCK);
    let newline = this.text.indexOf('\n');
    while (newline >= 0 && (this.wanted < 0 || this.numbers.length < this.wanted)) {
      const line = this.text.slice(0, newline);
      this.text = this.text.slice(newline + 1);
      if (!/^\d{1,15}$/.test(line)) throw malformedTar('a sparse map holds something other than numbers');
      if (this.wanted < 0) this.wanted = Number(line) * 2;
      else this.numbers.push(Number(line));
      if (this.wanted > MAX_EXTENTS * 2) throw malformedTar('a sparse map is too long');
      newline = this.text.indexOf('\n');
    }
    if (this.text.length > BLOCK) throw malformedTar('a sparse map holds something other than numbers');
    return this.wanted >= 0 && this.numbers.length === this.wanted;
  }

  extents(): SparseExtent[] {
    return toExtents(this.numbers);
  }
}
