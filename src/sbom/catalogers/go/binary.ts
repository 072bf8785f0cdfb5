// One Go program into drafts: its main module, what it was built from, and the standard library.
import type { JsonObject } from '../../../base/json.ts';
import type { Program } from '../../../codec/executable/index.ts';
import type { PackageDraft } from '../../model.ts';
import type { GoBuildInfo } from './buildinfo.ts';
import { linkedVersion } from './linked-version.ts';
import { findMainVersion } from './main-version.ts';
import { type GoModule, type GoModules, parseGoModules } from './modules.ts';
import { goPackagePurl, goPurl } from './purl.ts';

/** `go build main.go` gives a package without a name. */
const UNNAMED = 'command-line-arguments';

/** The packages that one program was built from. */
export function draftsOfBuildInfo(info: GoBuildInfo, program: Program): PackageDraft[] {
  const modules = parseGoModules(info.modules);
  const { goVersion, experiments } = parseGoVersion(info.goVersion);
  const main = mainModule(modules, program);
  const common = { goCompiledVersion: goVersion, architecture: program.architecture };
  const deps = modules.deps.filter((d) => d !== main?.module).map(effective);
  const drafts = deps.map((dep) => moduleDraft(dep, { ...common, mainModule: main?.module.path ?? '' }));
  const stdlib = standardLibrary(goVersion);
  const others = [...drafts, ...(stdlib ? [stdlib] : [])];
  if (!main) return others;
  const draft = moduleDraft(
    { ...effective(main.module), version: main.version },
    {
      ...common,
      mainModule: main.module.path,
      goBuildSettings: modules.settings.map(({ key, value }) => ({ key, value })),
      ...(experiments.length > 0 && { goExperiments: experiments }),
    },
  );
  const purl =
    modules.main || main.module.path !== modules.path ? {} : goPackagePurl(draft.name, draft.version);
  return [{ ...draft, ...purl, requires: others.map((d) => `${d.name}@${d.version}`) }, ...others];
}

// `go1.22.1 X:boringcrypto,loopvar`, `devel go1.23-abcdef Mon Jan 1`.
function parseGoVersion(text: string): { goVersion: string; experiments: string[] } {
  const words = text.replace(/^devel /, '').split(/[\s]+/);
  const experiments =
    words
      .find((w) => w.startsWith('X:'))
      ?.slice(2)
      .split(',') ?? [];
  return { goVersion: (words[0] ?? '').replace(/-X:.*$/, ''), experiments };
}

function mainModule(modules: GoModules, program: Program): { module: GoModule; version: string } | undefined {
  const unnamed = modules.path === UNNAMED ? modules.deps.find((d) => d.version === '(devel)') : undefined;
  const fallback =
    modules.path && modules.path !== UNNAMED ? { path: modules.path, version: '', sum: '' } : undefined;
  const module = modules.main ?? unnamed ?? fallback;
  if (!module?.path) return undefined;
  const { version } = effective(module);
  const isKnown = version !== '' && version !== '(devel)';
  return {
    module,
    version: isKnown
      ? version
      : (findMainVersion(modules, module.path, () => linkedVersion(program)) ?? '(devel)'),
  };
}

// A replacement by a folder has neither a name nor a version that anyone else knows.
function effective(module: GoModule): GoModule {
  const other = module.replacedBy;
  return !other || /^\.{0,2}\/|^[A-Za-z]:/.test(other.path) ? module : other;
}

function moduleDraft({ path, version, sum }: GoModule, metadata: JsonObject): PackageDraft {
  return {
    name: path,
    version,
    type: 'go-module',
    language: 'go',
    evidence: 'embedded',
    ...goPurl(path, version),
    metadataType: 'go-module-buildinfo-entry',
    metadata: { ...metadata, ...(sum && { h1Digest: sum }) },
  };
}

// No module names the standard library, but advisories do: `stdlib`.
function standardLibrary(goVersion: string): PackageDraft | undefined {
  const version = /^go(\d[0-9A-Za-z.+-]*)$/.exec(goVersion)?.[1];
  if (!version) return undefined;
  return {
    name: 'stdlib',
    version: goVersion,
    type: 'go-module',
    language: 'go',
    evidence: 'embedded',
    ...goPurl('stdlib', version),
    cpes: [`cpe:2.3:a:golang:go:${version}:-:*:*:*:*:*:*`],
    licenses: [{ value: 'BSD-3-Clause', spdxExpression: 'BSD-3-Clause', type: 'declared' }],
    metadataType: 'go-module-buildinfo-entry',
    metadata: { goCompiledVersion: goVersion, architecture: '' },
  };
}
