// Rules read a few small files. The layer engine keeps exactly these while it streams by, each to its bound, so that
// no layer is opened twice; everything else is judged by name, mode and size.

const KiB = 1024;

/** By the path's end, so that a link's target (usr/lib/os-release, nix/store/…/etc/passwd) is kept too. */
const BY_SUFFIX: ReadonlyMap<string, number> = new Map([
  ['etc/passwd', 1024 * KiB],
  ['etc/group', 1024 * KiB],
  ['etc/shadow', 1024 * KiB],
  ['etc/gshadow', 256 * KiB],
  ['etc/os-release', 64 * KiB],
  ['lib/os-release', 64 * KiB],
  ['etc/initrd-release', 64 * KiB],
  ['etc/lsb-release', 16 * KiB],
  ['etc/alpine-release', 4 * KiB],
  ['etc/debian_version', 4 * KiB],
  ['etc/redhat-release', 4 * KiB],
  ['etc/centos-release', 4 * KiB],
  ['etc/rocky-release', 4 * KiB],
  ['etc/almalinux-release', 4 * KiB],
  ['etc/oracle-release', 4 * KiB],
  ['etc/fedora-release', 4 * KiB],
  ['etc/ld.so.preload', 16 * KiB],
  ['etc/sudoers', 256 * KiB],
  ['etc/ssh/sshd_config', 256 * KiB],
  ['etc/apt/sources.list', 256 * KiB],
  ['etc/apk/repositories', 64 * KiB],
  ['.ssh/authorized_keys', 256 * KiB],
  ['.ssh/authorized_keys2', 256 * KiB],
  ['.docker/config.json', 64 * KiB],
  ['.npmrc', 64 * KiB],
  ['.pypirc', 64 * KiB],
]);

const BY_FOLDER: readonly { readonly folder: string; readonly ending: RegExp; readonly bytes: number }[] = [
  { folder: 'etc/apt/apt.conf.d/', ending: /^[^/]+$/, bytes: 64 * KiB },
  { folder: 'etc/apt/sources.list.d/', ending: /^[^/]+\.(list|sources)$/, bytes: 256 * KiB },
  { folder: 'etc/sudoers.d/', ending: /^[^/]+$/, bytes: 64 * KiB },
  { folder: 'etc/yum.repos.d/', ending: /^[^/]+\.repo$/, bytes: 256 * KiB },
];

/**
 * A key's first line tells its kind and whether it is encrypted, and that is all that is kept of it: caches must not
 * become a place to steal keys from.
 */
export const KEY_HEADER_BYTES = 42;

/** How many bytes of the file at this canonical path (no leading slash) to keep for rules: 0 for none. */
export function wantsCapture(path: string): number {
  const last = path.lastIndexOf('/');
  const parent = last < 0 ? -1 : path.lastIndexOf('/', last - 1);
  const grandparent = parent < 0 ? -1 : path.lastIndexOf('/', parent - 1);
  const bytes =
    BY_SUFFIX.get(path.slice(last + 1)) ??
    BY_SUFFIX.get(path.slice(parent + 1)) ??
    BY_SUFFIX.get(path.slice(grandparent + 1));
  if (bytes !== undefined) return bytes;
  if (isKeyName(path.slice(last + 1))) return KEY_HEADER_BYTES;
  return capturedByFolder(path);
}

function capturedByFolder(path: string): number {
  if (!path.startsWith('etc/')) return 0;
  const rule = BY_FOLDER.find((r) => path.startsWith(r.folder) && r.ending.test(path.slice(r.folder.length)));
  return rule?.bytes ?? 0;
}

/** Names under which private keys are kept: `id_rsa`, `cosign.key`, `server.pem`, … */
export function isKeyName(name: string): boolean {
  return /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$|^ssh_host_[a-z0-9]+_key$|\.(key|pem|p8|pk8|ppk|pkcs8)$/i.test(
    name,
  );
}
