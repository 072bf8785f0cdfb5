import { formatBytes, plural } from '../../base/text.ts';
import type { PackageChange } from '../../sbom/model.ts';
import type { DiffReport, DiffSide } from './model.ts';

/** `2 added · 1 removed · 3 changed`, or `no difference`. */
export function changesSentence(changes: readonly { readonly kind: string }[]): string {
  const count = (kind: string): number => changes.filter((c) => c.kind === kind).length;
  const said = ['added', 'removed', 'changed'].flatMap((kind) =>
    count(kind) ? [`${count(kind)} ${kind}`] : [],
  );
  return said.join(' · ') || 'no difference';
}

/** What a side is in one line. */
export function sideSentence(side: DiffSide): string {
  return [
    side.platform,
    side.distribution,
    side.size === undefined ? undefined : formatBytes(side.size),
    side.layers === undefined ? undefined : plural(side.layers, 'layer'),
    plural(side.packages, 'package'),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** `+1.2 MB (+3.4 %)`; undefined where a side has no size. */
export function sizeSentence({ before, after }: DiffReport): string | undefined {
  if (before.size === undefined || after.size === undefined) return undefined;
  const change = after.size - before.size;
  if (change === 0) return 'the same size';
  const sign = change > 0 ? '+' : '-';
  const percent =
    before.size === 0 ? '' : ` (${sign}${((Math.abs(change) / before.size) * 100).toFixed(1)} %)`;
  return `${sign}${formatBytes(Math.abs(change))}${percent}`;
}

export function layersSentence({ layers }: DiffReport): string | undefined {
  if (!layers) return undefined;
  return `${layers.shared} shared · ${layers.before} only before · ${layers.after} only after`;
}

export const versionsOf = (versions: readonly string[]): string => versions.join(', ');

/** What changed first, then what went, then what came. */
export function inOrder(changes: readonly PackageChange[]): PackageChange[] {
  const rank = { changed: 0, removed: 1, added: 2 };
  return [...changes].sort((a, b) => rank[a.kind] - rank[b.kind]);
}
