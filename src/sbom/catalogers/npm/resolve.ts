// Which package a name means, as Node finds it: the nearest node_modules, from the requiring package upwards.
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import { MANIFEST_TYPE } from './package-json.ts';

/** Where Debian's Node looks last. */
const SYSTEM_FOLDERS = ['usr/share/nodejs', 'usr/lib/nodejs'];

/** Trees nest some thirty packages deep where npm could not flatten them, two folders each. */
const MAX_STEPS = 128;

/** The folders in which Node looks for `name` from inside `folder` (Node documentation, "Loading from node_modules folders"). */
export function* moduleFolders(folder: string): Generator<string> {
  let at = folder;
  for (let steps = 0; steps < MAX_STEPS; steps++, at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    if (at !== 'node_modules' && !at.endsWith('/node_modules'))
      yield at ? `${at}/node_modules` : 'node_modules';
    if (at === '') return;
  }
}

/** Turns the names that installed packages need into the very packages that they would load. */
export function resolveInstalled(found: readonly FoundPackage[], view: CatalogView): FoundPackage[] {
  const manifests = new Set(found.filter(isInstalled).map(({ path }) => path));
  const folders = new Map<string, boolean>();
  const exists = (folder: string): boolean => {
    let known = folders.get(folder);
    if (known === undefined) folders.set(folder, (known = view.exists(folder)));
    return known;
  };
  const manifestAt = (path: string): string | undefined => {
    if (manifests.has(path)) return path;
    const real = view.resolve(path);
    return real !== undefined && manifests.has(real) ? real : undefined;
  };
  const resolve = (name: string, folder: string): string[] => {
    for (const modules of moduleFolders(folder)) {
      const target = exists(modules) ? manifestAt(`${modules}/${name}/package.json`) : undefined;
      if (target) return [keyOf(target)];
    }
    const system = SYSTEM_FOLDERS.some((s) => folder.startsWith(`${s}/`)) ? SYSTEM_FOLDERS : [];
    const target = system.map((s) => manifestAt(`${s}/${name}/package.json`)).find(Boolean);
    return target ? [keyOf(target)] : [];
  };
  return found.map((one) => {
    if (!isInstalled(one)) return one;
    const folder = one.path.slice(0, Math.max(0, one.path.lastIndexOf('/')));
    const requires = (one.draft.requires ?? []).flatMap((name) => resolve(name, folder));
    return { ...one, draft: { ...one.draft, scope: 'installed', provides: [keyOf(one.path)], requires } };
  });
}

function isInstalled({ draft }: FoundPackage): boolean {
  return draft.metadataType === MANIFEST_TYPE;
}

// No name of a package begins with a slash.
function keyOf(path: string): string {
  return `/${path}`;
}
