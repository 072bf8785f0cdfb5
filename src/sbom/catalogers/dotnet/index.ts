import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ExecutableFile, ParsedFile } from '../../cataloger.ts';
import { completeDotnet } from './complete.ts';
import { DEPS_BYTES, parseDepsJson } from './deps.ts';
import { depsDraft } from './draft.ts';
import {
  CONFIG_BYTES,
  LOCK_BYTES,
  parsePackagesConfig,
  parsePackagesLock,
  parsePackagesProps,
} from './locks.ts';
import { portableDraft } from './portable.ts';

/** .NET: applications by their deps.json and DLLs, NuGet's files, and the version resource of Windows programs. */
export const dotnet: Cataloger = {
  id: 'dotnet',
  version: 1,
  title: '.NET and Windows (deps.json, DLLs and EXEs, packages.lock.json, packages.config, packages.props)',
  evidence: ['installed', 'declared', 'embedded'],
  files: [
    { glob: '**/*.deps.json', bytes: DEPS_BYTES + 1 },
    { glob: '**/packages.lock.json', bytes: LOCK_BYTES + 1 },
    { glob: '**/packages.config', bytes: CONFIG_BYTES + 1 },
    { glob: '**/{Directory.Packages,Packages,packages}.props', bytes: CONFIG_BYTES + 1 },
  ],
  parse: parseFile,
  parseExecutable,
  complete: completeDotnet,
};

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const name = baseNameOf(path);
  if (name.endsWith('.deps.json')) {
    const libraries = parseDepsJson(bytes);
    return { packages: libraries.map(depsDraft), facts: { libraries } };
  }
  if (name === 'packages.lock.json') return { packages: parsePackagesLock(bytes) };
  if (name === 'packages.config') return { packages: parsePackagesConfig(bytes) };
  return { packages: parsePackagesProps(bytes) };
}

function parseExecutable({ path, executable }: ExecutableFile): ParsedFile {
  const draft = portableDraft(path, executable);
  return draft ? { packages: [draft] } : {};
}
