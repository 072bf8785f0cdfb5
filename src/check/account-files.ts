import type { Location, Origin } from '../report/model.ts';
import { locateFile, originOfFiles } from './finding.ts';
import type { RuleContext } from './model.ts';

/** Where an account file lies, links followed, and whose layer wrote it last. */
export function locateAccounts(
  context: RuleContext,
  path: string,
): { readonly locations: readonly Location[]; readonly origin: Origin } {
  const node = context.files.resolve(path);
  if (!node) return { locations: [{ path }], origin: 'unknown' };
  return { locations: [locateFile(context, node)], origin: originOfFiles(context, [node]) };
}

/** Values that occur more than once, with everything that shares them, in order of first appearance. */
export function findDuplicates<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
