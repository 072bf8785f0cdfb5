import { describe, expect, it } from 'vitest';
import { openExecutable } from '../../../codec/executable/index.ts';
import { buildPe, buildVersionResource } from '../../../codec/executable/testing/build.ts';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { dotnet } from './index.ts';

const entry = {} as LayerEntry;

function parse(path: string, text: string): ParsedFile {
  return dotnet.parse?.({ path, bytes: Buffer.from(text), entry, isCut: false }) ?? {};
}

function names(parsed: ParsedFile): string[] {
  return (parsed.packages ?? []).map((p) => `${p.name}@${p.version}`);
}

// Where a lone `.rsrc` section of buildPe is loaded.
const RSRC = buildPe([{ name: '.rsrc', bytes: Buffer.alloc(8) }]).readUInt32LE(0x98 + 112 + 16);

function library(strings: Record<string, string>, isManaged = true, numbers = [1, 2, 3, 4] as const): Buffer {
  return buildPe([{ name: '.rsrc', bytes: buildVersionResource(strings, numbers, RSRC) }], { isManaged });
}

function executable(path: string, bytes: Buffer): ParsedFile {
  const opened = openExecutable('pe', bytes.length, [{ offset: 0, bytes }]);
  return dotnet.parseExecutable?.({ path, entry, executable: opened }) ?? {};
}

const DEPS = `\uFEFF${JSON.stringify({
  runtimeTarget: { name: '.NETCoreApp,Version=v8.0/linux-x64', signature: '' },
  targets: {
    '.NETCoreApp,Version=v8.0': {},
    '.NETCoreApp,Version=v8.0/linux-x64': {
      'App/1.0.0': {
        dependencies: { 'Newtonsoft.Json': '13.0.3', Meta: '1.0.0' },
        runtime: { 'App.dll': {} },
      },
      'Newtonsoft.Json/13.0.3': {
        runtime: { 'lib/net6.0/Newtonsoft.Json.dll': { assemblyVersion: '13.0.0.0' } },
      },
      'Meta/1.0.0': { dependencies: { 'Native.Lib': '2.0.0' } },
      'Native.Lib/2.0.0': { runtimeTargets: { 'runtimes/linux-x64/native/n.dll': { rid: 'linux-x64' } } },
      'Gone/3.0.0': { resources: { 'lib/net6.0/de/Gone.resources.dll': { locale: 'de' } } },
      'Microsoft.Build.Only/4.0.0': { compile: { 'ref/net6.0/x.dll': {} } },
    },
  },
  libraries: {
    'App/1.0.0': { type: 'project', serviceable: false, sha512: '' },
    'Newtonsoft.Json/13.0.3': { type: 'package', sha512: 'sha512-x==', path: 'newtonsoft.json/13.0.3' },
  },
})}`;

describe('dotnet, deps.json', () => {
  const complete = (files: readonly string[], more: readonly FoundPackage[] = []) => {
    const { packages, facts } = parse('app/App.deps.json', DEPS);
    const found = [
      ...(packages ?? []).map((draft) => ({ draft, path: 'app/App.deps.json', layer: 1 })),
      ...more,
    ];
    const view = {
      allFacts: () => [['app/App.deps.json', facts]],
      resolve: (path: string) => (files.includes(path) ? path : undefined),
    } as unknown as CatalogView;
    return dotnet.complete?.(found, view) ?? [];
  };

  it('claims what has a DLL there, and packages of such packages; the rest of the application is declared', () => {
    const done = complete(['app/App.dll', 'app/Newtonsoft.Json.dll', 'app/runtimes/linux-x64/native/n.dll']);
    expect(done.map(({ draft: d }) => [d.name, d.evidence, d.supporting])).toEqual([
      ['App', 'installed', ['app/App.dll']],
      ['Newtonsoft.Json', 'installed', ['app/Newtonsoft.Json.dll']],
      ['Meta', 'installed', []],
      ['Native.Lib', 'installed', ['app/runtimes/linux-x64/native/n.dll']],
      ['Gone', 'declared', []],
    ]);
    expect(done[1]?.draft).toMatchObject({
      type: 'dotnet',
      language: 'dotnet',
      purl: 'pkg:nuget/Newtonsoft.Json@13.0.3',
      metadataType: 'dotnet-deps-entry',
      metadata: { sha512: 'sha512-x==', path: 'newtonsoft.json/13.0.3' },
    });
    expect(done[0]?.draft.requires).toEqual(['Newtonsoft.Json@13.0.3', 'Meta@1.0.0']);
  });

  it('takes DLLs that a deps.json speaks for only once', () => {
    const portable = ['app/Newtonsoft.Json.dll', 'app/Other.dll'].map((path): FoundPackage => {
      const [draft] = executable(path, library({ ProductVersion: '13.0.3' })).packages ?? [];
      if (!draft) throw new Error('no package');
      return { draft, path, layer: 1 };
    });
    const done = complete(['app/Newtonsoft.Json.dll'], portable);
    expect(done.map((f) => f.path).filter((path) => path.endsWith('.dll'))).toEqual(['app/Other.dll']);
  });

  it('refuses what is no JSON and passes over odd rows', () => {
    expect(() => parse('x.deps.json', '{')).toThrow(/not valid JSON/);
    expect(
      parse('x.deps.json', '{"targets":{"a":{"noslash":{},"a/1":7,"b/2":{"dependencies":3}}}}').packages,
    ).toHaveLength(1);
    expect(parse('x.deps.json', '{}').packages).toEqual([]);
  });

  it('names the runtime as the NVD does', () => {
    const text = (name: string): string =>
      JSON.stringify({ targets: { t: { [name]: { runtime: { 'x.dll': {} } } } } });
    const cpes = (name: string) => parse('x.deps.json', text(name)).packages?.[0]?.cpes;
    expect(cpes('Microsoft.NETCore.App.Runtime.linux-x64/8.0.1')).toEqual([
      'cpe:2.3:a:microsoft:.net:8.0.1:*:*:*:*:*:*:*',
    ]);
    expect(cpes('Microsoft.NETCore.App/3.1.0')).toEqual([
      'cpe:2.3:a:microsoft:.net_core:3.1.0:*:*:*:*:*:*:*',
    ]);
    expect(cpes('Newtonsoft.Json/1.0.0')).toBeUndefined();
  });
});

describe('dotnet, files of NuGet', () => {
  it('reads packages.lock.json', () => {
    const lock = JSON.stringify({
      version: 1,
      dependencies: {
        'net8.0': {
          A: {
            type: 'Direct',
            requested: '[1.0.0, )',
            resolved: '1.0.0',
            contentHash: 'h',
            dependencies: { b: '2.0.0' },
          },
          B: { type: 'Transitive', resolved: '2.0.1', contentHash: 'i' },
          sibling: { type: 'Project' },
        },
        'net6.0': { A: { type: 'Direct', resolved: '1.0.0', contentHash: 'h' } },
      },
    });
    const found = parse('packages.lock.json', lock);
    expect(names(found)).toEqual(['A@1.0.0', 'B@2.0.1']);
    expect(found.packages?.[0]).toMatchObject({
      evidence: 'declared',
      requires: ['B@2.0.1'],
      metadata: { type: 'Direct' },
    });
  });

  it('reads packages.config and central package versions, without ranges and variables', () => {
    const config =
      '<?xml version="1.0"?><packages><package id="A" version="1.0.0"/><package id="B" version="[2.0.0]"/></packages>';
    expect(names(parse('packages.config', config))).toEqual(['A@1.0.0', 'B@2.0.0']);
    const props = `<Project><ItemGroup><PackageVersion Include="A" Version="1.0.0"/>
      <PackageVersion Include="B" Version="$(BVersion)"/><PackageVersion Include="C" Version="[1.0,2.0)"/></ItemGroup></Project>`;
    expect(names(parse('Directory.Packages.props', props))).toEqual(['A@1.0.0']);
    expect(() => parse('packages.config', '<packages>')).toThrow(/not valid XML/);
  });
});

describe('dotnet, PE files', () => {
  it('names an assembly by its file and a native program by its product', () => {
    const strings = {
      OriginalFilename: 'Newtonsoft.Json.dll',
      ProductName: 'Json.NET',
      CompanyName: 'Newtonsoft',
    };
    const managed = executable('lib/n.dll', library({ ...strings, ProductVersion: '13.0.3+0a2e291c' }));
    expect(managed.packages?.[0]).toMatchObject({
      name: 'Newtonsoft.Json',
      version: '13.0.3',
      type: 'dotnet',
      purl: 'pkg:nuget/Newtonsoft.Json@13.0.3',
      supplier: 'Organization: Newtonsoft',
      metadataType: 'dotnet-portable-executable-entry',
      metadata: { productName: 'Json.NET', companyName: 'Newtonsoft' },
    });
    const native = executable(
      'bin/x.exe',
      library({ ProductName: 'Some Tool', FileVersion: '1, 2, 0, 0' }, false),
    );
    expect(native.packages?.[0]).toMatchObject({
      name: 'Some Tool',
      version: '1.2.0.0',
      type: 'binary',
      purl: 'pkg:generic/Some%20Tool@1.2.0.0',
      metadataType: 'pe-binary',
    });
  });

  it.each([
    [{ ProductVersion: '6.0.0+4822e3c3aa77', FileVersion: '6.0.21.52210' }, '6.0.0'],
    [{ ProductVersion: '1.0.0', FileVersion: '4.6.26515.06 @BuiltBy: x' }, '4.6.26515.06'],
    [{ ProductVersion: '8.0.0-rc.1.23419.4+92959931a', FileVersion: '8.0.23.41904' }, '8.0.0-rc.1.23419.4'],
    [{ ProductVersion: 'unknown' }, '1.2.3.4'],
    [{}, '1.2.3.4'],
  ])('tells the version of %o', (strings, version) => {
    expect(names(executable('lib/a.dll', library(strings as Record<string, string>)))).toEqual([
      `a@${version}`,
    ]);
  });

  it('says nothing of files without a version', () => {
    expect(executable('a.dll', library({}, true, [0, 0, 0, 0] as never))).toEqual({});
    expect(executable('a.dll', buildPe([{ name: '.text', bytes: Buffer.alloc(8) }]))).toEqual({});
  });

  it('survives hostile resources', () => {
    const bytes = library({ ProductName: 'x', ProductVersion: '1.0' });
    const start = bytes.indexOf(
      buildVersionResource({ ProductName: 'x', ProductVersion: '1.0' }, [1, 2, 3, 4], RSRC),
    );
    expect(start).toBeGreaterThan(0);
    for (let at = start; at < bytes.length - 4; at += 2)
      for (const value of [0, 0xff, 0x7f]) {
        const broken = Buffer.from(bytes);
        broken.fill(value, at, at + 4);
        expect(() => executable('a.dll', broken)).not.toThrow();
      }
  });
});
