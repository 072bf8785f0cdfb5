import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { type ListBudget, pathsBelow } from '../../files-below.ts';
import type { PackageDraft } from '../../model.ts';
import { parseFormula } from './formula.ts';

const MAX_FILES = 500_000;

/** Homebrew: what is poured into the Cellar. Taps only offer packages: they are not read. */
export const homebrew: Cataloger = {
  id: 'homebrew',
  version: 1,
  title: 'Homebrew packages',
  evidence: ['installed'],
  files: [
    { glob: '**/Cellar/*/*/.brew/*.rb', bytes: 1024 * 1024 },
    { glob: '**/Cellar/*/*/INSTALL_RECEIPT.json', bytes: 4 * 1024 * 1024 },
  ],
  parse: parseFile,
  complete: completeHomebrew,
};

function parseFile(file: CatalogFile): ParsedFile {
  if (!file.path.endsWith('.rb')) return { facts: receiptOf(parseJsonObject(file.bytes, file.path)) };
  // Cellar/NAME/VERSION/.brew/NAME.rb: a revision is only in the folder's name.
  const keg = parentOf(parentOf(file.path));
  const name = baseNameOf(parentOf(keg));
  const version = baseNameOf(keg);
  const { description, homepage, license } = parseFormula(file.bytes.toString('utf8'));
  const draft: PackageDraft = {
    ...{ name, version, type: 'homebrew', evidence: 'installed', metadataType: 'homebrew-formula' },
    metadata: { tap: '', homepage, description },
    purl: formatPurl({ type: 'brew', name, version }),
    ...(license && { licenses: [{ value: license, type: 'declared', path: file.path }] }),
    ...(homepage && { homepage }),
    ...(description && { description }),
  };
  return { packages: [draft] };
}

function receiptOf({ source, runtime_dependencies: needed }: JsonObject): JsonObject {
  const names = (Array.isArray(needed) ? needed : []).flatMap((one: JsonValue) =>
    isObject(one) && typeof one.full_name === 'string' ? [baseNameOf(one.full_name)] : [],
  );
  return { tap: isObject(source) && typeof source.tap === 'string' ? source.tap : '', requires: names };
}

function completeHomebrew(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const budget = { left: MAX_FILES };
  return found.map((one) => ({ ...one, draft: completeOne(one, view, budget) }));
}

function completeOne({ draft, path }: FoundPackage, view: CatalogView, budget: ListBudget): PackageDraft {
  const keg = parentOf(parentOf(path));
  const receipt = `${keg}/INSTALL_RECEIPT.json`;
  const facts = view.facts(receipt);
  const { tap = '', requires = [] } = isObject(facts) ? facts : {};
  return {
    ...draft,
    metadata: { ...draft.metadata, tap },
    requires: Array.isArray(requires) ? requires.map(String) : [],
    scope: parentOf(parentOf(keg)),
    files: pathsBelow(keg, view, budget),
    supporting: facts === undefined ? [] : [receipt],
  };
}
