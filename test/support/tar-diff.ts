import { createHash } from 'node:crypto';
import { rawEntry } from './raw-tar.ts';

// The layer that turns one root file system into another, both given as the tars that mmdebstrap (GNU tar) writes.

interface Member {
  readonly name: string;
  readonly type: string;
  readonly link: string;
  /** Every byte of the member: extended headers, header, body, padding. */
  readonly bytes: Buffer;
  readonly fingerprint: string;
}

/** A tar with what `upper` adds or changes and a whiteout for what it lacks, from two tars of whole root file systems. */
export function tarDifference(lower: Buffer, upper: Buffer): Buffer {
  const before = new Map(members(lower).map((member) => [member.name, member]));
  const after = new Map(members(upper).map((member) => [member.name, member]));
  const wanted = new Set<string>();
  for (const member of after.values())
    if (before.get(member.name)?.fingerprint !== member.fingerprint) want(member, after, wanted);
  const kept = [...after.values()].filter((member) => wanted.has(member.name));
  const gone = [...before.values()].filter((member) => isTopmostGone(member.name, before, after));
  return Buffer.concat([
    ...kept.map((member) => member.bytes),
    ...gone.map((member) => rawEntry({ name: whiteoutOf(member.name), mode: 0 })),
    Buffer.alloc(1024),
  ]);
}

/** With the folders it lies in, as builders write them, and the file that a hard link needs beside it. */
function want(member: Member, after: ReadonlyMap<string, Member>, wanted: Set<string>): void {
  const parts = member.name.replace(/\/$/, '').split('/');
  for (let n = 1; n < parts.length; n++) wanted.add(`${parts.slice(0, n).join('/')}/`);
  wanted.add(member.name);
  const target = member.type === '1' ? after.get(member.link) : undefined;
  if (target !== undefined && !wanted.has(target.name)) want(target, after, wanted);
}

function isTopmostGone(
  name: string,
  before: ReadonlyMap<string, Member>,
  after: ReadonlyMap<string, Member>,
): boolean {
  const bare = name.replace(/\/$/, '');
  if (after.has(bare) || after.has(`${bare}/`)) return false;
  const parent = bare.slice(0, bare.lastIndexOf('/') + 1);
  return !before.has(parent) || after.has(parent);
}

function whiteoutOf(name: string): string {
  const bare = name.replace(/\/$/, '');
  const cut = bare.lastIndexOf('/') + 1;
  return `${bare.slice(0, cut)}.wh.${bare.slice(cut)}`;
}

function members(tar: Buffer): Member[] {
  const found: Member[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const start = at;
    let long: { name?: string; link?: string } = {};
    while ('xLK'.includes(typeAt(tar, at))) {
      long = { ...long, ...longNames(typeAt(tar, at), bodyAt(tar, at)) };
      at = endOf(tar, at);
    }
    const end = endOf(tar, at);
    const bytes = tar.subarray(start, end);
    found.push({
      name: long.name ?? field(tar, at, 0, 100),
      type: typeAt(tar, at),
      link: long.link ?? field(tar, at, 157, 100),
      bytes,
      fingerprint: fingerprint(tar, start, at, end),
    });
    at = end;
  }
  return found;
}

function longNames(type: string, body: Buffer): { name?: string; link?: string } {
  const text = body.toString('latin1');
  if (type === 'L') return { name: text.replace(/\0.*$/s, '') };
  if (type === 'K') return { link: text.replace(/\0.*$/s, '') };
  const name = /\d+ path=(.*)\n/.exec(text)?.[1];
  const link = /\d+ linkpath=(.*)\n/.exec(text)?.[1];
  return { ...(name !== undefined && { name }), ...(link !== undefined && { link }) };
}

/** Of type, mode, owner, size, link and body. Times differ between two runs of a package's scripts and say nothing. */
function fingerprint(tar: Buffer, start: number, at: number, end: number): string {
  const hash = createHash('sha256');
  hash.update(
    tar
      .subarray(start, at)
      .toString('latin1')
      .replace(/\d+ [acm]time=.*\n/g, ''),
    'latin1',
  );
  hash.update(tar.subarray(at, at + 136)).update(tar.subarray(at + 156, at + 257));
  return hash.update(tar.subarray(at + 512, end)).digest('base64');
}

function bodyAt(tar: Buffer, at: number): Buffer {
  return tar.subarray(at + 512, at + 512 + sizeAt(tar, at));
}

function endOf(tar: Buffer, at: number): number {
  return at + 512 + Math.ceil(sizeAt(tar, at) / 512) * 512;
}

function sizeAt(tar: Buffer, at: number): number {
  return Number.parseInt(field(tar, at, 124, 12).trim(), 8) || 0;
}

function typeAt(tar: Buffer, at: number): string {
  return tar.toString('latin1', at + 156, at + 157);
}

function field(tar: Buffer, at: number, from: number, width: number): string {
  return tar.toString('latin1', at + from, at + from + width).replace(/\0.*$/s, '');
}
