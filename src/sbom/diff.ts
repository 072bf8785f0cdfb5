// Two documents held beside each other: what came, what went, what changed its version.
import type { Package, PackageChange, PackageType } from './model.ts';

/** Compares by kind and name. A package that is there several times has several versions. Sorted by name, then kind. */
export function diffPackages(before: readonly Package[], after: readonly Package[]): PackageChange[] {
  const [a, b] = [versionsByName(before), versionsByName(after)];
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
  return keys.flatMap((key): PackageChange[] => {
    const [was, is] = [a.get(key) ?? new Set<string>(), b.get(key) ?? new Set<string>()];
    const gone = [...was].filter((v) => !is.has(v)).sort();
    const come = [...is].filter((v) => !was.has(v)).sort();
    if (gone.length === 0 && come.length === 0) return [];
    const [name = '', type = ''] = key.split('\0');
    const kind = gone.length === 0 && was.size === 0 ? 'added' : is.size === 0 ? 'removed' : 'changed';
    return [{ kind, name, type: type as PackageType, before: gone, after: come }];
  });
}

function versionsByName(packages: readonly Package[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, type, version } of packages) {
    const key = `${name}\0${type}`;
    const versions = found.get(key) ?? new Set<string>();
    found.set(key, versions.add(version));
  }
  return found;
}
