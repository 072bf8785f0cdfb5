// CPEs, guessed. Guesses make false findings: they are for what has nothing better, or for who asks.
import type { PackageType } from '../model.ts';
import { type CpePackage, candidatesOf } from './candidates.ts';
import { formatCpe } from './format.ts';

export type { CpePackage } from './candidates.ts';

const MAX_CPES = 32;

// Kinds that advisories know by CPE alone: programs told by their bytes, Alpine (whose feed lists fixes only), the unknown.
const NEEDED: ReadonlySet<PackageType> = new Set(['binary', 'apk', 'UnknownPackage']);

/** True for the kinds of package that get CPEs without being asked. */
export function needsCpes(type: PackageType): boolean {
  return NEEDED.has(type);
}

/** CPE 2.3 names that a package may have in the dictionary: well formed, sorted, each once, at most 32. */
export function generateCpes(pkg: CpePackage): string[] {
  const { vendors, products } = candidatesOf(pkg);
  const found = new Set<string>();
  for (const product of products.flatMap(spellings))
    for (const vendor of vendors.flatMap(spellings)) {
      const cpe = formatCpe(vendor, product, pkg.version);
      if (cpe && found.size < MAX_CPES) found.add(cpe);
    }
  return [...found].sort();
}

/** The dictionary is of two minds about hyphens. */
function spellings(name: string): string[] {
  return [...new Set([name, name.replaceAll('-', '_'), name.replaceAll('_', '-')])];
}
