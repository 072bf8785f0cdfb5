// Walks an archive and the archives in it.
import { createHash } from 'node:crypto';
import { PlimsollError } from '../../../base/error.ts';
import { openZip, readZipEntry, type ZipArchive, type ZipEntry } from '../../../codec/zip/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import { classifyLicenseText } from '../../licenses/index.ts';
import type { MavenRecord } from './identity.ts';
import { attribute, type Manifest, parseManifest } from './manifest.ts';
import { parsePom } from './pom.ts';
import { parsePomProperties } from './properties.ts';

const MiB = 1024 * 1024;

export interface ArchiveLimits {
  /** Archives inside archives; an `.ear` with a `.war` with a `.jar` has 2. */
  readonly depth: number;
  /** Unpacked bytes of everything read of one file. */
  readonly bytes: number;
  readonly archives: number;
  /** Maven records of one archive. */
  readonly records: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  depth: 8,
  bytes: 1024 * MiB,
  archives: 20_000,
  records: 20_000,
};

/** What one archive holds. */
export interface Archive {
  /** `app.war:WEB-INF/lib/b.jar`. */
  readonly path: string;
  readonly fileName: string;
  readonly sha1: string;
  readonly manifest: Manifest | undefined;
  readonly records: readonly MavenRecord[];
  /** SPDX expressions of the licence texts that it ships. */
  readonly licenses: readonly string[];
  readonly nested: readonly Archive[];
}

export interface ArchiveReading {
  readonly limits: ArchiveLimits;
  readonly unknowns: string[];
  bytes: number;
  archives: number;
}

export const ARCHIVE_EXTENSIONS = [
  'jar',
  'war',
  'ear',
  'par',
  'sar',
  'nar',
  'jpi',
  'hpi',
  'kar',
  'lpkg',
  'rar',
] as const;
const IS_ARCHIVE = new RegExp(`\\.(?:${ARCHIVE_EXTENSIONS.join('|')})$`, 'i');
const IS_LICENSE = /^(?:META-INF\/)?(?:LICEN[CS]E|COPYING)(?:\.(?:txt|md))?$/i;
const MAX_LICENSES = 4;
/** A whole text or a notice, not a mere pointer. */
const SURE = 0.75;
const MAX_TEXT = 8 * MiB;

/**
 * Reads an archive and all archives in it. What cannot be read of them goes to `reading.unknowns`.
 * @throws PlimsollError where the outermost is no archive
 */
export function readArchive(bytes: Buffer, path: string, reading: ArchiveReading): Archive {
  return readOne(bytes, path, reading, 0);
}

function readOne(bytes: Buffer, path: string, reading: ArchiveReading, depth: number): Archive {
  if (++reading.archives > reading.limits.archives)
    throw limit(`more than ${reading.limits.archives} archives in archives`);
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  const zip = openZip(bytes, { entryBytes: 256 * MiB });
  const picked = pick(zip);
  const read = (entry: ZipEntry): string | undefined => {
    if (entry.size > MAX_TEXT) reading.unknowns.push(`${path}:${entry.name}: larger than ${MAX_TEXT} bytes`);
    else
      return attempt(reading, `${path}:${entry.name}`, () => content(zip, entry, reading).toString('utf8'));
    return undefined;
  };
  const manifest = readManifest(picked.manifests, path, reading, read);
  const records = readRecords(picked.poms, path, reading, read);
  return {
    path,
    fileName: baseNameOf(path.slice(path.lastIndexOf(':') + 1)),
    sha1,
    manifest,
    records,
    licenses: declaresLicense(manifest, records) ? [] : readLicenses(picked.licenses, read),
    nested: readNested(zip, picked.archives, path, reading, depth + 1),
  };
}

function declaresLicense(manifest: Manifest | undefined, records: readonly MavenRecord[]): boolean {
  if (manifest && attribute(manifest, 'Bundle-License')) return true;
  return records.some(({ project }) => project !== undefined && project.licenses.length > 0);
}

interface Picked {
  readonly manifests: ZipEntry[];
  readonly poms: Map<string, { properties?: ZipEntry; project?: ZipEntry }>;
  readonly archives: ZipEntry[];
  readonly licenses: ZipEntry[];
}

function pick(zip: ZipArchive): Picked {
  const picked: Picked = { manifests: [], poms: new Map(), archives: [], licenses: [] };
  for (const entry of zip.entries) {
    const { name } = entry;
    if (entry.size === 0) continue;
    if (/^META-INF\/MANIFEST\.MF$/i.test(name)) picked.manifests.push(entry);
    else if (name.endsWith('/pom.properties') || name === 'pom.properties')
      pomAt(picked, name).properties = entry;
    else if (/(?:^|\/)META-INF\/maven\/[^/]+\/[^/]+\/pom\.xml$/.test(name))
      pomAt(picked, name).project = entry;
    else if (IS_ARCHIVE.test(name)) picked.archives.push(entry);
    else if (IS_LICENSE.test(name)) picked.licenses.push(entry);
  }
  return picked;
}

function pomAt({ poms }: Picked, name: string): { properties?: ZipEntry; project?: ZipEntry } {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const found = poms.get(folder) ?? {};
  poms.set(folder, found);
  return found;
}

type ReadText = (entry: ZipEntry) => string | undefined;

function readManifest(
  manifests: readonly ZipEntry[],
  path: string,
  reading: ArchiveReading,
  read: ReadText,
): Manifest | undefined {
  if (manifests.length > 1)
    reading.unknowns.push(`${path}: it has ${manifests.length} manifests, the first is read`);
  const text = manifests[0] && read(manifests[0]);
  return text === undefined ? undefined : parseManifest(text);
}

function readRecords(
  poms: Picked['poms'],
  path: string,
  reading: ArchiveReading,
  read: ReadText,
): MavenRecord[] {
  if (poms.size > reading.limits.records)
    reading.unknowns.push(`${path}: ${poms.size} Maven artifacts, ${reading.limits.records} are read`);
  return [...poms.values()].slice(0, reading.limits.records).flatMap((entries): MavenRecord[] => {
    const properties = textOf(entries.properties, read, parsePomProperties);
    const project = textOf(entries.project, read, (text, name) =>
      attempt(reading, `${path}:${name}`, () => parsePom(text, name)),
    );
    if (!properties && !(project?.artifactId && project.version)) return [];
    return [{ ...(properties && { properties }), ...(project && { project }) }];
  });
}

function readLicenses(entries: readonly ZipEntry[], read: ReadText): string[] {
  const texts = entries.slice(0, MAX_LICENSES).map((entry) => read(entry) ?? '');
  const found = texts.flatMap((text) => classifyLicenseText(text));
  return [...new Set(found.filter((one) => one.confidence >= SURE).map((one) => one.expression))];
}

function textOf<T>(
  entry: ZipEntry | undefined,
  read: ReadText,
  parse: (text: string, name: string) => T | undefined,
): T | undefined {
  const text = entry && read(entry);
  return text === undefined ? undefined : parse(text, (entry as ZipEntry).name);
}

function readNested(
  zip: ZipArchive,
  archives: readonly ZipEntry[],
  path: string,
  reading: ArchiveReading,
  depth: number,
): Archive[] {
  if (archives.length > 0 && depth > reading.limits.depth) {
    reading.unknowns.push(`${path}: archives nested deeper than ${reading.limits.depth} levels are not read`);
    return [];
  }
  return archives.flatMap((entry) => {
    const inside = `${path}:${entry.name}`;
    return (
      attempt(reading, inside, () => readOne(content(zip, entry, reading), inside, reading, depth)) ?? []
    );
  });
}

function content(zip: ZipArchive, entry: ZipEntry, reading: ArchiveReading): Buffer {
  if (reading.bytes + entry.size > reading.limits.bytes)
    throw limit(`its archives unpack to more than ${reading.limits.bytes} bytes`);
  reading.bytes += entry.size;
  return readZipEntry(zip, entry);
}

// One bad entry must not hide the others.
function attempt<T>(reading: ArchiveReading, where: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    reading.unknowns.push(`${where}: ${error.message}`);
    return undefined;
  }
}

function limit(why: string): PlimsollError {
  return new PlimsollError('limit', `read Java archive: ${why}`);
}
