// From the parts that a reader found to one document that keeps the model's promises: sorted, ids once, bounded.
import { PlimsollError } from '../../base/error.ts';
import { contentId } from '../identity.ts';
import type {
  DistributionRecord,
  EvidenceKind,
  Package,
  Relationship,
  Sbom,
  SbomSource,
  SbomUnknown,
} from '../model.ts';
import { OWNER_TYPES } from '../ownership.ts';
import type { ReadDocument } from './format.ts';

const MiB = 1024 * 1024;

/** Of documents from outside. */
export const SBOM_LIMITS = {
  bytes: 256 * MiB,
  depth: 64,
  packages: 500_000,
  relationships: 5_000_000,
} as const;

/** @throws PlimsollError `limit` */
export function checkCount(count: number, what: 'packages' | 'relationships', where: string): void {
  const most = SBOM_LIMITS[what];
  if (count > most) throw new PlimsollError('limit', `read ${where}: ${count} ${what}, the limit is ${most}`);
}

/** @throws PlimsollError `limit` */
export function assemble(sbom: Sbom, dropped: readonly string[], where: string): ReadDocument {
  checkCount(sbom.packages.length, 'packages', where);
  checkCount(sbom.relationships.length, 'relationships', where);
  const { packages, doubled } = eachIdOnce(sbom.packages);
  const distribution = sbom.distribution ?? distributionOfPurls(sbom.packages);
  return {
    sbom: {
      ...sbom,
      ...(distribution && { distribution }),
      packages: [...packages].sort(byName),
      relationships: eachOnce(sbom.relationships).sort(byEnds),
      unknowns: [...sbom.unknowns].sort(byPath),
    },
    dropped: [
      ...dropped,
      ...(doubled > 0 ? [`the relationships of ${doubled} packages whose id is another's`] : []),
    ],
  };
}

// syft's SPDX names the distribution only in the package URLs of what it installed.
function distributionOfPurls(packages: readonly Package[]): DistributionRecord | undefined {
  for (const { type, purl } of packages) {
    if (!OWNER_TYPES.has(type)) continue;
    const match = /[?&]distro=([a-z][a-z_.]*?)-(\d[^&#]{0,60})(?:[&#]|$)/.exec(purl);
    if (!match) continue;
    const [, id = '', versionId = ''] = match;
    return { id, name: id, prettyName: `${id} ${versionId}`, idLike: [], versionId };
  }
  return undefined;
}

/** What a document that does not say so means. */
export function presumedEvidence(type: Package['type'], source: SbomSource['type']): EvidenceKind {
  return source === 'directory' && !OWNER_TYPES.has(type) ? 'declared' : 'installed';
}

// Whoever writes the same id twice must not make relationships mean another package than the one they were written for.
function eachIdOnce(packages: readonly Package[]): { packages: readonly Package[]; doubled: number } {
  const seen = new Set<string>();
  let doubled = 0;
  const once = packages.map((pkg) => {
    if (!seen.has(pkg.id)) {
      seen.add(pkg.id);
      return pkg;
    }
    doubled++;
    const id = contentId({ id: pkg.id, again: doubled });
    seen.add(id);
    return { ...pkg, id };
  });
  return { packages: once, doubled };
}

function eachOnce(relationships: readonly Relationship[]): Relationship[] {
  const seen = new Map<string, Relationship>();
  for (const one of relationships) seen.set(`${one.from}\0${one.type}\0${one.to}`, one);
  return [...seen.values()];
}

function byName(a: Package, b: Package): number {
  return (
    compare(a.name, b.name) || compare(a.version, b.version) || compare(a.type, b.type) || compare(a.id, b.id)
  );
}

function byEnds(a: Relationship, b: Relationship): number {
  return compare(a.from, b.from) || compare(a.type, b.type) || compare(a.to, b.to);
}

function byPath(a: SbomUnknown, b: SbomUnknown): number {
  return (
    compare(a.path, b.path) ||
    (a.layer ?? -1) - (b.layer ?? -1) ||
    compare(a.cataloger, b.cataloger) ||
    compare(a.reason, b.reason)
  );
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
