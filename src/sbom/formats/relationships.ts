// Most relationships follow from what packages say of themselves; formats without a field for them get them back so.
import { plural } from '../../base/text.ts';
import type { Package, Relationship, Sbom } from '../model.ts';

/** Source contains package, owner owns package, package is evident by its files. */
export function derivedRelationships(sourceId: string, packages: readonly Package[]): Relationship[] {
  return packages.flatMap((p): Relationship[] => [
    { from: sourceId, to: p.id, type: 'contains' },
    ...(p.ownedBy === undefined
      ? []
      : [{ from: p.ownedBy, to: p.id, type: 'ownership-by-file-overlap' } as const]),
    ...p.locations.map((l): Relationship => ({ from: p.id, to: l.path, type: 'evident-by' })),
  ]);
}

/** Those that are neither derived nor `dependency-of`, said in one line for {@link Written.dropped}. */
export function droppedRelationships(sbom: Sbom): string[] {
  const derived = new Set(derivedRelationships(sbom.source.id, sbom.packages).map(key));
  const lost = sbom.relationships.filter((r) => r.type !== 'dependency-of' && !derived.has(key(r)));
  if (lost.length === 0) return [];
  const kinds = [...new Set(lost.map((r) => r.type))].sort();
  return [`${plural(lost.length, 'relationship')} (${kinds.join(', ')})`];
}

/** What each package needs: ids by the id of who needs them, both sorted. */
export function dependenciesOf(sbom: Sbom): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const { from, to, type } of sbom.relationships) {
    if (type !== 'dependency-of') continue;
    const known = needs.get(to);
    if (known) known.push(from);
    else needs.set(to, [from]);
  }
  for (const ids of needs.values()) ids.sort();
  return new Map([...needs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function key({ from, to, type }: Relationship): string {
  return `${from}\0${type}\0${to}`;
}
