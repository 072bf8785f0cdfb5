import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, textMapOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { npmDraft } from './draft.ts';
import { foldDrafts, MAX_LOCK_ENTRIES } from './lock.ts';
import { parseLockYaml } from './outline.ts';

const LOCK_TYPE = 'javascript-yarn-lock-entry';

/** Reads yarn.lock: the form of yarn 1, or that of yarn 2 and later, which is YAML. */
export function parseYarnLock({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const text = bytes.toString('utf8');
  const isBerry = /^__metadata:/m.test(text.slice(0, 4096)) || /^__metadata:/m.test(text);
  const entries = isBerry ? Object.entries(parseLockYaml(text, path)) : parseClassic(text);
  if (entries.length > MAX_LOCK_ENTRIES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_LOCK_ENTRIES} packages`);
  const drafts = entries.flatMap(([key, entry]) => (isObject(entry) ? draftOf(key, entry) : []));
  return { packages: foldDrafts(drafts) };
}

// Keys are the requests that it answers: `a@^1, a@^1.2`. What others need is written in the same words.
function draftOf(key: string, entry: JsonObject): PackageDraft[] {
  const requests = key.split(/,\s*/).filter(Boolean);
  const version = textOf(entry.version);
  const resolution = textOf(entry.resolution);
  const isLocal = /@(?:workspace|link|portal):/.test(resolution ?? requests[0] ?? '');
  const name = resolution ? nameOf(resolution) : realNameOf(requests[0] ?? '');
  if (!name || !version || key === '__metadata' || isLocal) return [];
  const resolved = textOf(entry.resolved) ?? resolution ?? '';
  const dependencies = { ...textMapOf(entry.dependencies) };
  const optional = textMapOf(entry.optionalDependencies);
  const metadata: JsonObject = {
    resolved,
    integrity: textOf(entry.integrity) ?? '',
    dependencies,
    ...field('checksum', textOf(entry.checksum)),
  };
  const address = resolution?.slice(name.length + 1) ?? resolved;
  return [
    {
      ...npmDraft({ name, version, resolved: address }, 'declared', LOCK_TYPE, metadata),
      provides: requests.map(normalRequest),
      requires: Object.entries({ ...dependencies, ...optional }).map(([need, range]) =>
        normalRequest(`${need}@${range}`),
      ),
    },
  ];
}

// `@scope/a@range`.
function nameOf(request: string): string {
  const at = request.indexOf('@', 1);
  return at < 0 ? request : request.slice(0, at);
}

// `alias@npm:real@1.0.0`; yarn 2 writes `a@npm:^1` without any alias.
function realNameOf(request: string): string {
  const range = request.slice(nameOf(request).length + 1);
  const alias = range.startsWith('npm:') ? range.slice('npm:'.length) : '';
  return alias.indexOf('@', 1) > 0 ? nameOf(alias) : nameOf(request);
}

// Yarn 2 leaves out `npm:` in one place and writes it in another.
function normalRequest(request: string): string {
  const name = nameOf(request);
  return `${name}@${request.slice(name.length + 1).replace(/^npm:/, '')}`;
}

// Yarn 1: a key line, fields at two blanks, maps below them at four; a value follows its name after a blank.
function parseClassic(text: string): [string, JsonObject][] {
  const entries: [string, JsonObject][] = [];
  let section: [string, string][] | undefined;
  let fields: [string, JsonObject[string]][] = [];
  let key = '';
  const close = (): void => {
    closeSection();
    if (key) entries.push([key, Object.fromEntries(fields)]);
    fields = [];
  };
  let sectionName = '';
  const closeSection = (): void => {
    if (section) fields.push([sectionName, Object.fromEntries(section)]);
    section = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line[0] === '#') continue;
    const content = line.trim();
    if (line[0] !== ' ') {
      close();
      key = content.replace(/:$/, '').replaceAll('"', '');
    } else if (line.startsWith('    ')) {
      section?.push(wordsOf(content));
    } else {
      closeSection();
      if (content.endsWith(':')) [section, sectionName] = [[], content.slice(0, -1)];
      else fields.push(wordsOf(content));
    }
  }
  close();
  return entries;
}

function wordsOf(line: string): [string, string] {
  const end = line[0] === '"' ? line.indexOf('"', 1) + 1 : line.indexOf(' ');
  if (end <= 0) return [line, ''];
  return [line.slice(0, end).replaceAll('"', ''), line.slice(end).trim().replace(/^"|"$/g, '')];
}
