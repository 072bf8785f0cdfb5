import { PlimsollError } from '../base/error.ts';
import { printable } from '../base/text.ts';
import { BLOCK, malformedTar, type TarHeader } from './tar/format.ts';
import { type TarLimits, TarParser } from './tar/reader.ts';

/** Where a member's content lies in the archive. */
interface TarMember {
  readonly offset: number;
  readonly size: number;
}

/** Members of an archive by name, for reading them in any order. */
export interface TarIndex {
  /** Links inside the archive are followed. Undefined: no such file, or the link leads nowhere. */
  find(name: string): TarMember | undefined;
  /** Names of files and links, in the archive's order. */
  names(): readonly string[];
}

/** Reads up to `length` bytes at `offset`; fewer only at the archive's end. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

interface Entry {
  readonly type: 'file' | 'symlink' | 'hardlink';
  readonly offset: number;
  readonly size: number;
  readonly target: string;
}

const WINDOW = 32 * 1024;
const MAX_LINKS = 40;

/**
 * Indexes an uncompressed tar, reading headers only. The last of several members with one name counts, as unpacking
 * would have it.
 * @param size the archive's bytes
 * @throws PlimsollError `malformed` for names that leave the archive, truncation and damage; `limit`
 */
export async function indexTar(readAt: ReadAt, size: number, limits: TarLimits): Promise<TarIndex> {
  const entries = new Map<string, Entry>();
  let count = 0;
  let at = 0;
  while (at < size) {
    const base = at;
    let last = 0;
    const parser = new TarParser(
      {
        entry: (header) => {
          if (++count > limits.layerEntries)
            throw new PlimsollError('limit', `read tar: more than ${limits.layerEntries} entries`);
          last = endOf(header, base);
          if (last - paddingOf(header.storedSize) > size)
            throw malformedTar('it is truncated: a member ends after it');
          addEntry(entries, header, base);
          return undefined;
        },
      },
      limits,
    );
    // One parser goes on while headers are near each other; over long content it is left behind and a new one begins.
    while (at < size && last <= at) at += await feed(parser, readAt, at);
    if (last <= at) {
      parser.end();
      break;
    }
    at = last;
  }
  return { find: (name) => findMember(entries, name), names: () => [...entries.keys()] };
}

async function feed(parser: TarParser, readAt: ReadAt, at: number): Promise<number> {
  const window = await readAt(at, WINDOW);
  if (window.length === 0) throw malformedTar('it is shorter than its file was');
  parser.write(window);
  return window.length;
}

function endOf(header: TarHeader, base: number): number {
  return base + header.offset + header.storedSize + paddingOf(header.storedSize);
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function addEntry(entries: Map<string, Entry>, header: TarHeader, base: number): void {
  const { type } = header;
  if (type !== 'file' && type !== 'symlink' && type !== 'hardlink') return;
  if (header.sparse) throw malformedTar(`its member ${quote(header.path)} is a sparse file`);
  const name = memberName(header.path);
  // A hard link to a member that is replaced later means the earlier one.
  const linked = type === 'hardlink' ? entries.get(memberName(header.linkPath)) : undefined;
  const entry = linked ?? {
    type,
    offset: base + header.offset,
    size: header.storedSize,
    target: header.linkPath,
  };
  entries.delete(name);
  entries.set(name, entry);
}

/** The member's name without `./` and doubled slashes. @throws PlimsollError `malformed` when absolute or with `..` */
function memberName(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.includes('..'))
    throw new PlimsollError('malformed', `read tar: its member ${quote(path)} leads out of the archive`, {
      hint: 'the archive was made to write outside of its folder: do not use it',
    });
  return parts.join('/');
}

function findMember(entries: Map<string, Entry>, name: string): TarMember | undefined {
  let path = memberName(name);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const entry = entries.get(path);
    if (!entry || entry.type === 'hardlink') return undefined;
    if (entry.type === 'file') return { offset: entry.offset, size: entry.size };
    const target = resolveLink(path, entry.target);
    if (target === undefined)
      throw malformedTar(`its link ${quote(path)} leads out of the archive, to ${quote(entry.target)}`);
    path = target;
  }
  throw malformedTar(`its link ${quote(name)} leads in a circle`);
}

function resolveLink(from: string, target: string): string | undefined {
  if (target.startsWith('/')) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function quote(path: string): string {
  return JSON.stringify(printable(path.slice(0, 200)));
}
