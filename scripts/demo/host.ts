// What the demo image takes from the machine it is made on: shared libraries and, on a dpkg host, their records.
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LayerFile } from '../../src/image/io/layer-writer.ts';

/** A file as root would install it, with its content read when the layer is written. */
export function fileFrom(source: string, path: string, mode?: number): LayerFile {
  const info = statSync(source);
  return {
    fields: {
      path,
      type: 'file',
      mode: mode ?? (info.mode & 0o111 ? 0o755 : 0o644),
      size: info.size,
      mtime: 0,
    },
    content: { file: source },
  };
}

export function fileOf(path: string, content: string | Buffer, mode = 0o644): LayerFile {
  const bytes = Buffer.from(content);
  return { fields: { path, type: 'file', mode, size: bytes.length, mtime: 0 }, content: bytes };
}

export function directory(path: string, mode = 0o755): LayerFile {
  return { fields: { path, type: 'directory', mode, mtime: 0 } };
}

export function symlink(path: string, to: string): LayerFile {
  return { fields: { path, type: 'symlink', mode: 0o777, linkPath: to, mtime: 0 } };
}

/** The paths that a dynamically linked program needs: what `ldd` finds, links and what they lead to. */
export function sharedLibraries(program: string): string[] {
  const paths = new Set<string>();
  for (const line of execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n')) {
    const found = /(\/\S+) \(0x/.exec(line)?.[1];
    if (found) paths.add(found);
  }
  return [...paths].sort();
}

/** Layer files that put each library at the very path the loader looks for it, links inside the image kept short. */
export function libraryFiles(libraries: readonly string[]): LayerFile[] {
  const files = new Map<string, LayerFile>();
  for (const library of libraries) {
    const path = library.slice(1);
    const target = realpathSync(library);
    const name = basename(target);
    const beside = join(dirname(path), name);
    files.set(beside, fileFrom(target, beside, 0o755));
    if (beside !== path) files.set(path, symlink(path, name));
  }
  return [...files.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

/** Records of the packages that own these files, laid out as distroless images do. Empty where there is no dpkg. */
export function packageRecords(paths: readonly string[]): { packages: string[]; files: LayerFile[] } {
  const packages = [...new Set(paths.flatMap(owners))].sort();
  return { packages, files: packages.flatMap(recordFiles) };
}

function owners(path: string): string[] {
  for (const spelling of new Set([
    path,
    realpathSync(path),
    `/usr${path}`,
    realpathSync(path).replace(/^\/usr/, ''),
  ])) {
    const out = quietly('dpkg-query', ['-S', spelling]);
    const owner = out?.split('\n')[0]?.split(': ')[0];
    if (owner && !owner.includes(',')) return [owner];
  }
  return [];
}

function recordFiles(name: string): LayerFile[] {
  const status = quietly('dpkg-query', ['-s', name]);
  if (!status) return [];
  const plain = name.split(':')[0] as string;
  const md5sums = [`/var/lib/dpkg/info/${name}.md5sums`, `/var/lib/dpkg/info/${plain}.md5sums`].find(exists);
  const copyright = `/usr/share/doc/${plain}/copyright`;
  return [
    fileOf(`var/lib/dpkg/status.d/${plain}`, status),
    ...(md5sums ? [fileFrom(md5sums, `var/lib/dpkg/status.d/${plain}.md5sums`, 0o644)] : []),
    ...(exists(copyright)
      ? [fileFrom(realpathSync(copyright), `usr/share/doc/${plain}/copyright`, 0o644)]
      : []),
  ];
}

/** `etc/os-release`, so that the image says which distribution its libraries are from. */
export function osRelease(): LayerFile[] {
  return exists('/etc/os-release')
    ? [directory('etc'), fileOf('etc/os-release', readFileSync(realpathSync('/etc/os-release')))]
    : [];
}

/** Every directory that files lie in, so that the layer does not leave them to the runtime's taste. */
export function withDirectories(files: readonly LayerFile[]): LayerFile[] {
  const known = new Map(files.map((file) => [file.fields.path, file]));
  for (const file of files)
    for (let dir = dirname(file.fields.path); dir !== '.' && !known.has(dir); dir = dirname(dir))
      known.set(dir, directory(dir));
  return [...known.values()].sort((a, b) => (a.fields.path < b.fields.path ? -1 : 1));
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function quietly(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
