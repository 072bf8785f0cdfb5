import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { parseComposerLock, parseInstalled } from './composer.ts';
import { parsePear } from './pear.ts';

const MiB = 1024 * 1024;

/** PHP: what Composer installed or locked, and the registry of PEAR and PECL. */
export const php: Cataloger = {
  id: 'php',
  version: 1,
  title: 'PHP packages (Composer installed.json and composer.lock, PEAR, PECL)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/composer.lock', bytes: 64 * MiB },
    { glob: '**/installed.json', bytes: 64 * MiB },
    { glob: '**/.registry/*.reg', bytes: 16 * MiB },
    { glob: '**/.registry/*/*.reg', bytes: 16 * MiB },
  ],
  parse: parseFile,
};

function parseFile(file: CatalogFile): ParsedFile {
  const name = baseNameOf(file.path);
  if (name === 'composer.lock') return parseComposerLock(file);
  return name === 'installed.json' ? parseInstalled(file) : parsePear(file);
}
