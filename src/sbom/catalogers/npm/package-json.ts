import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { objectOf, parseLenientJson, textMapOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { npmDraft, npmLicenses } from './draft.ts';

/** metadataType of what a `package.json` says. */
export const MANIFEST_TYPE = 'javascript-npm-package';

const MAX_REQUIRES = 10_000;

/** Reads a `package.json`. One without name or version only configures a folder: it is no package. */
export function parsePackageJson({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a package.json larger than is read'] };
  const manifest = parseLenientJson(bytes, path);
  const name = textOf(manifest.name)?.trim();
  const version = textOf(manifest.version)?.trim();
  return name && version ? { packages: [draftOf(manifest, name, version, path)] } : {};
}

function draftOf(manifest: JsonObject, name: string, version: string, path: string): PackageDraft {
  const author = personOf(manifest.author);
  const homepage = textOf(manifest.homepage);
  const description = textOf(manifest.description);
  const metadata: JsonObject = {
    name,
    version,
    author: author ? personText(author) : '',
    homepage: homepage ?? '',
    description: description ?? '',
    url: repositoryOf(manifest.repository),
    private: manifest.private === true,
  };
  const maker = author && `Person: ${author.name}${author.email ? ` (${author.email})` : ''}`;
  return {
    ...npmDraft({ name, version }, 'installed', MANIFEST_TYPE, metadata),
    licenses: npmLicenses(manifest),
    requires: requirementsOf(manifest, path),
    ...(maker && author.name && { supplier: maker }),
    ...(homepage && { homepage }),
    ...(description && { description }),
  };
}

// What a package loads at run time. Only at the top of a project are its development tools there as well.
function requirementsOf(manifest: JsonObject, path: string): string[] {
  const isInstalled = /(?:^|\/)node_modules\//.test(path);
  const maps = [
    manifest.dependencies,
    manifest.optionalDependencies,
    manifest.peerDependencies,
    ...(isInstalled ? [] : [manifest.devDependencies]),
  ];
  return [...new Set(maps.flatMap((map) => Object.keys(textMapOf(map))))].slice(0, MAX_REQUIRES);
}

interface Person {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

// `Name <mail> (address)`, or an object with these fields.
function personOf(value: JsonValue | undefined): Person | undefined {
  if (typeof value === 'string') {
    const name = (/^[^<(]*/.exec(value)?.[0] ?? '').trim();
    const email = /<([^<>]*)>/.exec(value)?.[1] ?? '';
    const url = /\(([^()]*)\)/.exec(value)?.[1] ?? '';
    return { name, email, url };
  }
  const { name, email, url } = objectOf(value);
  const person = { name: textOf(name) ?? '', email: textOf(email) ?? '', url: textOf(url) ?? '' };
  return person.name || person.email ? person : undefined;
}

function personText({ name, email, url }: Person): string {
  return [name, email && `<${email}>`, url && `(${url})`].filter(Boolean).join(' ');
}

function repositoryOf(value: JsonValue | undefined): string {
  return textOf(value) ?? textOf(objectOf(value).url) ?? '';
}
