import type { JsonObject } from '../../../base/json.ts';

/** A file as syft-json's `dpkg-db-entry` has it. */
export interface DpkgFile extends JsonObject {
  path: string;
  isConfigFile: boolean;
}

/** Reads an md5sums list: `5d41402abc4b2a76b9719d911017c592  usr/bin/env` (deb-md5sums(5)). */
export function parseSums(text: string): DpkgFile[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([0-9a-f]{32}) [ *]?(\S.*)$/.exec(line);
    if (!match) return [];
    const path = (match[2] as string).trimEnd().replace(/^(?:\.?\/)*/, '/');
    return [{ path, digest: { algorithm: 'md5', value: match[1] as string }, isConfigFile: false }];
  });
}

/** Reads a package's own list of configuration files: a path a line, flags before it (deb-conffiles(5)). */
export function parseConffileList(text: string): DpkgFile[] {
  return text.split('\n').flatMap((line) => {
    const path = /^(?:[a-z-]+[ \t]+)?(\/\S[^\r]*)/.exec(line)?.[1]?.trimEnd();
    return path ? [{ path, isConfigFile: true }] : [];
  });
}

/** Reads the `Conffiles` field of a status record: a path and its md5 a line, `obsolete` and the like behind. */
export function parseConffiles(value: string): DpkgFile[] {
  return value.split('\n').flatMap((line) => {
    const match = /^[ \t]*(\/\S.*?)[ \t]([0-9a-f]{32})(?:[ \t]|$)/.exec(line);
    if (!match) return [];
    const digest = { algorithm: 'md5', value: match[2] as string };
    return [{ path: (match[1] as string).trimEnd(), digest, isConfigFile: true }];
  });
}

/** One record a path: the first that names it wins. Sorted by path. */
export function mergeFiles(...lists: readonly (readonly DpkgFile[])[]): DpkgFile[] {
  const files = new Map<string, DpkgFile>();
  for (const file of lists.flat()) if (!files.has(file.path)) files.set(file.path, file);
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
