import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../../base/json.ts';
import type {
  Package,
  PackageLicense,
  PackageLocation,
  Relationship,
  SbomSource,
  SbomUnknown,
} from '../../model.ts';
import { OWNER_TYPES } from '../../ownership.ts';
import { assemble, checkCount, presumedEvidence, SBOM_LIMITS } from '../assemble.ts';
import { readExtras } from '../extras.ts';
import type { ReadDocument } from '../format.ts';
import { languageOf, packageTypeOf, typeOfPurl } from '../kinds.ts';
import { objectOf, objectsOf, stringsOf, textOf, withoutSlash } from '../values.ts';
import { readDistribution, readSource } from './source.ts';

const TYPES: ReadonlySet<string> = new Set<Relationship['type']>([
  'contains',
  'dependency-of',
  'ownership-by-file-overlap',
  'evident-by',
  'described-by',
]);

/**
 * Reads syft's JSON, of today and of older schemas.
 * @throws PlimsollError `malformed`, `limit`
 */
export function readSyftJson(bytes: Uint8Array, where: string): ReadDocument {
  const document = parseJsonObject(bytes, where, {
    maxBytes: SBOM_LIMITS.bytes,
    maxDepth: SBOM_LIMITS.depth,
  });
  const source = readSource(objectOf(document.source));
  const layers = new Map((source.image?.layers ?? []).map((l, i) => [l.diffId, i]));
  const artifacts = objectsOf(document.artifacts);
  checkCount(artifacts.length, 'packages', where);
  const packages = artifacts.map((artifact) => readArtifact(artifact, source, layers));
  const files = readFiles(document, layers);
  const { relationships, dropped } = readRelationships(document, packages, source.id, files.paths, where);
  const owners = ownersOf(relationships, packages);
  const distribution = readDistribution(objectOf(document.distro));
  const descriptor = objectOf(document.descriptor);
  const search = objectOf(objectOf(descriptor.configuration).search);
  return assemble(
    {
      tool: { name: textOf(descriptor.name) || 'syft', version: textOf(descriptor.version) },
      created: textOf(descriptor.timestamp),
      source,
      ...(distribution && { distribution }),
      packages: packages.map((pkg) => {
        const ownedBy = owners.get(pkg.id);
        return ownedBy === undefined ? pkg : { ...pkg, ownedBy };
      }),
      relationships,
      unknowns: files.unknowns,
      scope: /all-?layers/i.test(textOf(search.scope)) ? 'all-layers' : 'squashed',
    },
    [...dropped, ...files.dropped],
    where,
  );
}

type LayerIndex = ReadonlyMap<string, number>;

function readArtifact(artifact: JsonObject, source: SbomSource, layers: LayerIndex): Package {
  const purl = textOf(artifact.purl);
  const type = packageTypeOf(textOf(artifact.type)) ?? typeOfPurl(purl);
  const locations = objectsOf(artifact.locations).map((l) => readLocation(l, layers));
  const metadataType = textOf(artifact.metadataType);
  return {
    id: textOf(artifact.id),
    name: textOf(artifact.name),
    version: textOf(artifact.version),
    type,
    language: textOf(artifact.language) || languageOf(type),
    foundBy: textOf(artifact.foundBy),
    purl,
    cpes: listOf(artifact.cpes)
      .map((cpe) => textOf(isObject(cpe) ? cpe.cpe : cpe))
      .filter(Boolean),
    licenses: listOf(artifact.licenses)
      .map(readLicence)
      .filter((l) => l.value !== ''),
    locations,
    ...(metadataType && { metadataType }),
    ...(isObject(artifact.metadata) && { metadata: artifact.metadata }),
    ...readExtras(objectOf(artifact.plimsoll), presumedEvidence(type, source.type)),
  };
}

// Where nothing is annotated (schemas before 6), the first location is what the package was read from.
function readLocation(location: JsonObject, layers: LayerIndex): PackageLocation {
  const { evidence } = objectOf(location.annotations);
  const layer = layers.get(textOf(location.layerID));
  return {
    path: withoutSlash(textOf(location.path)),
    ...(layer !== undefined && { layer }),
    evidence: evidence === 'supporting' ? 'supporting' : 'primary',
  };
}

function readLicence(licence: JsonValue): PackageLicense {
  if (!isObject(licence)) return { value: textOf(licence), type: 'declared' };
  const spdxExpression = textOf(licence.spdxExpression);
  const urls = stringsOf(licence.urls);
  const location = objectsOf(licence.locations)[0];
  return {
    value: textOf(licence.value),
    type: licence.type === 'concluded' ? 'concluded' : 'declared',
    ...(spdxExpression && { spdxExpression }),
    ...(urls.length > 0 && { urls }),
    ...(location && { path: withoutSlash(textOf(location.path)) }),
  };
}

interface Files {
  /** By the file's id. */
  readonly paths: ReadonlyMap<string, string>;
  readonly unknowns: readonly SbomUnknown[];
  readonly dropped: readonly string[];
}

function readFiles(document: JsonObject, layers: LayerIndex): Files {
  const paths = new Map<string, string>();
  const unknowns: SbomUnknown[] = [];
  let rich = 0;
  for (const file of objectsOf(document.files)) {
    const location = objectOf(file.location);
    const path = withoutSlash(textOf(location.path));
    const layer = layers.get(textOf(location.layerID));
    paths.set(textOf(file.id), path);
    if (file.metadata !== undefined || file.executable !== undefined) rich++;
    for (const unknown of stringsOf(file.unknowns)) {
      const [cataloger, reason] = splitOnce(unknown, ': ');
      unknowns.push({ path, ...(layer !== undefined && { layer }), cataloger, reason });
    }
  }
  return { paths, unknowns, dropped: rich > 0 ? [`modes, owners and digests of ${rich} files`] : [] };
}

function readRelationships(
  document: JsonObject,
  packages: readonly Package[],
  sourceId: string,
  files: ReadonlyMap<string, string>,
  where: string,
): { relationships: Relationship[]; dropped: string[] } {
  const known = new Set([...packages.map((p) => p.id), sourceId]);
  const rows = objectsOf(document.artifactRelationships);
  checkCount(rows.length, 'relationships', where);
  const relationships: Relationship[] = [];
  let strange = 0;
  for (const row of rows) {
    const [from, to, type] = [textOf(row.parent), textOf(row.child), textOf(row.type)];
    const path = type === 'evident-by' ? files.get(to) : undefined;
    if (!TYPES.has(type) || !known.has(from) || !(known.has(to) || path !== undefined)) strange++;
    else relationships.push({ from, to: path ?? to, type: type as Relationship['type'] });
  }
  return {
    relationships,
    dropped: strange > 0 ? [`${strange} relationships to files or of other kinds`] : [],
  };
}

function ownersOf(relationships: readonly Relationship[], packages: readonly Package[]): Map<string, string> {
  const owners = new Set(packages.filter((p) => OWNER_TYPES.has(p.type)).map((p) => p.id));
  return new Map(
    relationships
      .filter((r) => r.type === 'ownership-by-file-overlap' && owners.has(r.from))
      .map((r) => [r.to, r.from]),
  );
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? ['', text] : [text.slice(0, at), text.slice(at + mark.length)];
}
