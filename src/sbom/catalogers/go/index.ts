import { isObject } from '../../../base/json.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type {
  Cataloger,
  CatalogFile,
  CatalogView,
  ExecutableFile,
  FoundPackage,
  ParsedFile,
} from '../../cataloger.ts';
import { draftsOfBuildInfo } from './binary.ts';
import { hasGoBuildInfo, readGoBuildInfo } from './buildinfo.ts';
import { parseGoMod, parseGoSum, requirementDraft } from './go-mod.ts';

const MiB = 1024 * 1024;

/** Go: the modules that programs were built from, and what go.mod files ask for. */
export const go: Cataloger = {
  id: 'go',
  version: 3,
  title: 'Go modules (programs of every platform, go.mod, go.sum)',
  evidence: ['embedded', 'declared'],
  files: [
    { glob: '**/go.mod', bytes: 4 * MiB },
    { glob: '**/go.sum', bytes: 32 * MiB },
  ],
  parse: parseFile,
  parseExecutable,
  complete: completeGo,
};

function parseExecutable({ executable }: ExecutableFile): ParsedFile {
  const unknowns: string[] = [];
  const packages = executable.programs.flatMap((program) => {
    const info = readGoBuildInfo(program, executable.marked);
    if (info ? info.isDamaged : hasGoBuildInfo(program))
      unknowns.push('the Go build information is damaged or was not kept');
    return info ? draftsOfBuildInfo(info, program) : [];
  });
  return { packages, unknowns };
}

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const text = bytes.toString('utf8');
  if (baseNameOf(path) === 'go.sum') return { facts: parseGoSum(text) };
  return { packages: parseGoMod(text).map(requirementDraft) };
}

// go.sum stands beside go.mod and knows the digests.
function completeGo(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  return found.map((one) => {
    if (one.draft.metadataType !== 'go-module-entry') return one;
    const folder = parentOf(one.path);
    const sums = view.facts(folder ? `${folder}/go.sum` : 'go.sum');
    const sum = isObject(sums) ? sums[`${one.draft.name}@${one.draft.version}`] : undefined;
    if (typeof sum !== 'string') return one;
    return { ...one, draft: { ...one.draft, metadata: { ...one.draft.metadata, h1Digest: sum } } };
  });
}
