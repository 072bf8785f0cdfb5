import type { EntryType } from '../image/layers/types.ts';

// The figures of wagoodman/dive, so that teams can keep their thresholds: for every path, the bytes of all its
// occurrences in all layers against the smallest of them. A whiteout is an occurrence: of a file with 0 bytes, of a
// directory with all bytes below it at that moment. Opaque markers and directories that have content do not count.

export interface EfficiencyLayer {
  readonly entries: Iterable<{ readonly path: string; readonly type: EntryType; readonly size: number }>;
  /** Paths that this layer deletes, `.wh.` taken off; read more than once. */
  readonly whiteouts: readonly string[];
}

export interface Efficiency {
  /** 1: no byte is shipped twice. */
  readonly score: number;
  readonly wastedBytes: number;
  /** The worst first, at most 1000. */
  readonly wasted: readonly WastedPath[];
}

export interface WastedPath {
  readonly path: string;
  /** Occurrences in layers, deletions included. */
  readonly count: number;
  readonly bytes: number;
}

interface Tally {
  bytes: number;
  min: number;
  count: number;
  layer: number;
  last: number;
  minBefore: number;
}

const MAX_WASTED = 1000;

/** Measures how much of an image is shipped more than once, over its layers from the bottom. Linear in the entries. */
export function measureEfficiency(layers: readonly EfficiencyLayer[]): Efficiency {
  const tallies = new Map<string, Tally>();
  const stack = new DeletedTrees(layers);
  layers.forEach((layer, index) => {
    const gone = new Set(layer.whiteouts);
    const parents = new Set<string>();
    for (const path of gone) {
      noteParent(parents, path);
      addOccurrence(tallies, path, stack.remove(path), index, true);
    }
    const directories: string[] = [];
    for (const { path, type, size } of layer.entries) {
      noteParent(parents, path);
      const bytes = type === 'file' ? size : 0;
      stack.add(path, bytes, type === 'directory');
      if (type === 'directory') directories.push(path);
      else addOccurrence(tallies, path, bytes, index, false);
    }
    for (const path of directories)
      if (path !== '' && !parents.has(path)) addOccurrence(tallies, path, 0, index, false);
  });
  return summarize(tallies);
}

function noteParent(parents: Set<string>, path: string): void {
  const slash = path.lastIndexOf('/');
  if (slash > 0) parents.add(path.slice(0, slash));
}

// A path given twice in one layer counts once, its last size: that is what the layer's tree holds.
function addOccurrence(
  tallies: Map<string, Tally>,
  path: string,
  bytes: number,
  layer: number,
  deletion: boolean,
): void {
  const known = tallies.get(path);
  const at = deletion ? -1 - layer : layer;
  if (!known) {
    tallies.set(path, { bytes, min: bytes, count: 1, layer: at, last: bytes, minBefore: Infinity });
    return;
  }
  const again = known.layer === at;
  known.minBefore = again ? known.minBefore : known.min;
  known.min = Math.min(known.minBefore, bytes);
  known.bytes += bytes - (again ? known.last : 0);
  known.count += again ? 0 : 1;
  known.layer = at;
  known.last = bytes;
}

function summarize(tallies: Map<string, Tally>): Efficiency {
  let least = 0;
  let all = 0;
  let wastedBytes = 0;
  const wasted: WastedPath[] = [];
  for (const [path, { bytes, min, count }] of tallies) {
    least += min;
    all += bytes;
    if (count < 2) continue;
    wastedBytes += bytes;
    if (bytes > 0) wasted.push({ path, count, bytes });
  }
  wasted.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  return { score: all === 0 ? 1 : least / all, wastedBytes, wasted: wasted.slice(0, MAX_WASTED) };
}

interface TreeNode {
  size: number;
  directory: boolean;
  children: Map<string, TreeNode> | undefined;
}

/** The stacked file system, kept only at and below paths that some layer deletes. */
class DeletedTrees {
  private readonly roots: ReadonlySet<string>;
  private readonly trees = new Map<string, TreeNode>();

  constructor(layers: readonly EfficiencyLayer[]) {
    const all = new Set<string>();
    for (const layer of layers) for (const path of layer.whiteouts) all.add(path);
    // Only the topmost deleted directory needs a tree: those below it are inside.
    this.roots = new Set([...all].filter((path) => prefixIn(path, all, false) === undefined));
  }

  add(path: string, size: number, directory: boolean): void {
    const root = this.roots.size > 0 ? prefixIn(path, this.roots, true) : undefined;
    if (root === undefined) return;
    let node = this.trees.get(root);
    if (!node) this.trees.set(root, (node = emptyDirectory()));
    for (const name of namesBelow(root, path)) {
      node.children ??= new Map();
      node.directory = true;
      let child: TreeNode | undefined = node.children.get(name);
      if (!child) node.children.set(name, (child = emptyDirectory()));
      node = child;
    }
    node.size = size;
    node.directory = directory;
    if (!directory) node.children = undefined;
  }

  /** Takes the path out and gives the bytes below it, 0 where it was a file. */
  remove(path: string): number {
    const root = prefixIn(path, this.roots, true);
    const tree = root === undefined ? undefined : this.trees.get(root);
    if (root === undefined || !tree) return 0;
    const names = namesBelow(root, path);
    const last = names.pop();
    if (last === undefined) {
      this.trees.delete(root);
      return tree.directory ? bytesBelow(tree) : 0;
    }
    let parent: TreeNode | undefined = tree;
    for (const name of names) parent = parent?.children?.get(name);
    const node = parent?.children?.get(last);
    parent?.children?.delete(last);
    return node?.directory ? bytesBelow(node) : 0;
  }
}

function emptyDirectory(): TreeNode {
  return { size: 0, directory: true, children: undefined };
}

function namesBelow(root: string, path: string): string[] {
  return path.length === root.length ? [] : path.slice(root.length + 1).split('/');
}

function bytesBelow(top: TreeNode): number {
  let sum = 0;
  const open = [top];
  for (let node = open.pop(); node; node = open.pop()) {
    sum += node.size;
    for (const child of node.children?.values() ?? []) open.push(child);
  }
  return sum;
}

/** The shortest leading part of the path that is in the set; `self`: the whole path counts too. */
function prefixIn(path: string, set: ReadonlySet<string>, self: boolean): string | undefined {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const prefix = path.slice(0, at);
    if (set.has(prefix)) return prefix;
  }
  return self && set.has(path) ? path : undefined;
}
