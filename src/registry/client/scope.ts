export type RepositoryAction = 'pull' | 'push' | 'delete' | '*';

/** `repository:library/nginx:pull` (distribution's token scope grammar). */
export function repositoryScope(repository: string, ...actions: readonly RepositoryAction[]): string {
  return `repository:${repository}:${actions.join(',')}`;
}

/** Lists every repository of a registry. */
export const CATALOG_SCOPE = 'registry:catalog:*';

/** Folds scopes together, one for each resource with its actions united and sorted, so that equal wishes share a token. */
export function mergeScopes(scopes: readonly string[]): readonly string[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of scopes.flatMap((s) => s.split(' '))) {
    const cut = scope.lastIndexOf(':');
    if (cut <= 0) continue;
    const resource = scope.slice(0, cut);
    const known = actions.get(resource) ?? new Set();
    for (const action of scope.slice(cut + 1).split(',')) if (action) known.add(action);
    actions.set(resource, known);
  }
  return [...actions].map(([resource, set]) => `${resource}:${[...set].sort().join(',')}`).sort();
}
