import { canonicalJson, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { contentId } from '../../identity.ts';
import type { Package, PackageLicense, PackageLocation, Relationship, Sbom } from '../../model.ts';
import { packageExtras } from '../extras.ts';
import type { Written } from '../format.ts';
import { objectOf, objectsOf, textOf, withoutSlash } from '../values.ts';
import { writeDistribution, writeSource } from './source.ts';

export const SCHEMA_VERSION = '16.1.10';

/** syft's own JSON: nothing is lost, what its schema has no field for stands under `plimsoll`. */
export function writeSyftJson(sbom: Sbom): Written {
  const files = new FileTable(sbom);
  const document = {
    artifacts: sbom.packages.map((pkg) => artifactOf(pkg, files)),
    artifactRelationships: relationshipsOf(sbom, files),
    files: files.records(),
    source: writeSource(sbom.source),
    distro: writeDistribution(sbom.distribution),
    descriptor: {
      name: sbom.tool.name,
      version: sbom.tool.version,
      timestamp: sbom.created,
      configuration: { search: { scope: sbom.scope } },
    },
    schema: {
      version: SCHEMA_VERSION,
      url: `https://raw.githubusercontent.com/anchore/syft/main/schema/json/schema-${SCHEMA_VERSION}.json`,
    },
  };
  return { text: `${canonicalJson(document)}\n`, dropped: [] };
}

function artifactOf(pkg: Package, files: FileTable): JsonObject {
  return {
    id: pkg.id,
    name: pkg.name,
    version: pkg.version,
    type: pkg.type === 'cran' ? 'R-package' : pkg.type,
    foundBy: pkg.foundBy,
    locations: pkg.locations.map((l) => ({
      ...files.coordinates(l),
      accessPath: `/${l.path}`,
      annotations: { evidence: l.evidence },
    })),
    licenses: pkg.licenses.map((l) => licenceOf(l, pkg, files)),
    language: pkg.language,
    cpes: pkg.cpes.map((cpe) => ({ cpe, source: 'declared' })),
    purl: pkg.purl,
    ...(pkg.metadataType !== undefined && { metadataType: pkg.metadataType }),
    ...(pkg.metadata !== undefined && { metadata: pkg.metadata }),
    plimsoll: packageExtras(pkg),
  };
}

function licenceOf(licence: PackageLicense, pkg: Package, files: FileTable): JsonObject {
  const { value, type, path } = licence;
  const at = path === undefined ? undefined : pkg.locations.find((l) => l.path === path);
  const location = path === undefined ? undefined : at ? files.coordinates(at) : { path: `/${path}` };
  return {
    value,
    spdxExpression: licence.spdxExpression ?? '',
    type,
    urls: [...(licence.urls ?? [])],
    locations: location ? [{ ...location, accessPath: `/${path}` }] : [],
  };
}

function relationshipsOf(sbom: Sbom, files: FileTable): JsonValue[] {
  const primaries = new Map<string, PackageLocation>();
  for (const pkg of sbom.packages)
    for (const location of pkg.locations) {
      const key = `${pkg.id}\0${location.path}`;
      if (!primaries.has(key)) primaries.set(key, location);
    }
  return sbom.relationships.map(({ from, to, type }: Relationship): JsonObject => {
    if (type !== 'evident-by') return { parent: from, child: to, type };
    const location = primaries.get(`${from}\0${to}`);
    return {
      parent: from,
      child: files.id({ path: to, ...(location?.layer !== undefined && { layer: location.layer }) }),
      type,
      metadata: { kind: location?.evidence ?? 'supporting' },
    };
  });
}

type At = Pick<PackageLocation, 'path' | 'layer'>;

/** Files that packages are evident by, and those that could not be read; each once. */
class FileTable {
  private readonly sbom: Sbom;
  private readonly files = new Map<string, { at: At; unknowns: string[] }>();

  constructor(sbom: Sbom) {
    this.sbom = sbom;
  }

  coordinates({ path, layer }: At): JsonObject {
    const diffId = layer === undefined ? undefined : this.sbom.source.image?.layers[layer]?.diffId;
    return { path: `/${path}`, ...(diffId && { layerID: diffId }) };
  }

  id(at: At): string {
    const id = contentId(this.coordinates(at));
    if (!this.files.has(id)) this.files.set(id, { at, unknowns: [] });
    return id;
  }

  records(): JsonValue[] {
    for (const { path, layer, cataloger, reason } of this.sbom.unknowns)
      this.files
        .get(this.id({ path, ...(layer !== undefined && { layer }) }))
        ?.unknowns.push(`${cataloger}: ${reason}`);
    const digests = digestsOf(this.sbom.packages);
    return [...this.files]
      .sort(([a, { at: x }], [b, { at: y }]) => (x.path < y.path || (x.path === y.path && a < b) ? -1 : 1))
      .map(([id, { at, unknowns }]) => ({
        id,
        location: this.coordinates(at),
        ...(digests.has(at.path) && { digests: [digests.get(at.path) as JsonObject] }),
        ...(unknowns.length > 0 && { unknowns }),
      }));
  }
}

/** What package databases say of their files' content, by path. */
function digestsOf(packages: readonly Package[]): Map<string, JsonObject> {
  const digests = new Map<string, JsonObject>();
  for (const { metadata } of packages)
    for (const file of objectsOf(metadata?.files)) {
      const { algorithm, value } = objectOf(file.digest);
      if (textOf(algorithm) && textOf(value))
        digests.set(withoutSlash(textOf(file.path)), {
          algorithm: textOf(algorithm),
          value: textOf(value),
        });
    }
  return digests;
}
