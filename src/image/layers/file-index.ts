// The file system that an image's layers add up to: whiteouts, opaque directories, replaced types and hard links
// applied as overlay file systems apply them, without a byte of content. Layers are added bottom first.

import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { Column, u32 } from './columns.ts';
import { decodeEntries } from './entry-codec.ts';
import { EntryTable } from './entry-table.ts';
import { baseNameOf, canonicalPath, parentOf, parseWhiteout } from './path.ts';
import { PathTree } from './path-tree.ts';
import type { EntryType, FileNode, FileView, LayerEntry } from './types.ts';

/** Nothing is visible at this path. */
const ABSENT = 0xffffffff;
/** A directory that only its children imply. */
const IMPLIED = 0xfffffffe;

/** An entry that ships in a layer but that a later layer deletes or replaces. */
export interface HiddenEntry {
  readonly id: number;
  readonly hiddenBy: number;
  readonly how: 'deleted' | 'replaced';
}

export class FileIndex implements FileView {
  private readonly tree: PathTree;
  private readonly table = new EntryTable();
  /** By path node: the entry that a container sees, ABSENT or IMPLIED. */
  private readonly winners = new Column(u32);
  /** Hard links: the entry that holds the content. */
  private readonly inodes = new Map<number, number>();
  private readonly hiddenEntries: HiddenEntry[] = [];
  private linksByInode: Map<number, number[]> | undefined;
  /** By layer: the id of its first entry. */
  private readonly firstIds: number[] = [];
  private visible = 0;
  /** The directory that the last entry was in: tars go directory by directory. */
  private cachedParent: { path: string; node: number } | undefined;

  /** @param expected about how many entries the layers have together: spares growing */
  constructor(expected = 0) {
    this.tree = new PathTree(expected);
    this.winners.push(IMPLIED);
  }

  /** Puts a layer on top. @param entries bytes of an EntryEncoder */
  addLayer(entries: Buffer): void {
    const layer = this.firstIds.push(this.table.size) - 1;
    this.linksByInode = undefined;
    this.cachedParent = undefined;
    // Whiteouts hide what lower layers have, wherever in the tar they stand: so they go first. Below the lowest layer
    // there is nothing to hide, and one pass does.
    const lowest = layer === 0;
    if (!lowest) for (const entry of decodeEntries(entries)) this.applyWhiteout(entry.path, layer);
    for (const entry of decodeEntries(entries)) {
      const whiteout = parseWhiteout(entry.path);
      if (!whiteout) this.applyEntry(entry, layer);
      else if (lowest && whiteout.kind !== 'ignored')
        this.directory(whiteout.kind === 'opaque' ? whiteout.path : parentOf(whiteout.path), layer);
    }
  }

  /** Says that no layer follows and gives unused memory back. */
  seal(): void {
    this.tree.seal();
    this.table.seal();
    this.winners.seal();
  }

  /** Visible paths, the root left out. */
  get size(): number {
    return this.visible;
  }

  /** Entries of all layers. */
  get entryCount(): number {
    return this.table.size;
  }

  get byteLength(): number {
    return this.tree.byteLength + this.table.byteLength + this.winners.byteLength;
  }

  lookup(path: string): FileNode | undefined {
    const clean = canonicalPath(path);
    const node = this.tree.find(clean);
    return node === undefined ? undefined : this.fileNode(node, clean);
  }

  resolve(path: string): FileNode | undefined {
    const node = this.resolveNode(path);
    return node === undefined ? undefined : this.fileNode(node, this.tree.path(node));
  }

  list(path: string): readonly string[] {
    const node = this.resolveNode(path);
    return node === undefined ? [] : this.visibleChildren(node).map((child) => child.name);
  }

  *entries(): Generator<FileNode> {
    const stack = this.visibleChildren(0).map(({ node, name }) => ({ node, path: name }));
    stack.reverse();
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { node, path } = top;
      yield this.fileNode(node, path) as FileNode;
      if (!this.isDirectory(this.winners.get(node))) continue;
      const children = this.visibleChildren(node);
      for (let i = children.length - 1; i >= 0; i--) {
        const child = children[i] as { node: number; name: string };
        stack.push({ node: child.node, path: `${path}/${child.name}` });
      }
    }
  }

  /** What ships but cannot be seen, directories left out. */
  *hidden(): Generator<{ entry: LayerEntry; layer: number; hiddenBy: number; how: 'deleted' | 'replaced' }> {
    for (const { id, hiddenBy, how } of this.hiddenEntries) {
      const entry = this.table.entry(id, this.tree.path(this.table.nodes.get(id)));
      yield { entry, layer: entry.layer, hiddenBy, how };
    }
  }

  /** The entry a container sees at a canonical path: its id, the id holding its content, and the path as the tar has it. */
  contentOf(path: string): { id: number; layer: number; writtenPath: string } | undefined {
    const node = this.tree.find(path);
    const winner = node === undefined ? ABSENT : this.winners.get(node);
    if (winner >= IMPLIED) return undefined;
    const id = this.inodeOf(winner);
    return {
      id,
      layer: this.table.layer(id),
      writtenPath: this.table.writtenPath(id) ?? this.tree.path(this.table.nodes.get(id)),
    };
  }

  /** Ids of a layer's entries: consecutive, whiteouts left out, in the order of its tar. */
  idRange(layer: number): { first: number; end: number } {
    return { first: this.firstIds[layer] ?? 0, end: this.firstIds[layer + 1] ?? this.table.size };
  }

  /** The paths under which a container sees an entry's content: none when hidden, several when hard-linked. */
  pathsOf(id: number): string[] {
    const node = this.table.nodes.get(id);
    const paths = this.winners.get(node) === id ? [this.tree.path(node)] : [];
    for (const link of this.linksTo(id)) {
      const linkNode = this.table.nodes.get(link);
      if (this.winners.get(linkNode) === link) paths.push(this.tree.path(linkNode));
    }
    return paths;
  }

  /** The type of an entry by id. */
  typeOf(id: number): EntryType {
    return this.table.type(id);
  }

  private linksTo(id: number): readonly number[] {
    if (!this.linksByInode) {
      this.linksByInode = new Map();
      for (const [link, inode] of this.inodes) {
        const links = this.linksByInode.get(inode);
        if (links) links.push(link);
        else this.linksByInode.set(inode, [link]);
      }
    }
    return this.linksByInode.get(id) ?? [];
  }

  // --- layers

  private applyWhiteout(path: string, layer: number): void {
    const whiteout = parseWhiteout(path);
    if (!whiteout) return;
    if (whiteout.kind === 'ignored') return;
    const directory = whiteout.kind === 'opaque' ? whiteout.path : parentOf(whiteout.path);
    const parent = this.directory(directory, layer);
    if (whiteout.kind === 'opaque') this.removeChildren(parent, layer, 'deleted');
    else {
      const node = this.tree.child(parent, baseNameOf(whiteout.path));
      if (node !== undefined) this.remove(node, layer, 'deleted');
    }
  }

  private applyEntry(entry: LayerEntry, layer: number): void {
    if (entry.path === '') {
      const id = this.table.add(0, layer, entry);
      if (entry.type === 'directory') this.winners.set(0, id);
      return;
    }
    const parent = this.directory(parentOf(entry.path), layer);
    const node = this.nodeAt(parent, baseNameOf(entry.path));
    const old = this.winners.get(node);
    const target = entry.type === 'hardlink' ? this.linkedEntry(entry.linkTarget, layer) : undefined;
    if (old !== ABSENT && !(entry.type === 'directory' && this.isDirectory(old)))
      this.remove(node, layer, 'replaced');
    const followed = this.followedParent ? `${this.tree.path(node)}` !== entry.path : false;
    const id = this.table.add(node, layer, entry, followed ? entry.path : undefined);
    if (target !== undefined) this.inodes.set(id, target);
    if (this.winners.get(node) === ABSENT) this.visible++;
    this.winners.set(node, id);
    if (entry.type !== 'directory')
      this.cachedParent = entry.type === 'symlink' ? undefined : this.cachedParent;
  }

  /** True when the last directory() went through a link of its own layer. */
  private followedParent = false;

  // The node of a directory that this layer writes into. A lower layer's file or link in the way is hidden by the
  // directory, as an overlay's upper directory hides it; a link that this very layer made is followed, as unpacking does.
  private directory(path: string, layer: number): number {
    if (this.cachedParent?.path === path) return this.cachedParent.node;
    this.followedParent = false;
    let node = 0;
    let links = 0;
    const rest = path === '' ? [] : path.split('/').reverse();
    while (rest.length > 0) {
      const name = rest.pop() as string;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        node = node === 0 ? 0 : this.tree.parent(node);
        continue;
      }
      const child = this.nodeAt(node, name);
      const winner = this.winners.get(child);
      if (this.isOwnLink(winner, layer) && links++ < DEFAULT_LIMITS.symlinks) {
        const target = this.table.linkTarget(winner);
        if (target.startsWith('/')) node = 0;
        rest.push(...target.split('/').reverse());
        this.followedParent = true;
        continue;
      }
      if (!this.isDirectory(winner)) this.makeImplied(child, layer);
      node = child;
    }
    if (!this.followedParent) this.cachedParent = { path, node };
    return node;
  }

  private isOwnLink(winner: number, layer: number): boolean {
    return winner < IMPLIED && this.table.layer(winner) === layer && this.table.type(winner) === 'symlink';
  }

  private makeImplied(node: number, layer: number): void {
    if (this.winners.get(node) !== ABSENT) this.remove(node, layer, 'replaced');
    this.winners.set(node, IMPLIED);
    this.visible++;
  }

  private linkedEntry(target: string, layer: number): number | undefined {
    const parent = this.directory(parentOf(target), layer);
    const node = this.tree.child(parent, baseNameOf(target));
    const winner = node === undefined ? ABSENT : this.winners.get(node);
    return winner >= IMPLIED ? undefined : this.inodeOf(winner);
  }

  private inodeOf(id: number): number {
    return this.inodes.get(id) ?? id;
  }

  private nodeAt(parent: number, name: string): number {
    const node = this.tree.internChild(parent, name);
    while (this.winners.length <= node) this.winners.push(ABSENT);
    return node;
  }

  private remove(node: number, layer: number, how: 'deleted' | 'replaced'): void {
    if (this.winners.get(node) === ABSENT) return;
    this.removeChildren(node, layer, how);
    this.hide(node, layer, how);
  }

  private removeChildren(node: number, layer: number, how: 'deleted' | 'replaced'): void {
    this.cachedParent = undefined;
    const stack = [...this.tree.children(node)];
    while (stack.length > 0) {
      const child = stack.pop() as number;
      if (this.winners.get(child) === ABSENT) continue;
      for (const grandchild of this.tree.children(child)) stack.push(grandchild);
      this.hide(child, layer, how);
    }
  }

  private hide(node: number, layer: number, how: 'deleted' | 'replaced'): void {
    const id = this.winners.get(node);
    this.winners.set(node, ABSENT);
    this.visible--;
    if (id < IMPLIED && this.table.layer(id) !== layer && !this.table.isDirectory(id))
      this.hiddenEntries.push({ id, hiddenBy: layer, how });
  }

  // --- looking

  private isDirectory(winner: number): boolean {
    return winner === IMPLIED || (winner !== ABSENT && this.table.isDirectory(winner));
  }

  private visibleChildren(node: number): { node: number; name: string }[] {
    const found: { node: number; name: string }[] = [];
    for (const child of this.tree.children(node))
      if (this.winners.get(child) !== ABSENT) found.push({ node: child, name: this.tree.name(child) });
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private fileNode(node: number, path: string): FileNode | undefined {
    const winner = this.winners.get(node);
    if (winner === ABSENT) return undefined;
    if (winner === IMPLIED) return impliedDirectory(path);
    const inode = this.inodeOf(winner);
    if (inode === winner) return this.table.entry(winner, path);
    const layer = this.table.layer(winner);
    const hardlinkOf = this.tree.path(this.table.nodes.get(inode));
    return { ...this.table.entry(inode, path), layer, hardlinkOf };
  }

  private resolveNode(path: string): number | undefined {
    let node = 0;
    let links = 0;
    const rest = path.split('/').reverse();
    while (rest.length > 0) {
      const name = rest.pop() as string;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        node = node === 0 ? 0 : this.tree.parent(node);
        continue;
      }
      const child = this.tree.child(node, name);
      const winner = child === undefined ? ABSENT : this.winners.get(child);
      if (child === undefined || winner === ABSENT) return undefined;
      const inode = winner === IMPLIED ? IMPLIED : this.inodeOf(winner);
      if (inode !== IMPLIED && this.table.type(inode) === 'symlink') {
        const target = this.table.linkTarget(inode);
        if (++links > DEFAULT_LIMITS.symlinks || rest.length > DEFAULT_LIMITS.pathBytes) return undefined;
        if (target.startsWith('/')) node = 0;
        rest.push(...target.split('/').reverse());
        continue;
      }
      if (rest.some((r) => r !== '') && !this.isDirectory(winner)) return undefined;
      node = child;
    }
    return node;
  }
}

function impliedDirectory(path: string): FileNode {
  return {
    path,
    type: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
    linkTarget: '',
    devMajor: 0,
    devMinor: 0,
    layer: -1,
  };
}
