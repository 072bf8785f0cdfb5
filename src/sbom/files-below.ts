import type { CatalogView } from './cataloger.ts';

/** How many paths may still be listed: an image of millions of files must not be listed by name. */
export interface ListBudget {
  left: number;
}

/** Every visible path below a folder, folders too, sorted. Links are not followed: what they lead to is another's. */
export function pathsBelow(root: string, view: CatalogView, budget: ListBudget): string[] {
  const paths: string[] = [];
  const open = [root];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const name of view.list(folder)) {
      if (budget.left-- <= 0) return paths.sort();
      const path = `${folder}/${name}`;
      paths.push(path);
      if (view.resolve(path) === path) open.push(path);
    }
  }
  return paths.sort();
}
