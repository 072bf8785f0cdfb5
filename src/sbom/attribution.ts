// Which layer first brought a package, and kept it. A package database is rewritten by every layer that installs
// anything, so that the layer of the file says little: what each layer's copy of the file lists does.
import type { FileIndex } from '../image/layers/file-index.ts';
import type { PackageDraft } from './model.ts';
import type { FileRecord } from './reader.ts';

/** Finds the 0-based layer since which a package has been there without a break. */
export type IntroducedIn = (cataloger: string, path: string, draft: PackageDraft, layer: number) => number;

/**
 * Compares, file by file, what successive layers say. A layer without the file leaves things as they are; one whose copy
 * does not list a package removes it, so that a later re-install counts anew.
 */
export function attributePackages(
  files: FileIndex,
  layers: readonly (readonly FileRecord[])[],
): IntroducedIn {
  const since = new Map<string, Map<string, number>>();
  for (const [layer, records] of layers.entries()) {
    for (const record of records) {
      if (!record.packages) continue;
      const path = files.resolve(record.path)?.path ?? record.path;
      const file = `${record.cataloger}\0${path}`;
      const before = since.get(file);
      const now = new Map<string, number>();
      for (const draft of record.packages) {
        const key = packageKey(draft);
        now.set(key, before?.get(key) ?? layer);
      }
      since.set(file, now);
    }
  }
  return (cataloger, path, draft, layer) =>
    Math.min(layer, since.get(`${cataloger}\0${path}`)?.get(packageKey(draft)) ?? layer);
}

function packageKey(draft: PackageDraft): string {
  return `${draft.name}\0${draft.version}\0${draft.virtualPath ?? ''}`;
}
