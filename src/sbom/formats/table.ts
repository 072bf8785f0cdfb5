import { createStyle, renderTable } from '../../report/index.ts';
import type { Package, Sbom } from '../model.ts';
import type { SbomFormat, WriteOptions, Written } from './format.ts';

/** For people: a line a package, who owns it and which layer brought it. */
export const table: SbomFormat = { name: 'table', title: 'a table for people', write };

function write(sbom: Sbom, options: WriteOptions): Written {
  const style = createStyle({ colour: options.colour ?? false });
  const layered = sbom.packages.some((p) => p.introduced);
  const owners = new Map(sbom.packages.map((p) => [p.id, p.name]));
  const columns = [
    { title: 'NAME', fit: 'middle' as const },
    { title: 'VERSION', fit: 'end' as const },
    { title: 'TYPE', min: Number.POSITIVE_INFINITY },
    ...(layered ? [{ title: 'LAYER', min: Number.POSITIVE_INFINITY }] : []),
    { title: 'NOTE', fit: 'middle' as const },
  ];
  const rows = foldRows(sbom.packages.map((p) => rowOf(p, owners, layered)));
  if (rows.length === 0) return { text: 'no packages\n', dropped: [] };
  const text = renderTable(columns, rows, {
    ...(options.width !== undefined && { width: options.width }),
    header: style.bold,
  });
  return { text: `${text}\n`, dropped: [] };
}

function rowOf(pkg: Package, owners: ReadonlyMap<string, string>, layered: boolean): string[] {
  const layer = pkg.introduced;
  const origin = layer && layer.origin !== 'unknown' ? ` ${layer.origin}` : '';
  const notes = [
    ...(pkg.ownedBy ? [`of ${owners.get(pkg.ownedBy) ?? 'a package'}`] : []),
    ...(pkg.evidence === 'installed' ? [] : [pkg.evidence]),
  ];
  return [
    pkg.name,
    pkg.version,
    pkg.type,
    ...(layered ? [layer ? `${layer.layer + 1}${origin}` : ''] : []),
    notes.join(', '),
  ];
}

// node_modules holds the same package many times; people want to know that it is there.
function foldRows(rows: readonly string[][]): string[][] {
  const counts = new Map<string, { row: string[]; count: number }>();
  for (const row of rows) {
    const key = row.join('\0');
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { row, count: 1 });
  }
  return [...counts.values()].map(({ row, count }) =>
    count === 1 ? row : [...row.slice(0, -1), [row.at(-1), `${count} times`].filter(Boolean).join(', ')],
  );
}
