// What a cataloger's tests need: the file that a layer gives, and the view of a squashed system, from plain texts.
import type { JsonValue } from '../../base/json.ts';
import type { LayerEntry } from '../../image/layers/types.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage } from '../cataloger.ts';
import type { DistributionRecord } from '../model.ts';
import { compileGlobs } from '../select.ts';

export function layerFile(path: string, size: number): LayerEntry {
  const owner = { mode: 0o644, uid: 0, gid: 0, mtime: 0, linkTarget: '', devMajor: 0, devMinor: 0 };
  return { path, type: 'file', size, ...owner };
}

/** A file as `parse` gets it; `limit` cuts it. */
export function catalogFile(
  path: string,
  content: string | Buffer,
  limit = Number.POSITIVE_INFINITY,
): CatalogFile {
  const bytes = Buffer.from(content as string);
  const isCut = bytes.length > limit;
  return {
    path,
    bytes: isCut ? bytes.subarray(0, limit) : bytes,
    entry: layerFile(path, bytes.length),
    isCut,
  };
}

export function distribution(id: string, versionId?: string, idLike: string[] = []): DistributionRecord {
  return { id, name: id, prettyName: id, idLike, ...(versionId && { versionId }) };
}

export interface Cataloged {
  readonly found: readonly FoundPackage[];
  readonly unknowns: readonly string[];
}

/**
 * Runs a cataloger over the files of one layer as the product would: globs choose, `parse` reads, `complete` joins.
 * @param links canonical paths by the path of the link
 */
export function catalogTree(
  cataloger: Cataloger,
  files: Readonly<Record<string, string | Buffer>>,
  release?: DistributionRecord,
  links: Readonly<Record<string, string>> = {},
): Cataloged {
  const facts = new Map<string, JsonValue>();
  const found: FoundPackage[] = [];
  const unknowns: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    const bytes = wanted(cataloger, path);
    if (bytes === 0 || content.length === 0) continue;
    const parsed = cataloger.parse?.(catalogFile(path, content, bytes)) ?? {};
    for (const draft of parsed.packages ?? []) found.push({ draft, path, layer: 0 });
    if (parsed.facts !== undefined) facts.set(path, parsed.facts);
    unknowns.push(...(parsed.unknowns ?? []));
  }
  const view = viewOf(facts, Object.keys(files), release, links);
  return { found: cataloger.complete?.(found, view) ?? found, unknowns };
}

function wanted(cataloger: Cataloger, path: string): number {
  const matching = cataloger.files.filter(({ glob }) => compileGlobs(glob).some((g) => g.pattern.test(path)));
  return Math.max(0, ...matching.map((selector) => selector.bytes));
}

function viewOf(
  facts: ReadonlyMap<string, JsonValue>,
  paths: readonly string[],
  release: DistributionRecord | undefined,
  links: Readonly<Record<string, string>>,
): CatalogView {
  const resolve = (path: string): string | undefined => {
    for (const [from, to] of Object.entries(links))
      if (path === from || path.startsWith(`${from}/`)) return resolve(to + path.slice(from.length));
    return paths.some((p) => p === path || p.startsWith(`${path}/`)) ? path : undefined;
  };
  return {
    distribution: release,
    facts: (path) => facts.get(resolve(path) ?? path),
    allFacts: () => facts.entries(),
    exists: (path) => resolve(path) !== undefined,
    resolve,
    layerOf: () => 0,
    list: (folder) =>
      [
        ...new Set(
          paths.flatMap((p) =>
            p.startsWith(`${folder}/`) ? [p.slice(folder.length + 1).split('/')[0] as string] : [],
          ),
        ),
      ].sort(),
  };
}
