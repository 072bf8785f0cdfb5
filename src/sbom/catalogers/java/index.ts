import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { ARCHIVE_EXTENSIONS, ARCHIVE_LIMITS, type ArchiveLimits, readArchive } from './archive.ts';
import { archivePackages } from './packages.ts';

const MiB = 1024 * 1024;

/** Java archives and the archives in them: Maven's own records, then the manifest, then the file's name. */
export const java: Cataloger = {
  id: 'java',
  version: 1,
  title: 'Java archives (jar, war, ear, Spring Boot, Jenkins plugins)',
  evidence: ['installed'],
  files: [{ glob: `**/*.{${ARCHIVE_EXTENSIONS.join(',')}}`, bytes: 256 * MiB, whole: true }],
  parse: (file) => parseArchive(file),
};

/** @throws PlimsollError where the file is no archive */
export function parseArchive(file: CatalogFile, limits: ArchiveLimits = ARCHIVE_LIMITS): ParsedFile {
  if (file.isCut)
    return { unknowns: [`an archive of ${file.entry.size} bytes is not read, the limit is ${256 * MiB}`] };
  const reading = { limits, unknowns: [], bytes: 0, archives: 0 };
  const archive = readArchive(file.bytes, file.path, reading);
  return { packages: archivePackages(archive), unknowns: reading.unknowns };
}
