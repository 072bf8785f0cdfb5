import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { mavenPurl } from '../java/packages.ts';

const MAX_PACKAGES = 100_000;

/** Gradle's lock files: `group:artifact:version=configurations`. */
export const gradle: Cataloger = {
  id: 'gradle',
  version: 1,
  title: 'Gradle (gradle.lockfile, buildscript-gradle.lockfile, gradle/dependency-locks)',
  evidence: ['declared'],
  files: [
    { glob: '**/*gradle.lockfile', bytes: 16 * 1024 * 1024 },
    { glob: '**/gradle/dependency-locks/*.lockfile', bytes: 16 * 1024 * 1024 },
  ],
  parse: wholeFile(parseLock),
};

function parseLock({ bytes }: CatalogFile): ParsedFile {
  const packages = new Map<string, PackageDraft>();
  for (const line of bytes.toString('utf8').split('\n')) {
    const match = /^([^#\s:=]+):([^\s:=]+):([^\s:=]+)\s*(?:=|$)/.exec(line);
    if (!match) continue;
    if (packages.size >= MAX_PACKAGES)
      return { packages: [...packages.values()], unknowns: [`more than ${MAX_PACKAGES} packages`] };
    const [coordinates, groupId, artifactId, version] = match as unknown as [string, string, string, string];
    packages.set(coordinates.replace(/\s*=$/, ''), draftOf(groupId, artifactId, version));
  }
  return { packages: [...packages.values()] };
}

function draftOf(groupId: string, artifactId: string, version: string): PackageDraft {
  return {
    name: artifactId,
    version,
    type: 'java-archive',
    language: 'java',
    purl: mavenPurl({ groupId, artifactId, version }),
    evidence: 'declared',
    metadataType: 'java-archive',
    metadata: {
      virtualPath: '',
      pomProject: { path: '', groupId, artifactId, version, name: artifactId },
    },
  };
}
