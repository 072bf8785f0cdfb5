// Entries of all layers as columns, 32 bytes each beside their path. What few entries have (devices, extended
// attributes, fractions of a second) lies in side maps.
import { decodePath, encodePath } from '../../base/path-bytes.ts';
import { ByteArena, Column, f64, u16, u32 } from './columns.ts';
import type { EntryType, LayerEntry } from './types.ts';

const TYPES: readonly EntryType[] = [
  'file',
  'directory',
  'symlink',
  'hardlink',
  'character',
  'block',
  'fifo',
];
const NO_LINK = 0xffffffff;

interface Rare {
  readonly devMajor: number;
  readonly devMinor: number;
  readonly xattrs: ReadonlyMap<string, Buffer> | undefined;
  /** The path as the tar has it, where a link in the same layer led elsewhere. */
  readonly writtenPath: string | undefined;
}

export class EntryTable {
  readonly nodes = new Column(u32);
  private readonly layers = new Column(u16);
  private readonly modes = new Column(u16);
  private readonly uids = new Column(u32);
  private readonly gids = new Column(u32);
  private readonly sizes = new Column(f64);
  private readonly mtimes = new Column(f64);
  private readonly links = new Column(u32);
  private readonly arena = new ByteArena();
  private readonly rare = new Map<number, Rare>();

  get size(): number {
    return this.nodes.length;
  }

  add(node: number, layer: number, entry: LayerEntry, writtenPath?: string): number {
    const id = this.nodes.push(node);
    this.layers.push(layer);
    this.modes.push((TYPES.indexOf(entry.type) << 12) | (entry.mode & 0o7777));
    this.uids.push(entry.uid);
    this.gids.push(entry.gid);
    this.sizes.push(entry.size);
    this.mtimes.push(entry.mtime);
    this.links.push(entry.linkTarget ? this.arena.add(encodePath(entry.linkTarget)) : NO_LINK);
    if (entry.xattrs || entry.devMajor || entry.devMinor || writtenPath !== undefined)
      this.rare.set(id, {
        devMajor: entry.devMajor,
        devMinor: entry.devMinor,
        xattrs: entry.xattrs,
        writtenPath,
      });
    return id;
  }

  type(id: number): EntryType {
    return TYPES[this.modes.get(id) >> 12] as EntryType;
  }

  isDirectory(id: number): boolean {
    return this.modes.get(id) >> 12 === 1;
  }

  layer(id: number): number {
    return this.layers.get(id);
  }

  contentSize(id: number): number {
    return this.sizes.get(id);
  }

  linkTarget(id: number): string {
    const at = this.links.get(id);
    return at === NO_LINK ? '' : decodePath(this.arena.get(at));
  }

  writtenPath(id: number): string | undefined {
    return this.rare.get(id)?.writtenPath;
  }

  /** The entry under the given path. */
  entry(id: number, path: string): LayerEntry & { readonly layer: number } {
    const rare = this.rare.get(id);
    return {
      path,
      type: this.type(id),
      mode: this.modes.get(id) & 0o7777,
      uid: this.uids.get(id),
      gid: this.gids.get(id),
      size: this.sizes.get(id),
      mtime: this.mtimes.get(id),
      linkTarget: this.linkTarget(id),
      devMajor: rare?.devMajor ?? 0,
      devMinor: rare?.devMinor ?? 0,
      ...(rare?.xattrs && { xattrs: rare.xattrs }),
      layer: this.layers.get(id),
    };
  }

  seal(): void {
    for (const column of [
      this.nodes,
      this.layers,
      this.modes,
      this.uids,
      this.gids,
      this.sizes,
      this.mtimes,
      this.links,
    ])
      column.seal();
    this.arena.seal();
  }

  get byteLength(): number {
    const columns = [
      this.nodes,
      this.layers,
      this.modes,
      this.uids,
      this.gids,
      this.sizes,
      this.mtimes,
      this.links,
      this.arena,
    ];
    return columns.reduce((sum, c) => sum + c.byteLength, 0);
  }
}
