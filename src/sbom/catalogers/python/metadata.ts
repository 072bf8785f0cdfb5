import type { JsonObject } from '../../../base/json.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft, PackageLicense } from '../../model.ts';
import { pythonDraft } from './draft.ts';
import { type Headers, parseHeaders } from './headers.ts';

/** metadataType of an installed distribution. */
export const INSTALLED_TYPE = 'python-package';

const MAX_LICENSE = 200;

/**
 * Reads `X.dist-info/METADATA`, `X.egg-info/PKG-INFO`, `EGG-INFO/PKG-INFO` of an unpacked egg, and `X.egg-info` where it
 * is a file. A header is enough: descriptions may be cut.
 */
export function parseMetadata({ bytes, path }: CatalogFile): ParsedFile {
  const headers = parseHeaders(bytes.toString('utf8'));
  const [name, version] = [first(headers, 'name'), first(headers, 'version')];
  if (!name || !version) return { unknowns: ['a distribution without name or version'] };
  // The interpreter describes its own standard library in this form; it is no distribution.
  if (name === 'Python' && path.endsWith('.egg-info')) return {};
  return { packages: [draftOf(headers, name, version, path)] };
}

function draftOf(headers: Headers, name: string, version: string, path: string): PackageDraft {
  const summary = first(headers, 'summary');
  const homepage = homepageOf(headers);
  const metadata: JsonObject = {
    name,
    version,
    author: known(first(headers, 'author')),
    authorEmail: known(first(headers, 'author-email')),
    platform: known(first(headers, 'platform')),
    sitePackagesRootPath: `/${sitePackagesOf(path)}`,
    ...field('requiresPython', first(headers, 'requires-python')),
    ...field('requiresDist', [...(headers.get('requires-dist') ?? [])]),
    ...field('providesExtra', [...(headers.get('provides-extra') ?? [])]),
  };
  const supplier = supplierOf(headers);
  return {
    ...pythonDraft({ name, version }, 'installed', INSTALLED_TYPE, metadata),
    licenses: licensesOf(headers, path),
    requires: headers.get('requires-dist') ?? [],
    ...(supplier && { supplier }),
    ...(homepage && { homepage }),
    ...(summary && known(summary) && { description: summary }),
  };
}

/** The folder that modules are imported from: the one that holds the metadata's. */
export function sitePackagesOf(path: string): string {
  const name = baseNameOf(path).toLowerCase();
  const folder = name === 'metadata' || name === 'pkg-info' ? parentOf(path) : path;
  return parentOf(folder.toLowerCase().endsWith('/egg-info') ? parentOf(folder) : folder);
}

function first(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.[0] || undefined;
}

// distutils wrote UNKNOWN where nothing was said.
function known(value: string | undefined): string {
  return value && value !== 'UNKNOWN' ? value : '';
}

function homepageOf(headers: Headers): string {
  const page = known(first(headers, 'home-page'));
  if (page) return page;
  for (const entry of headers.get('project-url') ?? []) {
    const [label, url] = entry.split(/,\s*/, 2);
    if (url && /^home/i.test(label ?? '')) return url;
  }
  return '';
}

function supplierOf(headers: Headers): string {
  const author = known(first(headers, 'author')) || known(first(headers, 'maintainer'));
  const email = known(first(headers, 'author-email')) || known(first(headers, 'maintainer-email'));
  if (author) return `Person: ${author}${email && !email.includes('<') ? ` (${email})` : ''}`;
  const named = /^\s*"?([^"<>]+?)"?\s*<([^<>]+)>/.exec(email);
  return named ? `Person: ${named[1]} (${named[2]})` : '';
}

// An expression; else the field where it names a licence rather than quoting its text; else the classifiers.
function licensesOf(headers: Headers, path: string): PackageLicense[] {
  const expression = known(first(headers, 'license-expression'));
  const named = known(first(headers, 'license'));
  const usable = named !== '' && !named.includes('\n') && named.length <= MAX_LICENSE;
  const values = expression ? [expression] : usable ? [named] : classified(headers);
  return values.map((value) => ({ value, type: 'declared', path }));
}

function classified(headers: Headers): string[] {
  const names = (headers.get('classifier') ?? []).flatMap((line) => {
    const parts = line.split('::').map((part) => part.trim());
    const last = parts.at(-1);
    return parts[0] === 'License' && last && last !== 'OSI Approved' && parts.length > 1 ? [last] : [];
  });
  return [...new Set(names)];
}
