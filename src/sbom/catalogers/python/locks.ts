// Lock files of Python's tools: uv, poetry, pdm, pipenv, and the standard one (PEP 751).
import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { parseToml } from '../../../codec/toml.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import {
  field,
  objectOf,
  objectsOf,
  parseLenientJson,
  textMapOf,
  textOf,
  textsOf,
} from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { normalName, pythonDraft } from './draft.ts';
import { parseRequirement } from './requirement.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_PACKAGES = 100_000;
const PYPI = 'https://pypi.org/simple';

/** uv.lock (uv documentation, "Locking and syncing"). */
export function parseUvLock(file: CatalogFile): ParsedFile {
  return parsePackages(file, 'package', (entry, identity) => {
    const dependencies = objectsOf(entry.dependencies);
    const optional = Object.entries(objectOf(entry['optional-dependencies']));
    const groups = Object.entries(objectOf(entry['dev-dependencies']));
    const metadata: JsonObject = {
      index: textOf(Object.values(objectOf(entry.source))[0]) ?? '',
      dependencies: dependencies.map((d) => uvDependency(d)),
      ...field(
        'extras',
        optional.map(([name, list]) => ({
          name,
          dependencies: objectsOf(list).flatMap((d) => textOf(d.name) ?? []),
        })),
      ),
    };
    const needed = [dependencies, ...[...optional, ...groups].map(([, list]) => objectsOf(list))].flat();
    return {
      ...pythonDraft(identity, 'declared', 'python-uv-lock-entry', metadata),
      requires: needed.flatMap((d) => referenceTo(textOf(d.name), textOf(d.version))),
    };
  });
}

function uvDependency(entry: JsonObject): JsonObject {
  return {
    name: textOf(entry.name) ?? '',
    optional: false,
    ...field('markers', textOf(entry.marker)),
    ...field('extras', textsOf(entry.extra)),
  };
}

/** poetry.lock, versions 1 and 2. */
export function parsePoetryLock(file: CatalogFile): ParsedFile {
  return parsePackages(file, 'package', (entry, identity) => {
    const dependencies = Object.entries(objectOf(entry.dependencies)).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => poetryDependency(name, one)),
    );
    const extras = Object.entries(objectOf(entry.extras));
    const metadata: JsonObject = {
      index: textOf(objectOf(entry.source).url) ?? PYPI,
      dependencies,
      ...field(
        'extras',
        extras.map(([name, list]) => ({ name, dependencies: textsOf(list) })),
      ),
      ...(entry.category === 'dev' || isDevelopment(entry.groups) ? { dev: true } : {}),
    };
    const description = textOf(entry.description);
    return {
      ...pythonDraft(identity, 'declared', 'python-poetry-lock-entry', metadata),
      requires: dependencies.flatMap(({ name }) => referenceTo(textOf(name), undefined)),
      ...(description && { description }),
    };
  });
}

function poetryDependency(name: string, value: JsonValue): JsonObject {
  const table = objectOf(value);
  return {
    name,
    version: textOf(value) ?? textOf(table.version) ?? '',
    optional: table.optional === true,
    ...field('markers', textOf(table.markers)),
    ...field('extras', textsOf(table.extras)),
  };
}

/** pdm.lock. */
export function parsePdmLock(file: CatalogFile): ParsedFile {
  return parsePackages(file, 'package', (entry, identity) => {
    const dependencies = textsOf(entry.dependencies);
    const summary = textOf(entry.summary);
    const metadata: JsonObject = {
      summary: summary ?? '',
      files: objectsOf(entry.files).map((f) => ({
        url: textOf(f.url) ?? textOf(f.file) ?? '',
        digest: digestOf(textOf(f.hash) ?? ''),
      })),
      ...field('marker', textOf(entry.marker)),
      ...field('requiresPython', textOf(entry.requires_python)),
      ...field('dependencies', dependencies),
      ...(isDevelopment(entry.groups) ? { dev: true } : {}),
    };
    return {
      ...pythonDraft(identity, 'declared', 'python-pdm-lock-entry', metadata),
      requires: dependencies.flatMap((text) => referenceTo(parseRequirement(text)?.name, undefined)),
      ...(summary && { description: summary }),
    };
  });
}

function digestOf(hash: string): JsonObject {
  const colon = hash.indexOf(':');
  return { algorithm: hash.slice(0, Math.max(0, colon)), value: hash.slice(colon + 1) };
}

/** pylock.toml (PEP 751). */
export function parsePylock(file: CatalogFile): ParsedFile {
  return parsePackages(file, 'packages', (entry, identity) => {
    const dependencies = objectsOf(entry.dependencies);
    const metadata: JsonObject = {
      index: textOf(entry.index) ?? '',
      ...field('marker', textOf(entry.marker)),
      ...field('requiresPython', textOf(entry['requires-python'])),
      ...field(
        'dependencies',
        dependencies.flatMap((d) => textOf(d.name) ?? []),
      ),
    };
    return {
      ...pythonDraft(identity, 'declared', 'python-pylock-entry', metadata),
      requires: dependencies.flatMap((d) => referenceTo(textOf(d.name), textOf(d.version))),
    };
  });
}

/** Pipfile.lock: `default`, `develop` and further categories. */
export function parsePipfileLock({ bytes, path }: CatalogFile): ParsedFile {
  const lock = parseLenientJson(bytes, path);
  const meta = objectOf(lock._meta);
  const sources = new Map(objectsOf(meta.sources).map((s) => [s.name, textOf(s.url)]));
  const fallback = [...sources.values()][0] ?? PYPI;
  const sections = Object.entries(lock).filter(([section]) => section !== '_meta');
  const packages = sections.flatMap(([section, entries]) =>
    Object.entries(objectOf(entries)).flatMap(([name, value]): PackageDraft[] => {
      const entry = objectOf(value);
      const version = (textOf(entry.version) ?? '').replace(/^===?/, '');
      const git = textOf(entry.git);
      if (name === '' || (!version && !git)) return [];
      const metadata: JsonObject = {
        hashes: textsOf(entry.hashes),
        index: sources.get(entry.index ?? '') ?? textOf(entry.index) ?? fallback,
        ...(section === 'default' ? {} : { dev: true }),
      };
      const vcsUrl = git ? vcsUrlOf(git, textOf(entry.ref)) : undefined;
      const identity = { name, version: version || (textOf(entry.ref) ?? ''), vcsUrl };
      return [pythonDraft(identity, 'declared', 'python-pipfile-lock-entry', metadata)];
    }),
  );
  return { packages };
}

interface Identity {
  readonly name: string;
  readonly version: string;
  readonly vcsUrl?: string | undefined;
  readonly downloadUrl?: string | undefined;
}

type ToDraft = (entry: JsonObject, identity: Identity) => PackageDraft;

function parsePackages({ bytes, path, isCut }: CatalogFile, table: string, toDraft: ToDraft): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const entries = objectsOf(parseToml(bytes, path, { maxBytes: MAX_BYTES })[table]);
  if (entries.length > MAX_PACKAGES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_PACKAGES} packages`);
  const packages = entries.flatMap((entry): PackageDraft[] => {
    const [name, version] = [textOf(entry.name), textOf(entry.version)];
    if (!name || !version) return [];
    const provides = [normalName(name), `${normalName(name)}@${version}`];
    return [{ ...toDraft(entry, { name, version, ...sourceOf(entry) }), provides }];
  });
  return { packages };
}

// uv: `source = {git = "https://…?rev=x#commit"}`; poetry: `[package.source] type = "git"`; pdm: `git`, `revision`; PEP 751: `[packages.vcs]`.
function sourceOf(entry: JsonObject): { vcsUrl?: string; downloadUrl?: string } {
  const source = textMapOf(entry.source);
  const vcs = textMapOf(entry.vcs);
  const git = source.git ?? textOf(entry.git) ?? vcs.url ?? (source.type === 'git' ? source.url : undefined);
  if (git) {
    const commit =
      vcs['commit-id'] ?? source.resolved_reference ?? textOf(entry.revision) ?? git.split('#')[1];
    return { vcsUrl: vcsUrlOf(git.split(/[?#]/, 1)[0] as string, commit) };
  }
  const archive =
    textOf(objectOf(entry.archive).url) ??
    (source.type === undefined || source.type === 'url' ? source.url : undefined);
  return archive && /^https?:/.test(archive) ? { downloadUrl: archive } : {};
}

function vcsUrlOf(url: string, commit: string | undefined): string {
  return `${url.startsWith('git+') ? '' : 'git+'}${url}${commit ? `@${commit}` : ''}`;
}

function referenceTo(name: string | undefined, version: string | undefined): string[] {
  if (!name) return [];
  return [version ? `${normalName(name)}@${version}` : normalName(name)];
}

// `main` and `default` are what is shipped.
function isDevelopment(groups: JsonValue | undefined): boolean {
  const names = textsOf(groups);
  return names.length > 0 && !names.some((name) => name === 'main' || name === 'default');
}
