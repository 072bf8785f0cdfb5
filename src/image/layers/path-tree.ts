// Every path of an image once, as a tree of (parent, name): about 31 bytes a path. Node 0 is the root.
import { decodePath, encodePath } from '../../base/path-bytes.ts';
import { ByteArena, Column, u32 } from './columns.ts';

const NONE = 0xffffffff;

export class PathTree {
  private readonly parents = new Column(u32);
  private readonly names = new Column(u32);
  private readonly firstChild = new Column(u32);
  private readonly nextSibling = new Column(u32);
  private readonly arena = new ByteArena();
  private slots: Uint32Array = new Uint32Array(1024).fill(NONE);

  constructor() {
    this.append(NONE, Buffer.alloc(0));
  }

  get size(): number {
    return this.parents.length;
  }

  /** The node of a canonical path, made if it is not there (its parents too). */
  intern(path: string): number {
    let node = 0;
    for (const name of split(path)) node = this.child(node, name) ?? this.insert(node, name);
    return node;
  }

  find(path: string): number | undefined {
    let node: number | undefined = 0;
    for (const name of split(path)) {
      node = this.child(node, name);
      if (node === undefined) return undefined;
    }
    return node;
  }

  child(parent: number, name: Uint8Array): number | undefined {
    for (let slot = this.slotOf(parent, name); ; slot = (slot + 1) & (this.slots.length - 1)) {
      const node = this.slots[slot] as number;
      if (node === NONE) return undefined;
      if (this.parents.get(node) === parent && this.arena.equals(this.names.get(node), name)) return node;
    }
  }

  /** The child of that name, made if it is not there. */
  internChild(parent: number, name: Uint8Array): number {
    return this.child(parent, name) ?? this.insert(parent, name);
  }

  parent(node: number): number {
    return this.parents.get(node);
  }

  *children(node: number): Generator<number> {
    for (let c = this.firstChild.get(node); c !== NONE; c = this.nextSibling.get(c)) yield c;
  }

  nameBytes(node: number): Buffer {
    return this.arena.get(this.names.get(node));
  }

  name(node: number): string {
    return decodePath(this.nameBytes(node));
  }

  path(node: number): string {
    const parts: string[] = [];
    for (let n = node; n !== 0; n = this.parents.get(n)) parts.push(this.name(n));
    return parts.reverse().join('/');
  }

  /** Gives unused memory back. */
  seal(): void {
    for (const column of [this.parents, this.names, this.firstChild, this.nextSibling]) column.seal();
    this.arena.seal();
  }

  get byteLength(): number {
    const columns = [this.parents, this.names, this.firstChild, this.nextSibling, this.arena];
    return columns.reduce((sum, c) => sum + c.byteLength, this.slots.byteLength);
  }

  private insert(parent: number, name: Uint8Array): number {
    const node = this.append(parent, name);
    this.nextSibling.set(node, this.firstChild.get(parent));
    this.firstChild.set(parent, node);
    if (this.size * 4 > this.slots.length * 3) this.rehash(this.slots.length * 2);
    else this.place(node);
    return node;
  }

  private append(parent: number, name: Uint8Array): number {
    this.names.push(this.arena.add(name));
    this.firstChild.push(NONE);
    this.nextSibling.push(NONE);
    return this.parents.push(parent);
  }

  private place(node: number): void {
    let slot = this.slotOf(this.parents.get(node), this.arena.get(this.names.get(node)));
    while (this.slots[slot] !== NONE) slot = (slot + 1) & (this.slots.length - 1);
    this.slots[slot] = node;
  }

  private rehash(capacity: number): void {
    this.slots = new Uint32Array(capacity).fill(NONE);
    for (let node = 1; node < this.size; node++) this.place(node);
  }

  // FNV-1a over parent and name, mixed once more because its low bits alone cluster.
  private slotOf(parent: number, name: Uint8Array): number {
    let hash = Math.imul(0x811c9dc5 ^ parent, 0x01000193) ^ (parent >>> 13);
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ (name[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 12;
    return (hash >>> 0) & (this.slots.length - 1);
  }
}

function* split(path: string): Generator<Buffer> {
  if (path === '') return;
  let start = 0;
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
    yield encodePath(path.slice(start, slash));
    start = slash + 1;
  }
  yield encodePath(path.slice(start));
}
