import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { isObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectsOf, parseJsonc, textOf, textsOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { parseStanzas, type Stanza } from '../dpkg/stanza.ts';

const MiB = 1024 * 1024;

/** vcpkg: what a project asks for, and what was built into an installed tree. */
export const vcpkg: Cataloger = {
  id: 'vcpkg',
  version: 1,
  title: 'vcpkg (vcpkg.json, installed/vcpkg/status)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/vcpkg.json', bytes: 4 * MiB },
    { glob: '**/vcpkg/status', bytes: 32 * MiB },
  ],
  parse: wholeFile((file) => (baseNameOf(file.path) === 'status' ? parseStatus(file) : parseManifest(file))),
};

// A stanza a port, and one for each feature beside the core.
function parseStatus({ bytes }: CatalogFile): ParsedFile {
  const packages: PackageDraft[] = [];
  for (const stanza of parseStanzas(bytes.toString('utf8'))) {
    if (stanza.get('Feature') || !/(?:^| )installed$/.test(stanza.get('Status') ?? '')) continue;
    const draft = installed(stanza);
    if (draft) packages.push(draft);
  }
  return { packages };
}

function installed(stanza: Stanza): PackageDraft | undefined {
  const name = stanza.get('Package');
  const version = stanza.get('Version');
  if (!name || !version) return undefined;
  const triplet = stanza.get('Architecture');
  const description = stanza.get('Description')?.split('\n')[0];
  const needs = (stanza.get('Depends') ?? '')
    .split(',')
    .flatMap((one) => /^\s*([\w-]+)/.exec(one)?.[1] ?? []);
  return {
    ...port(name, version, Number.parseInt(stanza.get('Port-Version') ?? '0', 10) || 0, { triplet }),
    evidence: 'installed',
    requires: needs,
    ...(description && { description }),
  };
}

function port(
  name: string,
  version: string,
  portVersion: number,
  more: { readonly triplet?: string | undefined; readonly description?: readonly string[] },
): Omit<PackageDraft, 'evidence'> {
  const full = portVersion > 0 ? `${version}#${portVersion}` : version;
  return {
    name,
    version: full,
    type: 'vcpkg',
    language: 'c++',
    purl: formatPurl({ type: 'vcpkg', name, version: full, qualifiers: { triplet: more.triplet ?? '' } }),
    metadataType: 'vcpkg-manifest',
    metadata: {
      'full-version': full,
      version,
      'port-version': portVersion,
      name,
      ...field('triplet', more.triplet),
      ...field('description', [...(more.description ?? [])]),
    },
  };
}

// A project's manifest: itself, and what it asks for. Versions are pinned by overrides, else only the lowest is known.
function parseManifest({ path, bytes }: CatalogFile): ParsedFile {
  const document = parseJsonc(bytes, path, { maxBytes: 4 * MiB });
  const overrides = new Map(objectsOf(document.overrides).map((one) => [textOf(one.name) ?? '', one]));
  const asked = Array.isArray(document.dependencies) ? document.dependencies : [];
  const needs = asked.flatMap((one) => dependency(one, overrides));
  return { packages: [...project(document, needs), ...needs] };
}

function project(document: JsonObject, needs: readonly PackageDraft[]): PackageDraft[] {
  const name = textOf(document.name);
  const { version, portVersion } = versionOf(document);
  if (!name || !version) return [];
  const description =
    typeof document.description === 'string' ? [document.description] : textsOf(document.description);
  const license = textOf(document.license);
  const homepage = textOf(document.homepage);
  return [
    {
      ...port(name, version, portVersion, { description }),
      evidence: 'declared',
      requires: needs.map((one) => one.name),
      ...(license && { licenses: [{ value: license, type: 'declared' }] }),
      ...(homepage && { homepage }),
    },
  ];
}

function dependency(value: JsonValue, overrides: ReadonlyMap<string, JsonObject>): PackageDraft[] {
  const name = typeof value === 'string' ? value : isObject(value) ? textOf(value.name) : undefined;
  if (!name) return [];
  const override = overrides.get(name);
  const least = isObject(value) ? (textOf(value['version>=']) ?? '') : '';
  const [version = '', portVersion = '0'] = least.split('#');
  const pinned = override
    ? versionOf(override)
    : { version, portVersion: Number.parseInt(portVersion, 10) || 0 };
  return [{ ...port(name, pinned.version, pinned.portVersion, {}), evidence: 'declared' }];
}

function versionOf(entry: JsonObject): { version: string; portVersion: number } {
  const keys = ['version', 'version-semver', 'version-date', 'version-string'];
  const text = keys.map((key) => textOf(entry[key])).find(Boolean) ?? '';
  const [version = '', suffix = '0'] = text.split('#');
  const stated = entry['port-version'];
  return { version, portVersion: typeof stated === 'number' ? stated : Number.parseInt(suffix, 10) || 0 };
}
