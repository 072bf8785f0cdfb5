// Files that an operating system's package put there: a component found in one of them is that package's, and is judged
// through it.
import type { FileIndex } from '../image/layers/file-index.ts';
import type { PackageType } from './model.ts';

/** Kinds whose databases list files and whose distributions publish what they fixed. */
export const OWNER_TYPES: ReadonlySet<PackageType> = new Set<PackageType>([
  'alpm',
  'apk',
  'bitnami',
  'deb',
  'homebrew',
  'nix',
  'opkg',
  'portage',
  'rpm',
]);

/** Looks up who owns a visible file. */
export class FileOwners {
  private readonly owners = new Map<string, string>();
  private readonly folders = new Map<string, string>();
  private readonly files: FileIndex;

  constructor(files: FileIndex) {
    this.files = files;
  }

  /** Databases list the names they unpacked; on a merged `/usr` the file lies behind a link. */
  add(owner: string, paths: readonly string[]): void {
    for (const path of paths) {
      const canonical = this.canonical(path);
      if (!this.owners.has(canonical)) this.owners.set(canonical, owner);
    }
  }

  of(path: string): string | undefined {
    return this.owners.get(path) ?? this.owners.get(this.canonical(path));
  }

  private canonical(path: string): string {
    const slash = path.lastIndexOf('/');
    if (slash <= 0) return path;
    const folder = path.slice(0, slash);
    let real = this.folders.get(folder);
    if (real === undefined) {
      real = this.files.resolve(folder)?.path ?? folder;
      this.folders.set(folder, real);
    }
    return `${real}${path.slice(slash)}`;
  }
}
