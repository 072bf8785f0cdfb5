import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, parseLenientJson, textMapOf, textOf, textsOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { npmDraft } from '../npm/draft.ts';

const MiB = 1024 * 1024;
const MAX_PACKAGES = 200_000;

/** Deno: what its lock file names of npm, of JSR, and of deno.land by address. */
export const deno: Cataloger = {
  id: 'deno',
  version: 1,
  title: 'Deno dependencies (deno.lock: npm, JSR, deno.land)',
  evidence: ['declared'],
  files: [{ glob: '**/deno.lock', bytes: 64 * MiB }],
  parse: parseDenoLock,
};

// Version 5 and 4 have `specifiers`, `npm`, `jsr` at the top; 3 has them under `packages`; 2 has `npm.packages`.
function parseDenoLock({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const lock = parseLenientJson(bytes, path);
  const root = isObject(lock.packages) ? lock.packages : lock;
  const npm = objectOf(isObject(objectOf(root.npm).packages) ? objectOf(root.npm).packages : root.npm);
  const jsr = objectOf(root.jsr);
  if (Object.keys(npm).length + Object.keys(jsr).length > MAX_PACKAGES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_PACKAGES} packages`);
  const specifiers = textMapOf(root.specifiers);
  return {
    packages: [
      ...Object.entries(npm).flatMap(([key, entry]) => npmPackage(key, objectOf(entry))),
      ...Object.entries(jsr).flatMap(([key, entry]) => jsrPackage(key, objectOf(entry), specifiers)),
      ...remotePackages(Object.keys(objectOf(lock.remote))),
    ],
  };
}

// `react-dom@18.2.0_react@18.2.0`: peers behind an underscore.
function npmPackage(key: string, entry: JsonObject): PackageDraft[] {
  const at = key.indexOf('@', 1);
  const name = key.slice(0, Math.max(0, at));
  const version = key.slice(at + 1).split('_', 1)[0] as string;
  if (!name || !version) return [];
  const metadata = { resolved: '', integrity: textOf(entry.integrity) ?? '', dependencies: {} };
  const needs = [...needsOf(entry.dependencies), ...needsOf(entry.optionalDependencies)];
  return [
    {
      ...npmDraft({ name, version }, 'declared', 'javascript-npm-package-lock-entry', metadata),
      provides: [`npm:${key}`, `npm:${name}`],
      requires: needs.map((need) => `npm:${need}`),
    },
  ];
}

// Version 5 leaves out the version where there is but one; version 3 maps aliases to keys.
function needsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? textsOf(value).map(withoutAlias) : Object.values(textMapOf(value));
}

// `alias@npm:real@1.0.0`.
function withoutAlias(need: string): string {
  const at = need.indexOf('@npm:');
  return at < 0 ? need : need.slice(at + '@npm:'.length);
}

function jsrPackage(key: string, entry: JsonObject, specifiers: Record<string, string>): PackageDraft[] {
  const match = /^(@[^/@]+)\/([^/@]+)@(.+)$/.exec(key);
  if (!match) return [];
  const [, scope, base, version] = match as unknown as [string, string, string, string];
  const name = `${scope}/${base}`;
  const requires = textsOf(entry.dependencies).map((need) => resolveSpecifier(need, specifiers));
  return [
    {
      name,
      version,
      type: 'deno',
      language: 'javascript',
      evidence: 'declared',
      purl: formatPurl({ type: 'jsr', namespace: scope, name: base, version }),
      metadata: { ...field('integrity', textOf(entry.integrity)) },
      provides: [`jsr:${key}`, `jsr:${name}`],
      requires,
    },
  ];
}

// `jsr:@std/path@^1` is looked up among the specifiers: what it gives is a version, or (version 3) the whole key.
function resolveSpecifier(need: string, specifiers: Record<string, string>): string {
  const found = specifiers[need];
  if (found === undefined) return need;
  if (/^(?:npm|jsr):/.test(found)) return found;
  const at = need.indexOf('@', 'npm:@'.length);
  return `${at < 0 ? need : need.slice(0, at)}@${found}`;
}

// https://deno.land/std@0.200.0/path/mod.ts, https://deno.land/x/oak@v12.6.1/mod.ts
function remotePackages(addresses: readonly string[]): PackageDraft[] {
  const roots = new Map<string, PackageDraft>();
  for (const address of addresses.slice(0, MAX_PACKAGES)) {
    const match = /^https:\/\/deno\.land\/(?:x\/)?([^/@]+)@([^/]+)\//.exec(address);
    if (!match || roots.has(match[0])) continue;
    const [root, name, version] = match as unknown as [string, string, string];
    roots.set(root, {
      name,
      version,
      type: 'deno',
      language: 'javascript',
      evidence: 'declared',
      purl: formatPurl({ type: 'generic', name, version, qualifiers: { download_url: root.slice(0, -1) } }),
    });
  }
  return [...roots.values()];
}
