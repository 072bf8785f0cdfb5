import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, textMapOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { lockFlags, npmDraft } from './draft.ts';
import { foldDrafts, MAX_LOCK_ENTRIES } from './lock.ts';
import { parseLockYaml } from './outline.ts';

/**
 * Reads pnpm-lock.yaml, versions 5 to 9 (pnpm's lockfile specification). Packages have paths: `/a/1.0.0_peer@2` in version 5,
 * `/a@1.0.0(peer@2)` in 6, the same without slash in 9, where what they need stands apart under `snapshots`.
 */
export function parsePnpmLock({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const lock = parseLockYaml(bytes.toString('utf8'), path);
  const packages = objectOf(lock.packages);
  const snapshots = objectOf(lock.snapshots);
  const places = Object.entries(Object.keys(snapshots).length > 0 ? snapshots : packages);
  if (places.length > MAX_LOCK_ENTRIES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_LOCK_ENTRIES} packages`);
  const known = new Set(places.map(([place]) => plain(place)));
  const shipped = shippedPlaces(lock, snapshots, known);
  const drafts = places.flatMap(([place, own]) => {
    const entry = { ...objectOf(packages[withoutPeers(place)]), ...objectOf(own) };
    return draftOf(place, entry, known, shipped);
  });
  return { packages: foldDrafts(drafts) };
}

function draftOf(
  place: string,
  entry: JsonObject,
  known: Places,
  shipped: Places | undefined,
): PackageDraft[] {
  const { name, version } = identityOf(plain(place), entry);
  if (!name || !version) return [];
  const resolution = textMapOf(entry.resolution);
  const dependencies = { ...textMapOf(entry.dependencies) };
  const needs = { ...dependencies, ...textMapOf(entry.optionalDependencies) };
  const resolved = resolution.repo ? `git+${resolution.repo}#${resolution.commit ?? ''}` : resolution.tarball;
  const metadata: JsonObject = {
    resolution: { integrity: resolution.integrity ?? '', ...field('tarball', resolution.tarball) },
    dependencies,
    ...lockFlags(entry),
    ...(shipped && !shipped.has(plain(place)) ? { dev: true } : {}),
  };
  return [
    {
      ...npmDraft({ name, version, resolved }, 'declared', 'javascript-pnpm-lock-entry', metadata),
      provides: [`/${plain(place)}`],
      requires: Object.entries(needs)
        .flatMap(([need, at]) => placeOf(need, at, known) ?? [])
        .map((p) => `/${p}`),
    },
  ];
}

type Places = ReadonlySet<string>;

// A version of the name itself, or a whole path where it is an alias or no registry's.
function placeOf(name: string, at: string, known: Places): string | undefined {
  return [`${name}@${at}`, `${name}/${at}`, plain(at)].find((place) => known.has(place));
}

function plain(place: string): string {
  return place.replace(/^\//, '');
}

function withoutPeers(place: string): string {
  const bracket = place.indexOf('(');
  return bracket < 0 ? place : place.slice(0, bracket);
}

function identityOf(place: string, entry: JsonObject): { name: string; version: string } {
  const bare = withoutPeers(place);
  const [name, version] = [textOf(entry.name), textOf(entry.version)];
  if (name && version) return { name, version };
  const at = bare.indexOf('@', 1);
  if (at > 0 && !bare.slice(0, at).includes('_') && isPackageName(bare.slice(0, at))) {
    const rest = bare.slice(at + 1);
    return { name: bare.slice(0, at), version: version ?? rest };
  }
  // Version 5: an optional host, the name, the version with its peers behind an underscore.
  const match = /^(?:[^/@]+\.[^/]+\/)?((?:@[^/]+\/)?[^/]+)\/(\d[^_/]*)/.exec(bare);
  return { name: match?.[1] ?? '', version: match?.[2] ?? '' };
}

function isPackageName(text: string): boolean {
  return /^(?:@[^/@]+\/)?[^/@]+$/.test(text);
}

// Version 9 has no `dev` flags: what no project needs outside of its development dependencies is for development.
function shippedPlaces(lock: JsonObject, snapshots: JsonObject, known: Places): Places | undefined {
  if (Object.keys(snapshots).length === 0) return undefined;
  const byPlace = new Map(Object.entries(snapshots).map(([place, entry]) => [plain(place), objectOf(entry)]));
  const reached = new Set<string>();
  const open: string[] = [];
  const follow = (needs: Record<string, string>): void => {
    for (const [name, at] of Object.entries(needs)) {
      const place = placeOf(name, at, known);
      if (!place || reached.has(place)) continue;
      reached.add(place);
      open.push(place);
    }
  };
  for (const importer of Object.values(objectOf(lock.importers)))
    for (const section of ['dependencies', 'optionalDependencies'])
      follow(versionsOf(objectOf(importer)[section]));
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const entry = byPlace.get(place);
    follow({ ...textMapOf(entry?.dependencies), ...textMapOf(entry?.optionalDependencies) });
  }
  return reached;
}

function versionsOf(section: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(section)).flatMap(([name, value]) => {
      const version = isObject(value) ? textOf(value.version) : textOf(value);
      return version ? [[name, version]] : [];
    }),
  );
}
