// What the catalogers said of each layer, seen through the squashed file system.
import type { JsonValue } from '../base/json.ts';
import type { FileIndex } from '../image/layers/file-index.ts';
import type { CatalogView, FoundPackage } from './cataloger.ts';
import type { DistributionRecord, SbomUnknown } from './model.ts';
import type { FileRecord } from './reader.ts';

/** A record whose file a container sees (or, with all layers, that shipped). */
export interface VisibleRecord {
  readonly record: FileRecord;
  /** Canonical in the squashed view. */
  readonly path: string;
  readonly layer: number;
}

/** Keeps the records of files that are not hidden by a later layer, under their canonical paths. */
export function visibleRecords(
  files: FileIndex,
  layers: readonly (readonly FileRecord[])[],
): VisibleRecord[] {
  return layers.flatMap((records, layer) =>
    records.flatMap((record) => {
      const node = files.resolve(record.path);
      if (!node) return [];
      const content = files.contentOf(node.path);
      if (content?.layer !== layer || content.writtenPath !== record.path) return [];
      return [{ record, path: node.path, layer }];
    }),
  );
}

/** Every record of every layer, hidden or not: `--scope all-layers`. */
export function allRecords(layers: readonly (readonly FileRecord[])[]): VisibleRecord[] {
  return layers.flatMap((records, layer) => records.map((record) => ({ record, path: record.path, layer })));
}

export function foundPackages(records: readonly VisibleRecord[], cataloger: string): FoundPackage[] {
  return records.flatMap(({ record, path, layer }) =>
    record.cataloger === cataloger ? (record.packages ?? []).map((draft) => ({ draft, path, layer })) : [],
  );
}

export function unknownsOf(records: readonly VisibleRecord[]): SbomUnknown[] {
  return records.flatMap(({ record, path, layer }) =>
    (record.unknowns ?? []).map((reason) => ({ path, layer, cataloger: record.cataloger, reason })),
  );
}

/** The view that a cataloger's `complete` gets. */
export function catalogView(
  files: FileIndex,
  records: readonly VisibleRecord[],
  cataloger: string,
  distribution: DistributionRecord | undefined,
): CatalogView {
  const facts = new Map<string, JsonValue>();
  for (const { record, path } of records)
    if (record.cataloger === cataloger && record.facts !== undefined) facts.set(path, record.facts);
  return {
    distribution,
    facts: (path) => facts.get(path) ?? facts.get(files.resolve(path)?.path ?? ''),
    allFacts: () => facts.entries(),
    exists: (path) => files.resolve(path) !== undefined,
    resolve: (path) => files.resolve(path)?.path,
    list: (folder) => files.list(folder),
    layerOf: (path) => Math.max(0, files.resolve(path)?.layer ?? 0),
  };
}
