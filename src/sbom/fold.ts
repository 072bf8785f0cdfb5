// An SBOM that lies in an image lists much that is found there anyway: one package, two kinds of evidence.
import type { Dependent } from './dependencies.ts';
import type { Package, PackageLocation } from './model.ts';

export interface Folded {
  readonly packages: readonly Package[];
  readonly dependents: readonly Dependent[];
}

/**
 * Folds what the cataloger `listedBy` read from SBOMs into what was found itself, by package URL without qualifiers. The
 * found package gains the SBOM as supporting evidence, and what only the SBOM knows of it.
 */
export function foldListed(
  packages: readonly Package[],
  dependents: readonly Dependent[],
  listedBy: string,
): Folded {
  const listed = packages.filter((p) => p.foundBy === listedBy && p.purl !== '');
  if (listed.length === 0) return { packages, dependents };
  const byPurl = new Map<string, string>();
  const kept = new Map<string, Package>();
  const became = new Map<string, string>();
  for (const pkg of packages) {
    if (pkg.foundBy === listedBy && pkg.purl !== '') continue;
    kept.set(pkg.id, pkg);
    if (pkg.purl !== '' && !byPurl.has(plainPurl(pkg.purl))) byPurl.set(plainPurl(pkg.purl), pkg.id);
  }
  for (const pkg of listed) {
    const key = plainPurl(pkg.purl);
    const id = byPurl.get(key);
    const known = id === undefined ? undefined : kept.get(id);
    if (known) {
      kept.set(known.id, withListed(known, pkg));
      became.set(pkg.id, known.id);
    } else {
      kept.set(pkg.id, pkg);
      byPurl.set(key, pkg.id);
    }
  }
  return {
    packages: [...kept.values()],
    dependents: dependents.map((d) => {
      const id = became.get(d.pkg.id);
      return id === undefined ? d : { ...d, pkg: kept.get(id) as Package };
    }),
  };
}

function plainPurl(purl: string): string {
  return purl.replace(/[?#].*$/s, '');
}

function withListed(known: Package, listed: Package): Package {
  const paths = new Set(known.locations.map((l) => l.path));
  const more = listed.locations
    .filter((l) => !paths.has(l.path))
    .map((l): PackageLocation => ({ ...l, evidence: 'supporting' }));
  const { supplier, homepage, description } = { ...listed, ...known };
  return {
    ...known,
    locations: [...known.locations, ...more],
    licenses: known.licenses.length > 0 ? known.licenses : listed.licenses,
    cpes: known.cpes.length > 0 ? known.cpes : listed.cpes,
    ...(supplier && { supplier }),
    ...(homepage && { homepage }),
    ...(description && { description }),
  };
}
