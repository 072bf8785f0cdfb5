// Growable typed columns: millions of rows without an object each.

type Columns = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A typed array that grows by half; `seal` gives back what it did not use. */
export class Column<T extends Columns> {
  length = 0;
  values: T;
  private readonly make: (size: number) => T;

  constructor(make: (size: number) => T, capacity = 256) {
    this.make = make;
    this.values = make(capacity);
  }

  push(value: number): number {
    if (this.length === this.values.length) this.resize(Math.ceil(this.length * 1.5) + 16);
    this.values[this.length] = value;
    return this.length++;
  }

  get(index: number): number {
    return this.values[index] as number;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  seal(): void {
    if (this.values.length !== this.length) this.resize(this.length);
  }

  get byteLength(): number {
    return this.values.byteLength;
  }

  private resize(capacity: number): void {
    const grown = this.make(capacity);
    grown.set(
      this.length < capacity ? this.values.subarray(0, this.length) : this.values.subarray(0, capacity),
    );
    this.values = grown;
  }
}

export const u16 = (n: number): Uint16Array => new Uint16Array(n);
export const u32 = (n: number): Uint32Array => new Uint32Array(n);
export const f64 = (n: number): Float64Array => new Float64Array(n);

/** Byte strings end to end, addressed by offset: a 2-byte length, then the bytes. */
export class ByteArena {
  private buffer: Buffer;
  private used = 0;

  constructor(capacity = 4096) {
    this.buffer = Buffer.allocUnsafeSlow(capacity);
  }

  add(bytes: Uint8Array, length = bytes.length): number {
    const at = this.used;
    const end = at + 2 + length;
    if (end > this.buffer.length) this.resize(Math.max(end, Math.ceil(this.buffer.length * 1.5)));
    const { buffer } = this;
    buffer[at] = length & 0xff;
    buffer[at + 1] = length >>> 8;
    for (let i = 0; i < length; i++) buffer[at + 2 + i] = bytes[i] as number;
    this.used = end;
    return at;
  }

  get(at: number): Buffer {
    return this.buffer.subarray(at + 2, at + 2 + this.lengthAt(at));
  }

  /** True when the string at `at` is the first `length` of `bytes`. */
  equals(at: number, bytes: Uint8Array, length: number): boolean {
    if (this.lengthAt(at) !== length) return false;
    const { buffer } = this;
    for (let i = 0; i < length; i++) if (buffer[at + 2 + i] !== bytes[i]) return false;
    return true;
  }

  /** Copies the string at `at` to the start of `target`, and gives its length. */
  copyTo(at: number, target: Uint8Array): number {
    const length = this.lengthAt(at);
    for (let i = 0; i < length; i++) target[i] = this.buffer[at + 2 + i] as number;
    return length;
  }

  seal(): void {
    this.resize(this.used);
  }

  get byteLength(): number {
    return this.buffer.length;
  }

  private lengthAt(at: number): number {
    return (this.buffer[at] as number) | ((this.buffer[at + 1] as number) << 8);
  }

  private resize(capacity: number): void {
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.buffer.copy(grown, 0, 0, this.used);
    this.buffer = grown;
  }
}
