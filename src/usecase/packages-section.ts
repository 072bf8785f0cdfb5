// What `check` says of the packages: how many of each kind, whose they are, and what could not be read.
import { plural } from '../base/text.ts';
import type { LayerSummary, Section, Unknown } from '../report/model.ts';
import type { Sbom } from '../sbom/index.ts';

/** Counts by kind, the most frequent first. */
export function packagesSection({ packages }: Sbom): Section {
  return {
    id: 'packages',
    title: 'Packages',
    status: 'examined',
    summary: [plural(packages.length, 'package'), ...origins(packages)].join(' · '),
    counts: countBy(packages.map((p) => p.type)),
  };
}

function origins(packages: Sbom['packages']): string[] {
  const counts = countBy(packages.flatMap((p) => p.introduced?.origin ?? []));
  const words = ['yours', 'base'].flatMap((origin) =>
    counts[origin] ? [`${counts[origin]} ${origin}`] : [],
  );
  const owned = packages.filter((p) => p.ownedBy).length;
  return [...words, ...(owned > 0 ? [`${owned} owned by another`] : [])];
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

export function packageUnknowns({ unknowns }: Sbom, layers: readonly LayerSummary[]): Unknown[] {
  return unknowns.map(({ path, layer, reason }) => {
    const summary = layer === undefined ? undefined : layers[layer];
    const at = summary && { index: summary.index, diffId: summary.diffId, digest: summary.digest };
    return { what: path, why: reason, location: { path, ...(at && { layer: at }) } };
  });
}
