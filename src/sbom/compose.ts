// From what catalogers said of files to packages with an identity, an owner, a layer, and what they need.
import type { FileIndex } from '../image/layers/file-index.ts';
import type { Origin } from '../report/model.ts';
import { attributePackages } from './attribution.ts';
import type { Cataloger, CatalogView, FoundPackage } from './cataloger.ts';
import { generateCpes, needsCpes } from './cpe/index.ts';
import { type Dependent, dependencyRelationships } from './dependencies.ts';
import { foldListed } from './fold.ts';
import { contentId } from './identity.ts';
import { licenseApplier } from './licenses/index.ts';
import type {
  DistributionRecord,
  EvidenceKind,
  Introduction,
  Package,
  PackageLocation,
  Relationship,
  SbomUnknown,
} from './model.ts';
import { FileOwners, OWNER_TYPES } from './ownership.ts';
import type { FileRecord } from './reader.ts';
import { allRecords, catalogView, foundPackages, unknownsOf, visibleRecords } from './view.ts';

/** The cataloger that reads SBOMs found in the image. */
const EMBEDDED_SBOM = 'embedded-sbom';

export interface ComposeInput {
  readonly catalogers: readonly Cataloger[];
  readonly files: FileIndex;
  /** By layer, bottom first. */
  readonly records: readonly (readonly FileRecord[])[];
  /** By layer: what made it and whose it is. Empty where the source has no layers. */
  readonly layers: readonly { readonly instruction: string; readonly origin: Origin }[];
  readonly distribution: DistributionRecord | undefined;
  readonly sourceId: string;
  readonly scope: 'squashed' | 'all-layers';
  readonly evidence: ReadonlySet<EvidenceKind>;
  /** Paths to leave out. */
  readonly excludes?: (path: string) => boolean;
  /** CPEs for every package, not only for those that nothing better names. */
  readonly cpes?: boolean;
}

export interface Composed {
  readonly packages: readonly Package[];
  readonly relationships: readonly Relationship[];
  readonly unknowns: readonly SbomUnknown[];
}

/** Pure: the same records give the same document. */
export function composePackages(input: ComposeInput): Composed {
  const every =
    input.scope === 'squashed' ? visibleRecords(input.files, input.records) : allRecords(input.records);
  const records = input.excludes ? every.filter(({ path }) => !input.excludes?.(path)) : every;
  const introducedIn = attributePackages(input.files, input.records);
  const dependents: Dependent[] = [];
  const owners = new FileOwners(input.files);
  const merged = new Map<string, Package>();
  const licensed = licenseApplier();
  const failures: SbomUnknown[] = [];
  for (const cataloger of input.catalogers) {
    const view = catalogView(input.files, records, cataloger.id, input.distribution);
    const found = foundPackages(records, cataloger.id);
    for (const one of completed(cataloger, found, view, failures)) {
      if (!input.evidence.has(one.draft.evidence)) continue;
      const since = introducedIn(cataloger.id, one.path, one.draft, one.layer);
      const pkg = withCpes(
        toPackage(input, cataloger, withExpressions(one, licensed), introductionOf(input, since)),
        input.cpes === true,
      );
      const known = merged.get(pkg.id);
      merged.set(pkg.id, known ? mergePackages(known, pkg) : pkg);
      dependents.push({ pkg, draft: one.draft, scope: `${cataloger.id}\0${one.draft.scope ?? one.path}` });
      if (OWNER_TYPES.has(pkg.type)) owners.add(pkg.id, one.draft.files ?? []);
    }
  }
  const folded = foldListed([...merged.values()], dependents, EMBEDDED_SBOM);
  const packages = folded.packages.map((pkg) => withOwner(pkg, owners)).sort(byName);
  return {
    packages,
    relationships: [
      ...packages.map((p): Relationship => ({ from: input.sourceId, to: p.id, type: 'contains' })),
      ...dependencyRelationships(folded.dependents),
      ...packages.flatMap((p): Relationship[] =>
        p.ownedBy ? [{ from: p.ownedBy, to: p.id, type: 'ownership-by-file-overlap' }] : [],
      ),
      ...packages.flatMap((p) =>
        p.locations.map((l): Relationship => ({ from: p.id, to: l.path, type: 'evident-by' })),
      ),
    ].sort(byEnds),
    unknowns: [...unknownsOf(records), ...failures],
  };
}

// What one cataloger trips over must not lose the packages of the others, nor what its own files said.
function completed(
  cataloger: Cataloger,
  found: readonly FoundPackage[],
  view: CatalogView,
  failures: SbomUnknown[],
): readonly FoundPackage[] {
  try {
    return cataloger.complete?.(found, view) ?? found;
  } catch (error) {
    const reason = `its files could not be joined: ${error instanceof Error ? error.message : String(error)}`;
    failures.push({ path: found[0]?.path ?? '', cataloger: cataloger.id, reason });
    return found;
  }
}

function introductionOf({ layers }: ComposeInput, layer: number): Introduction | undefined {
  const summary = layers[layer];
  return (
    summary && {
      layer,
      origin: summary.origin,
      ...(summary.instruction && { instruction: summary.instruction }),
    }
  );
}

function withExpressions(found: FoundPackage, licensed: ReturnType<typeof licenseApplier>): FoundPackage {
  const { licenses } = found.draft;
  return licenses ? { ...found, draft: { ...found.draft, licenses: licensed(licenses) } } : found;
}

function toPackage(
  { files }: ComposeInput,
  cataloger: Cataloger,
  found: FoundPackage,
  introduced: Introduction | undefined,
): Package {
  const { requires: _r, provides: _p, scope: _s, files: _f, supporting, ...draft } = found.draft;
  const at = (layer: number): { layer?: number } => (introduced ? { layer } : {});
  const locations: PackageLocation[] = [
    { path: found.path, ...at(found.layer), evidence: 'primary' },
    ...[...new Set(supporting ?? [])]
      .filter((path) => path !== found.path)
      .map((path): PackageLocation => {
        const layer = files.contentOf(path)?.layer ?? found.layer;
        return { path, ...at(layer), evidence: 'supporting' };
      }),
  ];
  const { name, version, type, purl = '', virtualPath } = draft;
  return {
    ...draft,
    id: contentId({ name, version, type, purl, path: found.path, virtualPath }),
    foundBy: cataloger.id,
    language: draft.language ?? '',
    purl,
    cpes: draft.cpes ?? [],
    licenses: draft.licenses ?? [],
    locations,
    ...(introduced && { introduced }),
  };
}

function withCpes(pkg: Package, always: boolean): Package {
  if (pkg.cpes.length > 0 || !(always || needsCpes(pkg.type))) return pkg;
  return { ...pkg, cpes: generateCpes(pkg) };
}

// The same package said twice: in two layers' copies of a file, or twice in one.
function mergePackages(a: Package, b: Package): Package {
  const key = (l: PackageLocation): string => `${l.path}\0${l.layer}\0${l.evidence}`;
  const known = new Set(a.locations.map(key));
  const licences = new Set(a.licenses.map((l) => l.value));
  const earlier = (b.introduced?.layer ?? 0) < (a.introduced?.layer ?? 0) ? b.introduced : a.introduced;
  return {
    ...a,
    locations: [...a.locations, ...b.locations.filter((l) => !known.has(key(l)))],
    licenses: [...a.licenses, ...b.licenses.filter((l) => !licences.has(l.value))],
    cpes: [...new Set([...a.cpes, ...b.cpes])],
    ...(earlier && { introduced: earlier }),
  };
}

function withOwner(pkg: Package, owners: FileOwners): Package {
  // What a program's own note says of its package (embedded) has the package that brought the program for an owner.
  if (OWNER_TYPES.has(pkg.type) && pkg.evidence === 'installed') return pkg;
  const owner = owners.of((pkg.locations[0] as PackageLocation).path);
  return owner ? { ...pkg, ownedBy: owner } : pkg;
}

function byName(a: Package, b: Package): number {
  return (
    compare(a.name, b.name) || compare(a.version, b.version) || compare(a.type, b.type) || compare(a.id, b.id)
  );
}

function byEnds(a: Relationship, b: Relationship): number {
  return compare(a.from, b.from) || compare(a.type, b.type) || compare(a.to, b.to);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
