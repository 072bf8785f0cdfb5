import { isObject, type JsonObject } from '../../../base/json.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import { field, objectOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { normalName, pythonDraft } from './draft.ts';
import { withConcluded } from './license-files.ts';
import { linuxEnvironment, markerApplies } from './markers.ts';
import { INSTALLED_TYPE, sitePackagesOf } from './metadata.ts';
import { parseInstalledFiles, parseRecord } from './record.ts';
import { parseRequirement } from './requirement.ts';

/** Joins each distribution with its RECORD, its modules and where it came from, and finds what it needs. */
export function completePython(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const installed = found.filter(isInstalled);
  const resolve = resolver(installed);
  return found.map((one) => (isInstalled(one) ? { ...one, draft: complete(one, view, resolve) } : one));
}

function isInstalled({ draft }: FoundPackage): boolean {
  return draft.metadataType === INSTALLED_TYPE;
}

type Resolve = (name: string, folder: string) => string | undefined;

function complete({ draft, path }: FoundPackage, view: CatalogView, resolve: Resolve): PackageDraft {
  const folder = sitePackagesOf(path);
  const beside = (name: string): { path: string; text: string } | undefined => {
    const at = `${parentOf(path)}/${name}`;
    const facts = path.endsWith('.egg-info') ? undefined : view.facts(at);
    return typeof facts === 'string' ? { path: at, text: facts } : undefined;
  };
  const record = beside('RECORD');
  const installedFiles = record ? undefined : beside('installed-files.txt');
  const modules = beside('top_level.txt');
  const origin = originOf(beside('direct_url.json')?.text);
  const files = record ? parseRecord(record.text) : parseInstalledFiles(installedFiles?.text ?? '');
  return {
    ...draft,
    licenses: path.endsWith('.egg-info')
      ? (draft.licenses ?? [])
      : withConcluded(draft.licenses ?? [], path, view),
    ...(origin && { purl: purlWith(draft, origin) }),
    metadata: {
      ...draft.metadata,
      ...field('files', files),
      ...field('topLevelPackages', (modules?.text ?? '').split(/\s+/).filter(Boolean)),
      ...(origin && { directUrlOrigin: origin }),
    },
    scope: 'installed',
    provides: [`/${path}`],
    requires: requiresOf(draft, beside('requires.txt')?.text, folder, resolve),
    supporting: [record, installedFiles, modules].flatMap((file) => (file ? [file.path] : [])),
  };
}

function requiresOf(
  draft: PackageDraft,
  eggRequires: string | undefined,
  folder: string,
  resolve: Resolve,
): string[] {
  const environment = linuxEnvironment(/python(\d+(?:\.\d+)?)/.exec(folder)?.[1] ?? '3');
  const lines = draft.requires?.length ? draft.requires : eggRequirements(eggRequires ?? '');
  const targets = lines.flatMap((line) => {
    const requirement = parseRequirement(line);
    if (!requirement || (requirement.markers && !markerApplies(requirement.markers, environment))) return [];
    return resolve(requirement.name, folder) ?? [];
  });
  return [...new Set(targets)];
}

// requires.txt: `[extra]`, `[:marker]` and `[extra:marker]` begin sections (setuptools, "requires.txt").
function eggRequirements(text: string): string[] {
  let marker = '';
  return text.split('\n', 10_000).flatMap((raw) => {
    const line = raw.trim();
    const section = /^\[([^\]:]*):?([^\]]*)\]$/.exec(line);
    if (section) marker = section[1] ? 'extra == "x"' : (section[2] ?? '');
    if (section || line === '' || line.startsWith('#')) return [];
    return [marker ? `${line} ; ${marker}` : line];
  });
}

// A name is looked for beside the one who needs it, and then, for what the system's interpreter sees, in its other folders.
function resolver(installed: readonly FoundPackage[]): Resolve {
  const byFolder = new Map<string, Map<string, string>>();
  for (const { draft, path } of installed) {
    const folder = sitePackagesOf(path);
    let names = byFolder.get(folder);
    if (!names) byFolder.set(folder, (names = new Map()));
    const name = normalName(draft.name);
    if (!names.has(name)) names.set(name, `/${path}`);
  }
  const system = [...byFolder.keys()].filter(isSystemFolder).sort();
  return (name, folder) => {
    const wanted = normalName(name);
    const own = byFolder.get(folder)?.get(wanted);
    if (own || !isSystemFolder(folder)) return own;
    return system.map((other) => byFolder.get(other)?.get(wanted)).find((path) => path !== undefined);
  };
}

function isSystemFolder(folder: string): boolean {
  return (
    /^usr\/(?:local\/)?lib(?:64)?\/python/.test(folder) && /^(?:site|dist)-packages$/.test(baseNameOf(folder))
  );
}

// direct_url.json (PyPA, "Recording the Direct URL Origin").
function originOf(text: string | undefined): JsonObject | undefined {
  if (!text) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const url = isObject(value) ? textOf(value.url) : undefined;
  if (!isObject(value) || !url) return undefined;
  const vcs = objectOf(value.vcs_info);
  return { url, ...field('commitId', textOf(vcs.commit_id)), ...field('vcs', textOf(vcs.vcs)) };
}

function purlWith({ name, version }: PackageDraft, { url, commitId, vcs }: JsonObject): string {
  const address = String(url);
  const identity = vcs
    ? { name, version, vcsUrl: `${String(vcs)}+${address}${commitId ? `@${String(commitId)}` : ''}` }
    : { name, version, downloadUrl: /^https?:/.test(address) ? address : undefined };
  return pythonDraft(identity, 'installed', INSTALLED_TYPE, {}).purl as string;
}
