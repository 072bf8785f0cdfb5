import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { completePython } from './complete.ts';
import { isLicenseFile, licenseFacts } from './license-files.ts';
import { parsePdmLock, parsePipfileLock, parsePoetryLock, parsePylock, parseUvLock } from './locks.ts';
import { parseMetadata } from './metadata.ts';
import { parseRequirements } from './requirements.ts';
import { parseSetupPy } from './setup-py.ts';

const MiB = 1024 * 1024;

/** Python: installed distributions with what they brought, and the lock files of every tool. */
export const python: Cataloger = {
  id: 'python',
  version: 1,
  title:
    'Python packages (dist-info, egg-info; requirements, pip, Pipfile, poetry, pdm and uv lock files, setup.py)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/*.{dist-info,DIST-INFO}/METADATA', bytes: MiB },
    { glob: '**/{*.egg-info,EGG-INFO,*.EGG-INFO}/PKG-INFO', bytes: MiB },
    { glob: '**/*.{egg-info,EGG-INFO}', bytes: MiB },
    { glob: '**/*.dist-info/RECORD', bytes: 16 * MiB },
    { glob: '**/{*.egg-info,EGG-INFO}/installed-files.txt', bytes: 16 * MiB },
    { glob: '**/{*.dist-info,*.egg-info,EGG-INFO}/top_level.txt', bytes: MiB },
    { glob: '**/{*.egg-info,EGG-INFO}/requires.txt', bytes: MiB },
    { glob: '**/*.dist-info/direct_url.json', bytes: MiB },
    { glob: '**/*.dist-info/{LICENSE,LICENCE,COPYING}*', bytes: MiB / 4 },
    { glob: '**/*.dist-info/licenses/*', bytes: MiB / 4 },
    { glob: '**/*requirements*.txt', bytes: 8 * MiB },
    { glob: '**/requirements/*.txt', bytes: 8 * MiB },
    { glob: '**/{uv,poetry,pdm}.lock', bytes: 64 * MiB },
    { glob: '**/{pylock,pylock.*}.toml', bytes: 64 * MiB },
    { glob: '**/Pipfile.lock', bytes: 64 * MiB },
    { glob: '**/setup.py', bytes: MiB },
  ],
  parse: parseFile,
  complete: completePython,
};

const BESIDE = new Set(['RECORD', 'installed-files.txt', 'top_level.txt', 'requires.txt', 'direct_url.json']);

const LOCKS: Readonly<Record<string, (file: CatalogFile) => ParsedFile>> = {
  'uv.lock': parseUvLock,
  'poetry.lock': parsePoetryLock,
  'pdm.lock': parsePdmLock,
  'Pipfile.lock': parsePipfileLock,
  'setup.py': parseSetupPy,
};

function parseFile(file: CatalogFile): ParsedFile {
  const name = baseNameOf(file.path);
  // Kept as they are: they are read only for distributions that are there.
  if (BESIDE.has(name)) return { facts: file.bytes.toString('utf8') };
  if (/\.dist-info\/(?:licenses\/)?[^/]*$/.test(file.path) && name !== 'METADATA')
    return isLicenseFile(file.path) ? { facts: licenseFacts(file.bytes.toString('utf8')) } : {};
  const parse = LOCKS[name] ?? (/^pylock\..*toml$/.test(name) ? parsePylock : undefined);
  if (parse) return parse(file);
  return name.endsWith('.txt') ? parseRequirements(file) : parseMetadata(file);
}
