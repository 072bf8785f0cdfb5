import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { objectOf, objectsOf, parseLenientJson, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

const MAX_LOCATION = 2048;

/** Swift packages as the package manager resolved them. */
export const swift: Cataloger = {
  id: 'swift',
  version: 1,
  title: 'Swift packages (Package.resolved, .package.resolved)',
  evidence: ['declared'],
  files: [
    { glob: '**/Package.resolved', bytes: 8 * 1024 * 1024 },
    { glob: '**/.package.resolved', bytes: 8 * 1024 * 1024 },
  ],
  parse: wholeFile(parseResolved),
};

// Version 1 keeps its pins below `object` and calls them package and repositoryURL, 2 and 3 identity and location.
function parseResolved({ path, bytes }: CatalogFile): ParsedFile {
  const document = parseLenientJson(bytes, path);
  if (document.version === undefined) return { unknowns: ['a resolved file without its version'] };
  const pins = objectsOf(document.pins ?? objectOf(document.object).pins);
  return { packages: pins.flatMap(pinned) };
}

function pinned(pin: JsonObject): PackageDraft[] {
  const name = textOf(pin.identity) ?? textOf(pin.package);
  const location = textOf(pin.location) ?? textOf(pin.repositoryURL) ?? '';
  const state = objectOf(pin.state);
  const revision = textOf(state.revision) ?? '';
  const version = textOf(state.version) ?? '';
  if (!name) return [];
  return [
    {
      name,
      version,
      type: 'swift',
      language: 'swift',
      purl: purlOf(name, location, version || revision),
      evidence: 'declared',
      metadataType: 'swift-package-manager-lock-entry',
      metadata: { revision },
    },
  ];
}

// The namespace is the source's host and owner, the name that of its repository.
function purlOf(identity: string, location: string, version: string): string {
  const plain = location
    .slice(0, MAX_LOCATION)
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^/@:]*@([^/:]+):/, '$1/')
    .replace(/^[^/@]*@/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  const segments = plain.split('/').filter(Boolean);
  const name = segments.pop() ?? identity;
  const namespace = segments.join('/');
  return formatPurl({ type: 'swift', name, version, ...(namespace && { namespace }) });
}
