import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { RPM_TAG, type RpmHeader } from '../../../codec/rpm-header/index.ts';

/** A file as syft-json's `rpm-db-entry` has it. */
export interface RpmFile extends JsonObject {
  path: string;
  mode: number;
}

const MAX_FILES = 1_000_000;

/** Letters that rpm prints for file flags, by bit (rpmfiles.h, RPMFILE_*). */
const FLAGS: readonly (readonly [bit: number, letter: string])[] = [
  [1 << 1, 'd'],
  [1 << 0, 'c'],
  [1 << 5, 's'],
  [1 << 3, 'm'],
  [1 << 4, 'n'],
  [1 << 6, 'g'],
  [1 << 7, 'l'],
  [1 << 8, 'r'],
  [1 << 12, 'a'],
];

/** OpenPGP's numbers of hash algorithms; without the tag a digest is MD5. */
const DIGESTS: Readonly<Record<number, string>> = {
  1: 'md5',
  2: 'sha1',
  3: 'ripemd160',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
  12: 'sha3-256',
  14: 'sha3-512',
};

/** Files that a header lists: folders and base names are stored apart. @throws PlimsollError `malformed`, `limit` */
export function filesOf(header: RpmHeader): RpmFile[] {
  const names = header.strings(RPM_TAG.baseNames) ?? [];
  if (names.length > MAX_FILES)
    throw new PlimsollError('limit', `read rpm header: more than ${MAX_FILES} files`);
  const folders = header.strings(RPM_TAG.directoryNames) ?? [];
  const indexes = header.integers(RPM_TAG.directoryIndexes) ?? [];
  const columns = columnsOf(header);
  return names.flatMap((name, i) => {
    const folder = folders[indexes[i] ?? -1];
    return folder === undefined ? [] : [{ path: folder + name, ...columns(i) }];
  });
}

function columnsOf(header: RpmHeader): (i: number) => Omit<RpmFile, 'path'> & { mode: number } {
  const modes = header.integers(RPM_TAG.fileModes) ?? [];
  const sizes = header.integers(RPM_TAG.longFileSizes) ?? header.integers(RPM_TAG.fileSizes) ?? [];
  const digests = header.strings(RPM_TAG.fileDigests) ?? [];
  const flags = header.integers(RPM_TAG.fileFlags) ?? [];
  const users = header.strings(RPM_TAG.fileUsers) ?? [];
  const groups = header.strings(RPM_TAG.fileGroups) ?? [];
  const algorithm = DIGESTS[header.integers(RPM_TAG.fileDigestAlgorithm)?.[0] ?? 1] ?? 'unknown';
  return (i) => ({
    mode: modes[i] ?? 0,
    size: sizes[i] ?? 0,
    digest: { algorithm, value: digests[i] ?? '' },
    userName: users[i] ?? '',
    groupName: groups[i] ?? '',
    flags: lettersOf(flags[i] ?? 0),
  });
}

function lettersOf(flags: number): string {
  return flags === 0 ? '' : FLAGS.map(([bit, letter]) => (flags & bit ? letter : '')).join('');
}

export function isDirectory(mode: number): boolean {
  return (mode & 0o170000) === 0o040000;
}
