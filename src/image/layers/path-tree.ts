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
  private slots: Uint32Array;
  /** The bytes of the name looked up: no buffer is made for any of a million names. */
  private key: Uint8Array = new Uint8Array(1024);
  private keyLength = 0;

  /** @param expected about how many paths there will be */
  constructor(expected = 0) {
    this.slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1024, expected * 1.5)))).fill(NONE);
    this.append(NONE);
  }

  get size(): number {
    return this.parents.length;
  }

  /** The node of a canonical path, made if it is not there (its parents too). */
  intern(path: string): number {
    let node = 0;
    for (const name of split(path)) node = this.internChild(node, name);
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

  child(parent: number, name: string): number | undefined {
    this.setKey(name);
    return this.lookup(parent);
  }

  /** The child of that name, made if it is not there. */
  internChild(parent: number, name: string): number {
    this.setKey(name);
    return this.lookup(parent) ?? this.insert(parent);
  }

  parent(node: number): number {
    return this.parents.get(node);
  }

  *children(node: number): Generator<number> {
    for (let c = this.firstChild.get(node); c !== NONE; c = this.nextSibling.get(c)) yield c;
  }

  name(node: number): string {
    return decodePath(this.arena.get(this.names.get(node)));
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

  private lookup(parent: number): number | undefined {
    for (let slot = this.slotOf(parent); ; slot = (slot + 1) & (this.slots.length - 1)) {
      const node = this.slots[slot] as number;
      if (node === NONE) return undefined;
      if (this.parents.get(node) !== parent) continue;
      if (this.arena.equals(this.names.get(node), this.key, this.keyLength)) return node;
    }
  }

  private setKey(name: string): void {
    if (name.length > this.key.length) this.key = new Uint8Array(name.length * 2);
    for (let i = 0; i < name.length; i++) {
      const c = name.charCodeAt(i);
      if (c > 0x7f) {
        this.setWideKey(name);
        return;
      }
      this.key[i] = c;
    }
    this.keyLength = name.length;
  }

  private setWideKey(name: string): void {
    const bytes = encodePath(name);
    if (bytes.length > this.key.length) this.key = new Uint8Array(bytes.length * 2);
    this.key.set(bytes);
    this.keyLength = bytes.length;
  }

  private insert(parent: number): number {
    const node = this.append(parent);
    this.nextSibling.set(node, this.firstChild.get(parent));
    this.firstChild.set(parent, node);
    if (this.size * 4 > this.slots.length * 3) this.rehash(this.slots.length * 2);
    else this.place(node, parent);
    return node;
  }

  private append(parent: number): number {
    this.names.push(this.arena.add(this.key, this.keyLength));
    this.firstChild.push(NONE);
    this.nextSibling.push(NONE);
    return this.parents.push(parent);
  }

  private place(node: number, parent: number): void {
    let slot = this.slotOf(parent);
    while (this.slots[slot] !== NONE) slot = (slot + 1) & (this.slots.length - 1);
    this.slots[slot] = node;
  }

  private rehash(capacity: number): void {
    this.slots = new Uint32Array(capacity).fill(NONE);
    for (let node = 1; node < this.size; node++) {
      this.keyLength = this.arena.copyTo(this.names.get(node), this.key);
      this.place(node, this.parents.get(node));
    }
  }

  // FNV-1a over parent and name, mixed once more because its low bits alone cluster.
  private slotOf(parent: number): number {
    let hash = Math.imul(0x811c9dc5 ^ parent, 0x01000193) ^ (parent >>> 13);
    for (let i = 0; i < this.keyLength; i++) hash = Math.imul(hash ^ (this.key[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 12;
    return (hash >>> 0) & (this.slots.length - 1);
  }
}

function split(path: string): readonly string[] {
  return path === '' ? [] : path.split('/');
}
