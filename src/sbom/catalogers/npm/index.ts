import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { parseBunLock } from './bun-lock.ts';
import { parsePackageJson } from './package-json.ts';
import { parsePackageLock } from './package-lock.ts';
import { parsePnpmLock } from './pnpm-lock.ts';
import { resolveInstalled } from './resolve.ts';
import { parseYarnLock } from './yarn-lock.ts';

const MiB = 1024 * 1024;

/** JavaScript: what is installed, wherever its package.json lies, and the lock files of npm, yarn, pnpm and bun. */
export const npm: Cataloger = {
  id: 'npm',
  version: 1,
  title: 'JavaScript packages (package.json; npm, yarn, pnpm and bun lock files)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/package.json', bytes: 8 * MiB },
    { glob: '**/{package-lock,npm-shrinkwrap}.json', bytes: 64 * MiB },
    { glob: '**/{yarn.lock,bun.lock,pnpm-lock.yaml}', bytes: 64 * MiB },
  ],
  parse: parseFile,
  complete: resolveInstalled,
};

const PARSERS: Readonly<Record<string, (file: CatalogFile) => ParsedFile>> = {
  'package.json': parsePackageJson,
  'package-lock.json': parsePackageLock,
  'npm-shrinkwrap.json': parsePackageLock,
  'yarn.lock': parseYarnLock,
  'pnpm-lock.yaml': parsePnpmLock,
  'bun.lock': parseBunLock,
};

function parseFile(file: CatalogFile): ParsedFile {
  return PARSERS[baseNameOf(file.path)]?.(file) ?? {};
}
