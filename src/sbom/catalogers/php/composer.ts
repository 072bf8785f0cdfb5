import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
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
import type { EvidenceKind, PackageDraft, PackageLicense } from '../../model.ts';

const MAX_PACKAGES = 100_000;

/** Reads composer.lock (Composer documentation, "composer.lock"). */
export function parseComposerLock({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a lock file larger than is read'] };
  const lock = parseLenientJson(bytes, path);
  const [shipped, development] = [objectsOf(lock.packages), objectsOf(lock['packages-dev'])];
  bound(shipped.length + development.length, path);
  return {
    packages: [
      ...shipped.flatMap((entry) => draftOf(entry, 'declared', false, path)),
      ...development.flatMap((entry) => draftOf(entry, 'declared', true, path)),
    ],
  };
}

/** Reads vendor/composer/installed.json: Composer 1 wrote a list, Composer 2 an object with `packages`. */
export function parseInstalled({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a list of packages larger than is read'] };
  const isList = /^\s*\[/.test(bytes.toString('utf8', 0, 64));
  const document = isList
    ? parseLenientJson(Buffer.concat([Buffer.from('{"packages":'), bytes, Buffer.from('}')]), path)
    : parseLenientJson(bytes, path);
  const entries = objectsOf(document.packages);
  bound(entries.length, path);
  const development = new Set(textsOf(document['dev-package-names']));
  return {
    packages: entries.flatMap((entry) =>
      draftOf(entry, 'installed', development.has(textOf(entry.name) ?? ''), path),
    ),
  };
}

function bound(count: number, path: string): void {
  if (count > MAX_PACKAGES)
    throw new PlimsollError('limit', `read ${path}: more than ${MAX_PACKAGES} packages`);
}

function draftOf(
  entry: JsonObject,
  evidence: EvidenceKind,
  isDevelopment: boolean,
  path: string,
): PackageDraft[] {
  const [name, version] = [textOf(entry.name), textOf(entry.version)];
  if (!name || !version) return [];
  const slash = name.lastIndexOf('/');
  if (slash === name.length - 1) return [];
  const homepage = textOf(entry.homepage);
  const description = textOf(entry.description);
  const licenses = textOf(entry.license) ? [entry.license as string] : textsOf(entry.license);
  const purl = formatPurl({
    type: 'composer',
    name: name.slice(slash + 1),
    ...(slash > 0 && { namespace: name.slice(0, slash) }),
    version,
  });
  return [
    {
      name,
      version,
      type: 'php-composer',
      language: 'php',
      evidence,
      purl,
      metadataType: evidence === 'installed' ? 'php-composer-installed-entry' : 'php-composer-lock-entry',
      metadata: { ...metadataOf(entry, name, version, licenses), ...(isDevelopment ? { dev: true } : {}) },
      licenses: licenses.map((value): PackageLicense => ({ value, type: 'declared', path })),
      // `php`, `ext-json`, `lib-curl`: no package answers to these.
      requires: Object.keys(textMapOf(entry.require)),
      provides: [...Object.keys(textMapOf(entry.provide)), ...Object.keys(textMapOf(entry.replace))],
      ...(homepage && { homepage }),
      ...(description && { description }),
    },
  ];
}

function metadataOf(entry: JsonObject, name: string, version: string, licenses: string[]): JsonObject {
  const map = (key: string): JsonObject => {
    const values = textMapOf(entry[key]);
    return Object.keys(values).length > 0 ? { [key]: values } : {};
  };
  return {
    name,
    version,
    source: referenceOf(entry.source),
    dist: referenceOf(entry.dist),
    ...map('require'),
    ...map('provide'),
    ...map('require-dev'),
    ...map('suggest'),
    ...field('license', licenses),
    ...field('type', textOf(entry.type)),
    ...field('notification-url', textOf(entry['notification-url'])),
    ...field('bin', textsOf(entry.bin)),
    ...field('authors', objectsOf(entry.authors).map(authorOf)),
    ...field('description', textOf(entry.description)),
    ...field('homepage', textOf(entry.homepage)),
    ...field('keywords', textsOf(entry.keywords)),
    ...field('time', textOf(entry.time)),
  };
}

function referenceOf(value: JsonValue | undefined): JsonObject {
  const { type, url, reference, shasum } = objectOf(value);
  return {
    type: textOf(type) ?? '',
    url: textOf(url) ?? '',
    reference: textOf(reference) ?? '',
    ...field('shasum', textOf(shasum)),
  };
}

function authorOf(author: JsonObject): JsonObject {
  return {
    name: textOf(author.name) ?? '',
    ...field('email', textOf(author.email)),
    ...field('homepage', textOf(author.homepage)),
  };
}
