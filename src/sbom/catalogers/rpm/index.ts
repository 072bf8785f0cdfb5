import { PlimsollError } from '../../../base/error.ts';
import { readRpmHeader } from '../../../codec/rpm-header/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { completeRpm } from './complete.ts';
import { readHeaderBlobs } from './database.ts';
import { parseManifest } from './manifest.ts';
import { packageOfHeader } from './package.ts';

const MiB = 1024 * 1024;
const MAX_PACKAGES = 100_000;
const FOLDERS = '{var/lib,usr/share,usr/lib/sysimage}/rpm';

/** Red Hat, Fedora, SUSE, Amazon, Azure and their kin: the databases of rpm in its three formats, or a bare list. */
export const rpm: Cataloger = {
  id: 'rpm',
  version: 1,
  title: 'RPM packages (SQLite, ndb, Berkeley DB, distroless manifests)',
  evidence: ['installed'],
  files: [
    { glob: `**/${FOLDERS}/{Packages,Packages.db,rpmdb.sqlite}`, bytes: 256 * MiB },
    { glob: `**/${FOLDERS}/rpmdb.sqlite-wal`, bytes: 32 },
    { glob: '**/var/lib/rpmmanifest/container-manifest-2', bytes: 16 * MiB },
  ],
  parse: parseFile,
  complete: completeRpm,
};

function parseFile(file: CatalogFile): ParsedFile {
  const name = baseNameOf(file.path);
  if (name === 'container-manifest-2') return parseManifest(file);
  if (name === 'rpmdb.sqlite-wal')
    return { unknowns: ['the database has changes that are not merged: packages may be missing or gone'] };
  return parseDatabase(file);
}

// A damaged record or page loses what it holds and no more than that.
function parseDatabase({ bytes, isCut }: CatalogFile): ParsedFile {
  const packages: PackageDraft[] = [];
  const unknowns: string[] = isCut ? ['the database is larger than is read'] : [];
  try {
    for (const blob of readHeaderBlobs(bytes)) {
      if (packages.length >= MAX_PACKAGES)
        throw new PlimsollError('limit', `read rpm database: more than ${MAX_PACKAGES} packages`);
      const draft = readPackage(blob, unknowns);
      if (draft) packages.push(draft);
    }
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    unknowns.push(error.message);
  }
  return { packages, unknowns };
}

function readPackage(blob: Buffer, unknowns: string[]): PackageDraft | undefined {
  try {
    return packageOfHeader(readRpmHeader(blob));
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    unknowns.push(error.message);
    return undefined;
  }
}
