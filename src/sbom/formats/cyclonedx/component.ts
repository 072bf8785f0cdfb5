import type { JsonObject } from '../../../base/json.ts';
import { formatPurl, type Purl, parsePurl } from '../../../codec/purl/index.ts';
import type { Package } from '../../model.ts';
import { isIri } from '../iri.ts';
import { filled, objectsOf, textOf } from '../values.ts';
import { writeLicences } from './licences.ts';
import { locationProperties, metadataProperties, propertiesOf } from './properties.ts';

/** The package URL with its id in it, so that two of the same are told apart; without one the id alone. */
export function referenceOf(pkg: Package): string {
  const purl = purlParts(pkg.purl);
  if (!purl) return pkg.id;
  return formatPurl({ ...purl, qualifiers: { ...purl.qualifiers, 'package-id': pkg.id } });
}

function purlParts(text: string): Purl | undefined {
  try {
    return text === '' ? undefined : parsePurl(text);
  } catch {
    return undefined;
  }
}

/** CPE 2.3 (NISTIR 7695) or a 2.2 URI, as the schemas take them. */
const VALUE = String.raw`(?:[*-]|(?:\?*|\*?)(?:[a-zA-Z0-9._-]|\\[!-/:-@[-^{-~${'`'}])+(?:\?*|\*?))`;
const CPE = new RegExp(
  String.raw`^(?:cpe:2\.3:[aho*-](?::${VALUE}){5}:(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|\d{3}))?|[*-])(?::${VALUE}){4}|cpe:/[aho](?::[A-Za-z0-9._~%-]*){1,6})$`,
);

const HASHES: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

export interface ComponentContext {
  readonly version: string;
  readonly diffIds: readonly string[];
  /** References by package id. */
  readonly references: ReadonlyMap<string, string>;
}

/** One package as a component. */
export function writeComponent(pkg: Package, context: ComponentContext): JsonObject {
  const licences = writeLicences(pkg.licenses, context.version !== '1.5');
  const supplier = /^(?:Person|Organization): (.+)$/s.exec(pkg.supplier ?? '')?.[1];
  const [cpe, ...cpes] = CPE.test(pkg.cpes[0] ?? '') ? pkg.cpes : ['', ...pkg.cpes];
  const hasHomepage = pkg.homepage !== undefined && isIri(pkg.homepage);
  const hashes = hashesOf(pkg.metadata);
  return {
    'bom-ref': context.references.get(pkg.id) as string,
    type: pkg.type === 'binary' ? 'application' : 'library',
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    ...(pkg.type === 'java-archive' && filled({ group: purlParts(pkg.purl)?.namespace })),
    name: pkg.name,
    ...filled({ version: pkg.version, description: pkg.description }),
    ...(hashes.length > 0 && { hashes }),
    ...(licences.licenses && { licenses: licences.licenses }),
    ...filled({ cpe, purl: pkg.purl }),
    ...(hasHomepage && { externalReferences: [{ type: 'website', url: pkg.homepage as string }] }),
    properties: [
      ...propertiesOf({
        'syft:package:foundBy': pkg.foundBy,
        'syft:package:language': pkg.language,
        'syft:package:type': pkg.type,
        'syft:package:metadataType': pkg.metadataType,
      }),
      ...cpes.map((value) => ({ name: 'syft:cpe23', value })),
      ...locationProperties(pkg.locations, context.diffIds),
      ...metadataProperties(pkg.metadata ?? {}),
      ...propertiesOf({
        'plimsoll:evidence': pkg.evidence,
        'plimsoll:ownedBy': pkg.ownedBy && (context.references.get(pkg.ownedBy) ?? pkg.ownedBy),
        'plimsoll:introduced:layer': pkg.introduced && String(pkg.introduced.layer),
        'plimsoll:introduced:instruction': pkg.introduced?.instruction,
        'plimsoll:introduced:origin': pkg.introduced?.origin,
        'plimsoll:virtualPath': pkg.virtualPath,
        'plimsoll:supplier': pkg.supplier === `Organization: ${supplier}` ? '' : pkg.supplier,
        'plimsoll:homepage': hasHomepage ? '' : pkg.homepage,
        'plimsoll:licenses': licences.exact,
      }),
    ],
    ...(pkg.locations.length > 0 && {
      evidence: { occurrences: occurrencesOf(pkg) },
    }),
  };
}

// Several layers may hold the same path; the format wants each occurrence once.
function occurrencesOf(pkg: Package): JsonObject[] {
  return [...new Set(pkg.locations.map((l) => l.path))].map((path) => ({ location: `/${path}` }));
}

function hashesOf(metadata: JsonObject | undefined): JsonObject[] {
  return objectsOf(metadata?.digest).flatMap(({ algorithm, value }) => {
    const alg = HASHES[textOf(algorithm).toLowerCase().replace('-', '')];
    const content = textOf(value).toLowerCase();
    return alg && /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/.test(content)
      ? [{ alg, content }]
      : [];
  });
}
