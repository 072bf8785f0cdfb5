import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { PackageDraft, PackageLicense, PackageType } from '../../model.ts';
import type { Archive } from './archive.ts';
import { parseArchiveName } from './file-name.ts';
import { type Coordinates, coordinatesOf, identify, type MavenRecord, ownRecord } from './identity.ts';
import { attribute, type Manifest, manifestMetadata } from './manifest.ts';

/** The packages of an archive: itself, every Maven artifact that was put into it, and those of the archives in it. */
export function archivePackages(archive: Archive): PackageDraft[] {
  const file = parseArchiveName(archive.fileName);
  const own = ownRecord(archive.records, file, archive.manifest);
  const coordinates = identify(own, archive.manifest, file);
  const others = archive.records.filter((record) => record !== own && !isSame(record, coordinates));
  const inside = [
    ...others.map((record) => recordPackage(archive, record)),
    ...archive.nested.flatMap(archivePackages),
  ];
  if (isInstrumentation(archive.manifest)) return inside;
  const needs = [
    ...others.map((record) => placeOf(archive, record)),
    ...archive.nested.filter((n) => !isInstrumentation(n.manifest)).map((n) => n.path),
  ];
  return [archivePackage(archive, coordinates, own, needs), ...inside];
}

// Agents weave such jars into the libraries that their manifests name: their names are not what they hold.
function isInstrumentation(manifest: Manifest | undefined): boolean {
  return manifest !== undefined && attribute(manifest, 'Weave-Classes') !== undefined;
}

function isSame(record: MavenRecord, { groupId, artifactId, version }: Coordinates): boolean {
  const other = coordinatesOf(record);
  return other.artifactId === artifactId && other.version === version && other.groupId === groupId;
}

/** `outer.jar:group:artifact`. */
function placeOf(archive: Archive, record: MavenRecord): string {
  const { groupId, artifactId } = coordinatesOf(record);
  return `${archive.path}:${groupId}:${artifactId}`;
}

function archivePackage(
  archive: Archive,
  coordinates: Coordinates,
  own: MavenRecord | undefined,
  requires: readonly string[],
): PackageDraft {
  const { manifest, path } = archive;
  // Maven's bundle plugin copies the project's licences into the manifest: one of both is enough.
  const inProject = own?.project?.licenses ?? [];
  const declared = inProject.length > 0 ? inProject : manifest ? manifestLicenses(manifest) : [];
  return {
    ...draft(coordinates, path, own, declared.length > 0 ? declared : shippedLicenses(archive)),
    requires,
    metadata: {
      virtualPath: `/${path}`,
      ...(manifest && { manifest: manifestMetadata(manifest) }),
      ...recordMetadata(own),
      digest: [{ algorithm: 'sha1', value: archive.sha1 }],
    },
  };
}

// Texts that a jar ships may be those of what was put into it: they count where it declares nothing.
function shippedLicenses({ licenses, path }: Archive): PackageLicense[] {
  return licenses.map((value) => ({
    value,
    spdxExpression: value,
    type: 'concluded',
    path: path.split(':')[0] as string,
  }));
}

function recordPackage(archive: Archive, record: MavenRecord): PackageDraft {
  const place = placeOf(archive, record);
  return {
    ...draft(coordinatesOf(record), place, record, record.project?.licenses ?? []),
    metadata: { virtualPath: `/${place}`, ...recordMetadata(record) },
  };
}

function draft(
  coordinates: Coordinates,
  virtualPath: string,
  record: MavenRecord | undefined,
  licenses: readonly PackageLicense[],
): PackageDraft {
  const { groupId, artifactId, version } = coordinates;
  const { description, url } = record?.project ?? {};
  return {
    name: artifactId,
    version,
    type: typeOf(groupId),
    language: 'java',
    purl: mavenPurl(coordinates),
    licenses: unique(licenses),
    evidence: 'installed',
    metadataType: 'java-archive',
    virtualPath,
    provides: [virtualPath],
    ...(description && { description: description.slice(0, 1024) }),
    ...(url && /^https?:\/\//.test(url) && { homepage: url }),
  };
}

function typeOf(groupId: string): PackageType {
  return /^(?:io\.jenkins\.plugins|org\.jenkins-ci\.plugins)(?:\.|$)/.test(groupId)
    ? 'jenkins-plugin'
    : 'java-archive';
}

/** `pkg:maven/GROUP/ARTIFACT@VERSION`; old artifacts have their own name as group, and so has what tells none. */
export function mavenPurl({ groupId, artifactId, version }: Coordinates): string {
  const name = artifactId || 'unknown';
  return formatPurl({ type: 'maven', namespace: groupId || name, name, ...(version && { version }) });
}

// OSGi: clauses parted by commas, each a name or a link with attributes behind semicolons.
function manifestLicenses(manifest: Manifest): PackageLicense[] {
  const text = attribute(manifest, 'Bundle-License')?.slice(0, 2048) ?? '';
  const clauses = text.match(/(?:"[^"]*"|[^",])+/g) ?? [];
  return clauses.flatMap((clause): PackageLicense[] => {
    const [value = '', ...attributes] = clause.split(';').map((part) => part.trim().replace(/^"|"$/g, ''));
    const link = attributes.map((a) => /^link\s*=\s*"?([^"]+)/.exec(a)?.[1]).find(Boolean);
    const urls = link ? [link] : /^https?:/.test(value) ? [value] : [];
    return value ? [{ value, type: 'declared', ...(urls.length > 0 && { urls }) }] : [];
  });
}

function unique(licenses: readonly PackageLicense[]): PackageLicense[] {
  return [...new Map(licenses.map((license) => [license.value, license])).values()];
}

function recordMetadata(record: MavenRecord | undefined): JsonObject {
  const { properties, project } = record ?? {};
  return {
    ...(properties && { pomProperties: propertiesMetadata(properties) }),
    ...(project && { pomProject: projectMetadata(project) }),
  };
}

function propertiesMetadata(properties: NonNullable<MavenRecord['properties']>): JsonObject {
  const { extraFields, ...fields } = properties;
  return { ...fields, ...(Object.keys(extraFields).length > 0 && { extraFields: { ...extraFields } }) };
}

function projectMetadata(project: NonNullable<MavenRecord['project']>): JsonObject {
  const { licenses: _, parent, description, url, ...fields } = project;
  return {
    ...fields,
    ...(parent && { parent: { ...parent } }),
    ...(description && { description: description.slice(0, 1024) }),
    ...(url && { url }),
  };
}
