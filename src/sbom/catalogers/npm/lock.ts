import type { JsonObject } from '../../../base/json.ts';
import type { PackageDraft } from '../../model.ts';

/** The largest lock files of real projects have some ten thousand. */
export const MAX_LOCK_ENTRIES = 200_000;

const FLAGS = ['dev', 'optional', 'peer', 'devOptional'];

/**
 * One draft a name and version: a lock file may put the same package in many places. It is `dev` (`optional`, `peer`)
 * only where every place is.
 */
export function foldDrafts(drafts: readonly PackageDraft[]): PackageDraft[] {
  const groups = new Map<string, PackageDraft[]>();
  for (const draft of drafts) {
    const key = `${draft.name}\0${draft.version}`;
    const group = groups.get(key);
    if (group) group.push(draft);
    else groups.set(key, [draft]);
  }
  return [...groups.values()].map(fold);
}

function fold(group: readonly PackageDraft[]): PackageDraft {
  const [first] = group as [PackageDraft];
  if (group.length === 1) return first;
  return {
    ...first,
    metadata: withCommonFlags(group.map(({ metadata }) => metadata ?? {})),
    provides: [...new Set(group.flatMap(({ provides }) => provides ?? []))],
    requires: [...new Set(group.flatMap(({ requires }) => requires ?? []))],
  };
}

function withCommonFlags(all: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    Object.entries(all[0] ?? {}).filter(
      ([key]) => !FLAGS.includes(key) || all.every((metadata) => metadata[key] === true),
    ),
  );
}
