import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { objectOf, parseJsonc, textMapOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { npmDraft } from './draft.ts';
import { foldDrafts, MAX_LOCK_ENTRIES } from './lock.ts';

/**
 * Reads bun.lock (Bun documentation, "Lockfile"): `"a/b": ["b@1.0.0", registry, {dependencies}, integrity]`, the key being
 * where it lies: b inside of a.
 */
export function parseBunLock({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const packages = objectOf(parseJsonc(bytes, path).packages);
  const places = new Map(Object.entries(packages));
  if (places.size > MAX_LOCK_ENTRIES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_LOCK_ENTRIES} packages`);
  const drafts = [...places].flatMap(([place, entry]) =>
    Array.isArray(entry) ? draftOf(place, entry, (p) => places.has(p)) : [],
  );
  return { packages: foldDrafts(drafts) };
}

function draftOf(place: string, entry: readonly unknown[], has: (place: string) => boolean): PackageDraft[] {
  const identity = textOf(entry[0]) ?? '';
  const at = identity.indexOf('@', 1);
  const [name, version] = [identity.slice(0, Math.max(0, at)), identity.slice(at + 1)];
  if (!name || !version || /^(?:workspace|link|root|file):/.test(version)) return [];
  const info = objectOf(entry.find((part) => typeof part === 'object'));
  const strings = entry.slice(1).filter((part): part is string => typeof part === 'string');
  const integrity = strings.findLast((part) => /^sha\d+-/.test(part)) ?? '';
  const resolved = typeof entry[1] === 'string' && /^https?:/.test(entry[1]) ? entry[1] : '';
  const dependencies = textMapOf(info.dependencies);
  const metadata: JsonObject = { resolved, integrity, dependencies };
  const needs = {
    ...dependencies,
    ...textMapOf(info.optionalDependencies),
    ...textMapOf(info.peerDependencies),
  };
  return [
    {
      ...npmDraft({ name, version }, 'declared', 'javascript-bun-lock-entry', metadata),
      provides: [`/${place}`],
      requires: Object.keys(needs).flatMap((need) => resolve(need, place, has)),
    },
  ];
}

function resolve(name: string, place: string, has: (place: string) => boolean): string[] {
  for (let folder = place; folder !== ''; folder = parentPlace(folder))
    if (has(`${folder}/${name}`)) return [`/${folder}/${name}`];
  return has(name) ? [`/${name}`] : [];
}

// A scope and its name are one step.
function parentPlace(place: string): string {
  const slash = place.lastIndexOf('/');
  if (slash < 0) return '';
  const parent = place.slice(0, slash);
  const scope = parent.slice(parent.lastIndexOf('/') + 1);
  return scope.startsWith('@') ? parent.slice(0, Math.max(0, parent.lastIndexOf('/'))) : parent;
}
