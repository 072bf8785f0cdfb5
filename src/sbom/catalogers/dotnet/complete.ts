// Joins deps.json files with the DLLs that lie there: a package without any is only something it was built from.
import { isObject, type JsonValue } from '../../../base/json.ts';
import { parentOf } from '../../../image/layers/path.ts';
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import type { EvidenceKind } from '../../model.ts';
import type { DepsLibrary } from './deps.ts';

export function completeDotnet(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const states = new Map<string, Map<string, LibraryState>>();
  const claimed = new Set<string>();
  for (const [path, facts] of view.allFacts()) {
    const libraries = librariesOf(facts);
    if (!libraries) continue;
    const ofFile = statesOf(libraries, parentOf(path), view);
    for (const { files } of ofFile.values()) for (const file of files) claimed.add(file);
    states.set(path, ofFile);
  }
  return found.flatMap((one): FoundPackage[] => {
    const { draft, path } = one;
    if (PORTABLE.has(draft.metadataType ?? '')) return claimed.has(path) ? [] : [one];
    if (draft.metadataType !== 'dotnet-deps-entry') return [one];
    const state = states.get(path)?.get(`${draft.name}/${draft.version}`);
    if (!state) return [];
    return [{ ...one, draft: { ...draft, evidence: state.evidence, supporting: state.files } }];
  });
}

const PORTABLE: ReadonlySet<string> = new Set(['dotnet-portable-executable-entry', 'pe-binary']);

interface LibraryState {
  readonly evidence: EvidenceKind;
  readonly files: readonly string[];
}

function librariesOf(facts: JsonValue): DepsLibrary[] | undefined {
  return isObject(facts) && Array.isArray(facts.libraries) ? (facts.libraries as DepsLibrary[]) : undefined;
}

// What claims DLLs that are not there belongs to the application, but its files are elsewhere: declared. What claims
// none and needs nothing that does is only for the compiler.
function statesOf(
  libraries: readonly DepsLibrary[],
  folder: string,
  view: CatalogView,
): Map<string, LibraryState> {
  const files = new Map(libraries.map((library) => [library, present(folder, library, view)]));
  const isHere = here(libraries, files);
  const isMeant = here(libraries, new Map(libraries.map((l) => [l, l.claims])));
  const states = new Map<string, LibraryState>();
  for (const library of libraries) {
    const isInstalled = isHere(library) || library.kind === 'project';
    if (library.kind === 'reference' || !(isInstalled || isMeant(library))) continue;
    const evidence = isInstalled ? 'installed' : 'declared';
    states.set(`${library.name}/${library.version}`, { evidence, files: files.get(library) ?? [] });
  }
  return states;
}

function present(folder: string, { claims }: DepsLibrary, view: CatalogView): string[] {
  return claims.flatMap((claim) => view.resolve(folder ? `${folder}/${claim}` : claim) ?? []);
}

// A package of packages has no DLL of its own: it is there when anything is that it needs.
function here(
  libraries: readonly DepsLibrary[],
  files: ReadonlyMap<DepsLibrary, readonly string[]>,
): (library: DepsLibrary) => boolean {
  const byKey = new Map(libraries.map((l) => [`${l.name}/${l.version}`, l]));
  const parents = new Map<DepsLibrary, DepsLibrary[]>();
  for (const library of libraries)
    for (const key of library.needs) {
      const needed = byKey.get(key);
      if (needed) parents.set(needed, [...(parents.get(needed) ?? []), library]);
    }
  const found = new Set(libraries.filter((l) => (files.get(l)?.length ?? 0) > 0));
  for (const library of found)
    for (const parent of parents.get(library) ?? []) if (parent.claims.length === 0) found.add(parent);
  return (library) => found.has(library);
}
