import type { Package, PackageDraft, Relationship } from './model.ts';

/** Names of one scope that no one can mean more than so many times: a hostile lock file must not square itself. */
const MAX_PROVIDERS = 16;

/** A package with what it needs, within the scope of names it was written in. */
export interface Dependent {
  readonly pkg: Package;
  readonly draft: PackageDraft;
  readonly scope: string;
}

/** Resolves `requires` against names and `provides` of the same scope. `name@version` wins over `name`. */
export function dependencyRelationships(dependents: readonly Dependent[]): Relationship[] {
  const providers = new Map<string, string[]>();
  const give = (scope: string, name: string, id: string): void => {
    const key = `${scope}\0${name}`;
    const ids = providers.get(key) ?? [];
    if (ids.length < MAX_PROVIDERS && !ids.includes(id)) ids.push(id);
    providers.set(key, ids);
  };
  for (const { pkg, draft, scope } of dependents) {
    give(scope, draft.name, pkg.id);
    give(scope, `${draft.name}@${draft.version}`, pkg.id);
    for (const name of draft.provides ?? []) give(scope, name, pkg.id);
  }
  const seen = new Set<string>();
  return dependents.flatMap(({ pkg, draft, scope }) =>
    (draft.requires ?? []).flatMap((name) =>
      (providers.get(`${scope}\0${name}`) ?? []).flatMap((id): Relationship[] => {
        const key = `${id}\0${pkg.id}`;
        if (id === pkg.id || seen.has(key)) return [];
        seen.add(key);
        return [{ from: id, to: pkg.id, type: 'dependency-of' }];
      }),
    ),
  );
}
