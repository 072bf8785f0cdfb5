import { isObject, type JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { pathsBelow } from '../../files-below.ts';
import type { PackageDraft } from '../../model.ts';
import { parseReferences } from './database.ts';
import { parseStorePath, type StorePath } from './store-path.ts';

const MiB = 1024 * 1024;
const STORE = 'nix/store';
const DATABASE = 'nix/var/nix/db/db.sqlite';
/** Of the whole store. */
const MAX_FILES = 500_000;

/** Nix: the store's folders, and which need which others where the database is in the image. */
export const nix: Cataloger = {
  id: 'nix',
  version: 1,
  title: 'Nix store paths',
  evidence: ['installed'],
  files: [
    { glob: DATABASE, bytes: 256 * MiB },
    { glob: `${DATABASE}-wal`, bytes: 32 },
  ],
  parse: parseFile,
  complete: completeNix,
};

function parseFile({ path, bytes, isCut }: CatalogFile): ParsedFile {
  if (path !== DATABASE)
    return { unknowns: ['the database has changes that are not merged: dependencies may be missing'] };
  const unknowns = isCut ? ['the database is larger than is read'] : [];
  return { facts: parseReferences(bytes), unknowns };
}

function completeNix(_found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const facts = view.facts(DATABASE);
  const references = isObject(facts) ? facts : {};
  const budget = { left: MAX_FILES };
  return view.list(STORE).flatMap((folder): FoundPackage[] => {
    const store = parseStorePath(folder);
    const path = `${STORE}/${folder}`;
    if (!store || view.resolve(path) !== path || view.list(path).length === 0) return [];
    const draft = draftOf(folder, store, pathsBelow(path, view, budget), references);
    return [{ draft, path, layer: view.layerOf(path) }];
  });
}

function draftOf(
  folder: string,
  { hash, name, version, output }: StorePath,
  files: readonly string[],
  references: JsonObject,
): PackageDraft {
  const needed = Object.hasOwn(references, folder) ? references[folder] : [];
  return {
    ...{ name, version, type: 'nix', evidence: 'installed', metadataType: 'nix-store-entry' },
    metadata: {
      outputHash: hash,
      ...(output && { output }),
      files: files.map((file) => `/${file}`),
    },
    purl: formatPurl({ type: 'nix', name, version, qualifiers: { output, outputhash: hash } }),
    scope: STORE,
    provides: [folder],
    requires: Array.isArray(needed) ? needed.map(String) : [],
    files,
  };
}
