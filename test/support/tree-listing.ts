import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';

// What a directory tree holds, one line a path, so that two trees are compared as text.

/** `path type mode uid:gid size|link|device content hardlinks`, sorted by path bytes. Names are shown as escaped bytes. */
export function listTree(root: string): string[] {
  const found: { path: Buffer; stat: Stats }[] = [];
  walk(Buffer.from(root), Buffer.alloc(0), found);
  found.sort((a, b) => Buffer.compare(a.path, b.path));
  const firstOf = new Map<number, string>();
  return found.map(({ path, stat }) => {
    const name = showName(path);
    const first = stat.isDirectory() || stat.nlink === 1 ? undefined : firstOf.get(stat.ino);
    if (!stat.isDirectory() && first === undefined) firstOf.set(stat.ino, name);
    return formatLine(Buffer.concat([Buffer.from(`${root}/`), path]), name, stat, first);
  });
}

function walk(root: Buffer, path: Buffer, found: { path: Buffer; stat: Stats }[]): void {
  const full = Buffer.concat([root, Buffer.from('/'), path]);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  // Overlay lists a whiteout in a directory that only one layer has, and then says that it does not exist.
  if (stat === undefined) return;
  found.push({ path, stat });
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(full, { encoding: 'buffer' }))
    walk(root, path.length === 0 ? name : Buffer.concat([path, Buffer.from('/'), name]), found);
}

function formatLine(full: Buffer, name: string, stat: Stats, first: string | undefined): string {
  const mode = (stat.mode & 0o7777).toString(8).padStart(4, '0');
  const line = `${name === '' ? '.' : name} ${typeOf(stat)} ${mode} ${stat.uid}:${stat.gid}`;
  if (first !== undefined) return `${line} = ${first}`;
  if (stat.isSymbolicLink()) return `${line} -> ${readlinkSync(full)}`;
  if (stat.isFile()) return `${line} ${stat.size} ${contentOf(full, stat.size)}`;
  if (stat.isCharacterDevice() || stat.isBlockDevice())
    return `${line} ${(stat.rdev >> 8) & 0xfff},${stat.rdev & 0xff}`;
  return line;
}

function contentOf(full: Buffer, size: number): string {
  const bytes = readFileSync(full);
  return size <= 40
    ? JSON.stringify(bytes.toString('latin1'))
    : createHash('sha256').update(bytes).digest('hex');
}

function typeOf(stat: Stats): string {
  if (stat.isDirectory()) return 'd';
  if (stat.isSymbolicLink()) return 'l';
  if (stat.isFile()) return '-';
  if (stat.isCharacterDevice()) return 'c';
  if (stat.isBlockDevice()) return 'b';
  return stat.isFIFO() ? 'p' : '?';
}

function showName(path: Buffer): string {
  const latin = path.toString('latin1');
  return latin.replace(/[^\x21-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
