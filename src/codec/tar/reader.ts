// A push parser: chunks of any size go in, entries and their content come out by callbacks, synchronously. It keeps
// at most one header's long forms in memory. It follows Go's archive/tar where readers differ, because that is what
// unpacks images in every runtime: global pax headers are skipped, links and devices never carry content.
import { PlimsollError } from '../../base/error.ts';
import { decodePath, encodePath } from '../../base/path-bytes.ts';
import {
  BLOCK,
  decodeNumber,
  decodeRawHeader,
  isZeroBlock,
  malformedTar,
  type RawHeader,
  type SparseExtent,
  type TarHeader,
  type TarType,
} from './format.ts';
import { decodePax, interpretPax, type PaxChanges } from './pax.ts';
import { checkExtents, readGnuFields, SparseMapText, toExtents } from './sparse.ts';

export interface TarHandler {
  /** A new entry. Returns who takes its stored content (holes of sparse files left out), or undefined to skip it. */
  entry(header: TarHeader): ((chunk: Buffer) => void) | undefined;
  /** The entry's content is over. */
  entryEnd?(header: TarHeader): void;
}

export interface TarLimits {
  /** Bytes of one pax header or GNU long name. */
  readonly tarMetaBytes: number;
  readonly layerEntries: number;
  readonly pathBytes: number;
}

const TYPES: Readonly<Record<string, TarType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
};

type Meta = 'x' | 'g' | 'L' | 'K';
type State = 'header' | 'meta' | 'gnu-sparse' | 'sparse-text' | 'content' | 'padding' | 'end';

export class TarParser {
  private readonly handler: TarHandler;
  private readonly limits: TarLimits;
  private state: State = 'header';
  /** Bytes of the archive consumed so far. */
  private position = 0;
  /** A block that a chunk's end cut in two. */
  private readonly partial: Buffer = Buffer.alloc(BLOCK);
  private partialLength = 0;
  private remaining = 0;
  private padding = 0;
  private zeroBlocks = 0;
  private entries = 0;
  private metaType: Meta = 'x';
  private metaParts: Buffer[] = [];
  private pax: PaxChanges | undefined;
  private longName: string | undefined;
  private longLink: string | undefined;
  private raw: RawHeader | undefined;
  private sparseNumbers: number[] = [];
  /** Of the sparse file whose map is being read. */
  private realSize = 0;
  private sparseText: SparseMapText | undefined;
  private header: TarHeader | undefined;
  private take: ((chunk: Buffer) => void) | undefined;

  constructor(handler: TarHandler, limits: TarLimits) {
    this.handler = handler;
    this.limits = limits;
  }

  /** Feeds the next bytes. @throws PlimsollError `malformed`, `limit`, and whatever the handler throws */
  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.state === 'content' || this.state === 'meta') at = this.takeBytes(chunk, at);
      else if (this.state === 'padding') at = this.skipPadding(chunk, at);
      else if (this.state === 'end') return;
      else at = this.takeBlock(chunk, at);
    }
  }

  /** Says that the archive is over. A missing end marker is accepted at an entry's boundary, as Go does. */
  end(): void {
    // Go takes an end in the middle of padding for the archive's end too.
    const done =
      this.state === 'end' ||
      this.state === 'padding' ||
      (this.state === 'header' && this.partialLength === 0);
    if (!done) throw malformedTar('it is truncated in the middle of an entry');
    if (this.pax || this.longName !== undefined || this.longLink !== undefined)
      throw malformedTar('it is truncated after an extended header');
  }

  private takeBlock(chunk: Buffer, at: number): number {
    if (this.partialLength === 0 && chunk.length - at >= BLOCK) {
      this.position += BLOCK;
      this.block(chunk, at);
      return at + BLOCK;
    }
    const copied = chunk.copy(this.partial, this.partialLength, at, at + BLOCK - this.partialLength);
    this.partialLength += copied;
    if (this.partialLength === BLOCK) {
      this.partialLength = 0;
      this.position += BLOCK;
      this.block(this.partial, 0);
    }
    return at + copied;
  }

  private block(block: Buffer, at: number): void {
    if (this.state === 'header') this.headerBlock(block, at);
    else if (this.state === 'gnu-sparse') this.gnuSparseBlock(block, at);
    else this.sparseTextBlock(block, at);
  }

  private headerBlock(block: Buffer, at: number): void {
    if (block[at] === 0 && isZeroBlock(block, at)) {
      if (++this.zeroBlocks === 2) this.state = 'end';
      return;
    }
    if (this.zeroBlocks > 0) throw malformedTar('data follows a single zero block');
    const raw = decodeRawHeader(block, at);
    if (raw.size < 0) throw malformedTar('an entry has a negative size');
    if (raw.flag === 'x' || raw.flag === 'g' || raw.flag === 'L' || raw.flag === 'K')
      this.beginMeta(raw.flag, raw.size);
    else if (raw.flag === 'S') this.beginGnuSparse(raw, block, at);
    else this.beginEntry(raw);
  }

  private beginMeta(type: Meta, size: number): void {
    if (size > this.limits.tarMetaBytes)
      throw new PlimsollError(
        'limit',
        `read tar: an extended header of ${size} bytes, the limit is ${this.limits.tarMetaBytes}`,
      );
    this.metaType = type;
    this.metaParts = [];
    this.remaining = size;
    this.padding = paddingOf(size);
    this.state = 'meta';
    if (size === 0) this.finishMeta();
  }

  private finishMeta(): void {
    const bytes = Buffer.concat(this.metaParts);
    this.metaParts = [];
    if (this.metaType === 'x') this.pax = interpretPax(decodePax(bytes));
    else if (this.metaType === 'L') this.longName = this.longText(bytes);
    else if (this.metaType === 'K') this.longLink = this.longText(bytes);
    // Go gives a global header out as an entry of its own: what stood before it does not reach the next entry.
    else this.clearLongForms();
    this.afterContent();
  }

  private longText(bytes: Buffer): string {
    const nul = bytes.indexOf(0);
    const end = nul < 0 ? bytes.length : nul;
    if (end > this.limits.pathBytes) throw this.longPath();
    return decodePath(bytes, 0, end);
  }

  private longPath(): PlimsollError {
    return new PlimsollError('limit', `read tar: a path longer than ${this.limits.pathBytes} bytes`);
  }

  private beginGnuSparse(raw: RawHeader, block: Buffer, at: number): void {
    if (!raw.gnu) throw malformedTar('a sparse file in a header that is not GNU');
    const size = this.pax?.size ?? raw.size;
    const fields = readGnuFields(block, at, false);
    this.sparseNumbers = fields.numbers;
    this.realSize = decodeNumber(block, at + 483, 12);
    this.raw = { ...raw, size };
    if (this.pax) delete this.pax.sparse;
    if (fields.more) this.state = 'gnu-sparse';
    else this.emit(raw, toExtents(this.sparseNumbers), size, this.realSize);
  }

  private gnuSparseBlock(block: Buffer, at: number): void {
    const fields = readGnuFields(block, at, true);
    for (const n of fields.numbers) this.sparseNumbers.push(n);
    if (this.sparseNumbers.length > 400_000) throw malformedTar('a sparse map is too long');
    if (!fields.more && this.raw)
      this.emit(this.raw, toExtents(this.sparseNumbers), this.raw.size, this.realSize);
  }

  private beginEntry(raw: RawHeader): void {
    const sparse = this.pax?.sparse;
    const size = this.pax?.size ?? raw.size;
    if (!sparse) {
      this.emit(raw, undefined, size, size);
      return;
    }
    if (this.typeOf(raw) !== 'file') throw malformedTar('something other than a file is sparse');
    this.realSize = sparse.realSize ?? size;
    if (!sparse.mapInContent) {
      this.emit(raw, toExtents(sparse.map), size, this.realSize);
      return;
    }
    this.raw = { ...raw, size };
    this.sparseText = new SparseMapText();
    this.state = 'sparse-text';
  }

  private sparseTextBlock(block: Buffer, at: number): void {
    const raw = this.raw as RawHeader;
    const left = raw.size - BLOCK;
    if (left < 0) throw malformedTar('a sparse map is longer than its entry');
    this.raw = { ...raw, size: left };
    if (this.sparseText?.feed(block, at)) this.emit(raw, this.sparseText.extents(), left, this.realSize);
  }

  private emit(raw: RawHeader, sparse: SparseExtent[] | undefined, stored: number, size: number): void {
    if (++this.entries > this.limits.layerEntries)
      throw new PlimsollError('limit', `read tar: more than ${this.limits.layerEntries} entries`);
    const pax = this.pax ?? {};
    const path = pax.sparse?.name ?? this.nameOf(raw);
    const linkPath = this.longLink || pax.linkPath || raw.linkName;
    if (this.isTooLong(path) || this.isTooLong(linkPath)) throw this.longPath();
    const type = this.typeOf(raw);
    const hasContent = type === 'file' || type === 'other';
    if (sparse) checkExtents(sparse, size, stored);
    const header: TarHeader = {
      path,
      type,
      mode: raw.mode,
      uid: pax.uid ?? raw.uid,
      gid: pax.gid ?? raw.gid,
      uname: pax.uname ?? raw.uname,
      gname: pax.gname ?? raw.gname,
      size: hasContent ? size : 0,
      storedSize: hasContent ? stored : 0,
      mtime: pax.mtime ?? raw.mtime,
      linkPath,
      devMajor: raw.devMajor,
      devMinor: raw.devMinor,
      ...(pax.xattrs && { xattrs: pax.xattrs }),
      ...(sparse && { sparse }),
      offset: this.position,
    };
    this.clearLongForms();
    this.beginContent(header);
  }

  // An empty long form counts as none, as in Go.
  private nameOf(raw: RawHeader): string {
    return this.longName || this.pax?.path || raw.name;
  }

  // Archives from before POSIX mark a directory by the slash that ends its name.
  private typeOf(raw: RawHeader): TarType {
    if (raw.flag === '\0' && this.nameOf(raw).endsWith('/')) return 'directory';
    return TYPES[raw.flag] ?? 'other';
  }

  // A character of a string is one to three bytes of a path.
  private isTooLong(path: string): boolean {
    const { pathBytes } = this.limits;
    return path.length * 3 > pathBytes && encodePath(path).length > pathBytes;
  }

  private beginContent(header: TarHeader): void {
    this.header = header;
    this.take = this.handler.entry(header);
    this.remaining = header.storedSize;
    this.padding = paddingOf(header.storedSize);
    this.state = 'content';
    if (this.remaining === 0) this.finishContent();
  }

  private clearLongForms(): void {
    this.pax = undefined;
    this.longName = undefined;
    this.longLink = undefined;
    this.raw = undefined;
    this.sparseText = undefined;
    this.sparseNumbers = [];
  }

  private takeBytes(chunk: Buffer, at: number): number {
    const length = Math.min(this.remaining, chunk.length - at);
    const bytes = chunk.subarray(at, at + length);
    if (this.state === 'meta') this.metaParts.push(Buffer.from(bytes));
    else this.take?.(bytes);
    this.remaining -= length;
    this.position += length;
    if (this.remaining === 0) {
      if (this.state === 'meta') this.finishMeta();
      else this.finishContent();
    }
    return at + length;
  }

  private finishContent(): void {
    const header = this.header as TarHeader;
    this.take = undefined;
    this.handler.entryEnd?.(header);
    this.afterContent();
  }

  private afterContent(): void {
    this.state = this.padding > 0 ? 'padding' : 'header';
  }

  private skipPadding(chunk: Buffer, at: number): number {
    const length = Math.min(this.padding, chunk.length - at);
    this.padding -= length;
    this.position += length;
    if (this.padding === 0) this.state = 'header';
    return at + length;
  }
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
