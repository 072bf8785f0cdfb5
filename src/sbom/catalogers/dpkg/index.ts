import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { completeDpkg } from './complete.ts';
import { parseCopyright } from './copyright.ts';
import { parseStatus } from './status.ts';

const MiB = 1024 * 1024;

/** Debian, Ubuntu and everything made of them: the status file, or distroless images' folder of single records. */
export const dpkg: Cataloger = {
  id: 'dpkg',
  version: 3,
  title: 'Debian packages (dpkg, distroless)',
  evidence: ['installed'],
  files: [
    { glob: '**/lib/dpkg/status', bytes: 64 * MiB },
    { glob: '**/lib/dpkg/status.d/*', bytes: 8 * MiB },
    { glob: '**/lib/dpkg/info/*.md5sums', bytes: 16 * MiB },
    { glob: '**/lib/dpkg/info/*.conffiles', bytes: 1 * MiB },
    { glob: '**/share/doc/*/copyright', bytes: 1 * MiB },
  ],
  parse: parseFile,
  complete: completeDpkg,
};

function parseFile(file: CatalogFile): ParsedFile {
  const name = baseNameOf(file.path);
  if (name === 'copyright') return { facts: parseCopyright(file.bytes.toString('utf8')) };
  // Lists are kept as they are: they are read only for packages that are installed.
  if (/\.(md5sums|conffiles)$/.test(name)) return list(file);
  return parseStatus(file);
}

function list({ bytes, isCut }: CatalogFile): ParsedFile {
  const facts = bytes.toString('utf8');
  return isCut ? { facts, unknowns: ['the list of files is longer than is read'] } : { facts };
}
