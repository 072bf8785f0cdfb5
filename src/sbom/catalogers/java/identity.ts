// Which artifact an archive is, from what it holds and how it is called.
import type { ArchiveName } from './file-name.ts';
import { GROUP_OF_ARTIFACT, GROUP_OF_PREFIX, SPRING_FRAMEWORK } from './groups.data.ts';
import { attribute, type Manifest } from './manifest.ts';
import type { PomProject } from './pom.ts';
import type { PomProperties } from './properties.ts';

/** One artifact's Maven records; one of both is there. */
export interface MavenRecord {
  readonly properties?: PomProperties;
  readonly project?: PomProject;
}

export interface Coordinates {
  /** `''` where nothing says it. */
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** Coordinates of a record: pom.properties is written by the build, pom.xml may lean on a parent. */
export function coordinatesOf({ properties, project }: MavenRecord): Coordinates {
  return {
    groupId: properties?.groupId || (project?.groupId ?? ''),
    artifactId: properties?.artifactId || (project?.artifactId ?? ''),
    version: properties?.version || (project?.version ?? ''),
  };
}

/** The record that is the archive's own, if any: it has the file's name and version, or is the only one and nothing speaks against it. */
export function ownRecord(
  records: readonly MavenRecord[],
  file: ArchiveName,
  manifest: Manifest | undefined,
): MavenRecord | undefined {
  const named = records.filter((record) => coordinatesOf(record).artifactId === file.name);
  const exact = named.find((record) => sameVersion(file, coordinatesOf(record).version)) ?? named[0];
  if (exact || records.length !== 1) return exact;
  const only = records[0] as MavenRecord;
  return isNamedAfter(file, only) || isSaidByManifest(only, manifest) ? only : undefined;
}

// Distributions rename jars: `geronimo-interceptor-3.0-spec.jar` is geronimo-interceptor_3.0_spec, `maven3-core` no more
// than similar to maven-core.
function isNamedAfter(file: ArchiveName, record: MavenRecord): boolean {
  const { artifactId, version } = coordinatesOf(record);
  const whole = folded(file.stem);
  if (whole === folded(artifactId) || whole === folded(`${artifactId}-${version}`)) return true;
  if (file.version && !sameVersion(file, version)) return false;
  return artifactId.startsWith(file.name) || file.name.endsWith(artifactId);
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[._-]+/g, '-');
}

function sameVersion(file: ArchiveName, version: string): boolean {
  return (
    [file.version, `${file.version}-${file.classifier}`].includes(version) || file.version.startsWith(version)
  );
}

function isSaidByManifest(record: MavenRecord, manifest: Manifest | undefined): boolean {
  const { artifactId, version } = coordinatesOf(record);
  if (!manifest || !version || manifestVersion(manifest) !== version) return false;
  const names = [
    'Implementation-Title',
    'Bundle-SymbolicName',
    'Extension-Name',
    'Automatic-Module-Name',
    'Bundle-Name',
  ];
  return names.some((name) => attribute(manifest, name)?.toLowerCase().includes(artifactId.toLowerCase()));
}

/** The archive's own coordinates; where Maven's records do not tell, from its manifest and the file's name. */
export function identify(
  own: MavenRecord | undefined,
  manifest: Manifest | undefined,
  file: ArchiveName,
): Coordinates {
  if (own) {
    const known = coordinatesOf(own);
    return { ...known, version: known.version || file.version };
  }
  const artifactId = manifestArtifact(manifest, file);
  return {
    artifactId,
    version: file.version || (manifest ? manifestVersion(manifest) : ''),
    groupId: knownGroup(artifactId) || (manifest ? manifestGroup(manifest, artifactId) : ''),
  };
}

// The maven bundle plugin derives the symbolic name from group and artifact; other tools let people choose it.
function manifestArtifact(manifest: Manifest | undefined, file: ArchiveName): string {
  const symbolic = manifest && symbolicName(manifest);
  if (manifest && symbolic && /Apache Maven Bundle Plugin/i.test(attribute(manifest, 'Created-By') ?? '')) {
    const vendor = attribute(manifest, 'Implementation-Vendor-Id');
    if (vendor && symbolic.startsWith(`${vendor}.`) && file.version === '')
      return symbolic.slice(vendor.length + 1);
  }
  if (file.name) return file.name;
  const named = ['Extension-Name', 'Short-Name', 'Implementation-Title', 'Bundle-Name'];
  return named.map((name) => manifest && attribute(manifest, name)).find(Boolean) ?? symbolic ?? '';
}

function symbolicName(manifest: Manifest): string | undefined {
  return attribute(manifest, 'Bundle-SymbolicName')?.split(';')[0]?.trim() || undefined;
}

/** The version that a manifest states; placeholders that a build left in are none. */
export function manifestVersion(manifest: Manifest): string {
  const keys = ['Implementation-Version', 'Specification-Version', 'Plugin-Version', 'Bundle-Version'];
  for (const key of keys) {
    const stated = attribute(manifest, key) ?? sectionAttribute(manifest, key);
    if (stated && /\d/.test(stated) && !/[${}@<>\s]/.test(stated)) return stated;
  }
  return '';
}

function sectionAttribute({ sections }: Manifest, key: string): string | undefined {
  return sections.length === 1 ? sections[0]?.get(key)?.trim() : undefined;
}

function knownGroup(artifactId: string): string {
  if (SPRING_FRAMEWORK.has(artifactId)) return 'org.springframework';
  if (Object.hasOwn(GROUP_OF_ARTIFACT, artifactId)) return GROUP_OF_ARTIFACT[artifactId] as string;
  return GROUP_OF_PREFIX.find(([prefix]) => artifactId.startsWith(prefix))?.[1] ?? '';
}

// A vendor's id and a plugin's group are groups; a bundle's or module's name is one followed by the artifact.
function manifestGroup(manifest: Manifest, artifactId: string): string {
  for (const key of ['Group-Id', 'Implementation-Vendor-Id', 'Extension-Name', 'Specification-Vendor-Id']) {
    const stated = attribute(manifest, key);
    if (stated && isGroup(stated)) return withoutArtifact(stated, artifactId);
  }
  for (const stated of [symbolicName(manifest), attribute(manifest, 'Automatic-Module-Name')])
    if (stated && isGroup(stated)) return withoutArtifact(stated, artifactId);
  return '';
}

function isGroup(text: string): boolean {
  return /^(?:com|org|net|io|be|dev|de|fr|ch|it|jp|uk|eu|me|cn|ru|co|app|tech|javax|jakarta|software|tools|gov|edu)\.[\w.-]{1,200}$/.test(
    text,
  );
}

function withoutArtifact(name: string, artifactId: string): string {
  for (const end of [artifactId, artifactId.replaceAll('-', '.'), artifactId.split('-').at(-1) ?? '']) {
    if (end && name.endsWith(`.${end}`) && name.slice(0, -end.length - 1).includes('.'))
      return name.slice(0, -end.length - 1);
  }
  return name;
}
