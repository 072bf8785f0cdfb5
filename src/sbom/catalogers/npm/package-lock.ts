import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { objectOf, parseLenientJson, textMapOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { lockFlags, npmDraft, npmLicenses } from './draft.ts';
import { foldDrafts, MAX_LOCK_ENTRIES } from './lock.ts';
import { moduleFolders } from './resolve.ts';

const LOCK_TYPE = 'javascript-npm-package-lock-entry';
const MAX_DEPTH = 100;

/** `node_modules/a/node_modules/b` and what the lock file says of it, in the form of lockfileVersion 3. */
type Places = ReadonlyMap<string, JsonObject>;

interface Tree {
  readonly places: Places;
  /** The node_modules folders that have anything in them. */
  readonly folders: ReadonlySet<string>;
}

/** Reads package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3 (npm documentation, package-lock.json). */
export function parsePackageLock({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const lock = parseLenientJson(bytes, path);
  const places = isObject(lock.packages)
    ? new Map(Object.entries(lock.packages).filter((e): e is [string, JsonObject] => isObject(e[1])))
    : placesOfTree(lock, path);
  if (places.size > MAX_LOCK_ENTRIES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_LOCK_ENTRIES} packages`);
  const tree = { places, folders: new Set([...places.keys()].map(folderOf)) };
  const drafts = [...places].flatMap(([place, entry]) => draftOf(place, entry, tree));
  return { packages: foldDrafts(drafts) };
}

function draftOf(place: string, entry: JsonObject, tree: Tree): PackageDraft[] {
  // A link's target has a place of its own.
  if (entry.link === true) return [];
  const { name, version } = identityOf(place, entry);
  if (!name || !version) return [];
  const resolved = textOf(entry.resolved) ?? '';
  const dependencies = dependenciesOf(entry);
  const folders = [...moduleFolders(place)].filter((folder) => tree.folders.has(folder));
  const metadata: JsonObject = {
    resolved,
    integrity: textOf(entry.integrity) ?? '',
    dependencies,
    ...lockFlags(entry),
  };
  return [
    {
      ...npmDraft({ name, version, resolved }, 'declared', LOCK_TYPE, metadata),
      licenses: npmLicenses({ license: entry.license ?? null }),
      provides: [`/${place}`],
      requires: Object.keys({
        ...dependencies,
        ...textMapOf(entry.optionalDependencies),
        ...textMapOf(entry.peerDependencies),
        ...textMapOf(entry.devDependencies),
      }).flatMap((need) => resolve(need, folders, tree)),
    },
  ];
}

function dependenciesOf(entry: JsonObject): Record<string, string> {
  return textMapOf(entry.dependencies ?? entry.requires);
}

function resolve(name: string, folders: readonly string[], { places }: Tree): string[] {
  for (const folder of folders) {
    const target = `${folder}/${name}`;
    const entry = places.get(target);
    if (!entry) continue;
    return [`/${entry.link === true ? (textOf(entry.resolved) ?? target) : target}`];
  }
  return [];
}

function folderOf(place: string): string {
  const at = place.lastIndexOf('node_modules/');
  return at < 0 ? '' : place.slice(0, at + 'node_modules'.length);
}

// An alias says its real name beside; `npm:real@1.0.0` is how lockfileVersion 1 wrote it.
function identityOf(place: string, entry: JsonObject): { name: string; version: string } {
  const version = textOf(entry.version) ?? '';
  const alias = /^npm:(@?[^@]+)@(.+)$/.exec(version);
  if (alias) return { name: alias[1] as string, version: alias[2] as string };
  const at = place.lastIndexOf('node_modules/');
  const folder = at < 0 ? '' : place.slice(at + 'node_modules/'.length);
  return { name: textOf(entry.name) ?? folder, version };
}

// lockfileVersion 1 nests packages as their folders are nested.
function placesOfTree(lock: JsonObject, path: string): Places {
  const places = new Map<string, JsonObject>();
  const name = textOf(lock.name);
  const open: [prefix: string, tree: JsonObject, depth: number][] = [['', objectOf(lock.dependencies), 0]];
  if (name) places.set('', { name, version: lock.version ?? '' });
  for (let next = open.pop(); next; next = open.pop()) {
    const [prefix, tree, depth] = next;
    if (depth > MAX_DEPTH)
      throw new PlimsollError('limit', `read ${path}: packages nested deeper than ${MAX_DEPTH} levels`);
    for (const [folder, entry] of Object.entries(tree)) {
      if (!isObject(entry) || places.size > MAX_LOCK_ENTRIES) continue;
      const { dependencies, ...own } = entry;
      const place = `${prefix}node_modules/${folder}`;
      // A folder of one's own disk: it has no version here.
      if (!/^file:(?!.*\.t(?:ar\.)?gz$)/.test(textOf(own.version) ?? '')) places.set(place, own);
      open.push([`${place}/`, objectOf(dependencies), depth + 1]);
    }
  }
  return places;
}
