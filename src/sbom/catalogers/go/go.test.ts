import { describe, expect, it } from 'vitest';
import { ExecutableCapture, openExecutable, sniffExecutable } from '../../../codec/executable/index.ts';
import {
  buildElf,
  buildMachO,
  buildPe,
  buildUniversal,
  buildXcoff,
} from '../../../codec/executable/testing/build.ts';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { ParsedFile } from '../../cataloger.ts';
import { go } from './index.ts';
import { findMainVersion } from './main-version.ts';
import { parseGoModules } from './modules.ts';
import { inlineBuildInfo, pointedBuildInfo } from './testing/buildinfo.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const TEXT = [
  'path\texample.com/app/cmd/app',
  'mod\texample.com/app\tv1.4.0\th1:main=',
  'dep\tgithub.com/BurntSushi/toml\tv1.3.2\th1:toml=',
  'dep\tgithub.com/old/thing\tv1.0.0',
  '=>\tgithub.com/new/thing/v2\tv2.1.0+incompatible\th1:new=',
  'dep\texample.com/local\tv0.1.0',
  '=>\t./local\t(devel)\t',
  'build\t-ldflags="-s -w -X \\"main.title=a b\\""',
  'build\tGOOS=linux',
  '',
].join('\n');

function catalog(bytes: Buffer): ParsedFile {
  const format = sniffExecutable(bytes);
  if (!format) throw new Error('no executable');
  const executable = openExecutable(format, bytes.length, [{ offset: 0, bytes }]);
  const path = 'usr/bin/app';
  return go.parseExecutable?.({ path, entry: { path } as LayerEntry, executable }) ?? {};
}

function names({ packages }: ParsedFile): string[] {
  return (packages ?? []).map((p) => `${p.name}@${p.version}`);
}

const EXPECTED = [
  'example.com/app@v1.4.0',
  'github.com/BurntSushi/toml@v1.3.2',
  'github.com/new/thing/v2@v2.1.0+incompatible',
  'example.com/local@v0.1.0',
  'stdlib@go1.22.1',
];

describe('go, programs', () => {
  const info = inlineBuildInfo('go1.22.1 X:boringcrypto', TEXT);
  const section = { bytes: info, isWritable: true };

  it('reads build information of ELF, PE, Mach-O and XCOFF', () => {
    const macho = buildMachO([{ ...section, name: '__go_buildinfo' }]);
    for (const bytes of [
      buildElf([{ ...section, name: '.go.buildinfo' }]),
      buildElf([{ ...section, name: '.data' }], { isStripped: true }),
      buildPe([
        { name: '.text', bytes: Buffer.alloc(64) },
        { ...section, name: '.data' },
      ]),
      macho,
      buildXcoff([{ ...section, name: '.data' }]),
    ])
      expect(names(catalog(bytes))).toEqual(EXPECTED);
    expect(names(catalog(buildUniversal([macho, macho])))).toEqual([...EXPECTED, ...EXPECTED]);
  });

  it.each([
    [64, 8, false],
    [64, 8, true],
    [32, 4, false],
    [32, 4, true],
  ] as const)('reads the pointers of Go before 1.18, %i bits', (bits, width, isBigEndian) => {
    const shape = { bits, isLittleEndian: !isBigEndian };
    const offset = buildElf([{ name: '.go.buildinfo', bytes: Buffer.from('HERE') }], shape).indexOf('HERE');
    const bytes = pointedBuildInfo('go1.22.1', TEXT, { width, isBigEndian, offset });
    const elf = buildElf([{ name: '.go.buildinfo', bytes, isWritable: true }], shape);
    expect(names(catalog(elf))).toEqual(EXPECTED);
  });

  it('writes purl, digests, settings and edges', () => {
    const [main, toml, replaced, local, stdlib] =
      catalog(buildElf([{ ...section, name: '.go.buildinfo' }])).packages ?? [];
    expect(main).toMatchObject({
      type: 'go-module',
      language: 'go',
      evidence: 'embedded',
      purl: 'pkg:golang/example.com/app@v1.4.0',
      requires: EXPECTED.slice(1),
      metadata: {
        mainModule: 'example.com/app',
        goCompiledVersion: 'go1.22.1',
        architecture: 'amd64',
        h1Digest: 'h1:main=',
        goExperiments: ['boringcrypto'],
        goBuildSettings: [
          { key: '-ldflags', value: '-s -w -X "main.title=a b"' },
          { key: 'GOOS', value: 'linux' },
        ],
      },
    });
    expect(toml?.metadata).toMatchObject({ h1Digest: 'h1:toml=', mainModule: 'example.com/app' });
    expect(replaced?.purl).toBe('pkg:golang/github.com/new/thing/v2@v2.1.0%2Bincompatible');
    expect(local?.metadata).not.toHaveProperty('h1Digest');
    expect(stdlib).toMatchObject({
      purl: 'pkg:golang/stdlib@1.22.1',
      cpes: ['cpe:2.3:a:golang:go:1.22.1:-:*:*:*:*:*:*'],
    });
  });

  it('knows the toolchain of a program that was built without modules', () => {
    expect(
      names(catalog(buildElf([{ name: '.go.buildinfo', bytes: inlineBuildInfo('go1.19.8', '') }]))),
    ).toEqual(['stdlib@go1.19.8']);
    const pathOnly = inlineBuildInfo(
      'devel go1.23-abcdef1 Mon Jan 1',
      'path\tcmd/gofmt\nbuild\tGOOS=linux\n',
    );
    expect(names(catalog(buildElf([{ name: '.go.buildinfo', bytes: pathOnly }])))).toEqual([
      'cmd/gofmt@(devel)',
      'stdlib@go1.23-abcdef1',
    ]);
  });

  it('finds the module of files that were built by name', () => {
    const text = 'path\tcommand-line-arguments\ndep\texample.com/app\t(devel)\ndep\texample.com/b\tv1.0.0\n';
    const { packages } = catalog(
      buildElf([{ name: '.go.buildinfo', bytes: inlineBuildInfo('go1.22.1', text) }]),
    );
    expect(packages?.[0]).toMatchObject({
      name: 'example.com/app',
      version: '(devel)',
      purl: 'pkg:golang/example.com/app',
      requires: ['example.com/b@v1.0.0', 'stdlib@go1.22.1'],
    });
  });

  it('says so where build information is damaged, and nothing of other programs', () => {
    for (const length of [14, 31, 33, 60])
      expect(
        catalog(buildElf([{ name: '.go.buildinfo', bytes: info.subarray(0, length) }])).unknowns,
      ).toHaveLength(1);
    const endless = Buffer.concat([info.subarray(0, 32), Buffer.alloc(64, 0xff)]);
    expect(catalog(buildElf([{ name: '.go.buildinfo', bytes: endless }])).unknowns).toHaveLength(1);
    expect(catalog(buildElf([{ name: '.data', bytes: Buffer.alloc(64) }]))).toEqual({
      packages: [],
      unknowns: [],
    });
  });

  it('finds build information in a file that is too large to keep, with and without a section table', () => {
    for (const isStripped of [true, false]) {
      const bytes = buildElf(
        [
          {
            name: '.rodata',
            bytes: Buffer.concat([Buffer.alloc(30 * 1024 * 1024), MAGIC, Buffer.alloc(18)]),
          },
          { name: '.data.rel.ro', bytes: Buffer.alloc(9 * 1024 * 1024), isWritable: true },
          { ...section, name: '.go.buildinfo' },
        ],
        { isStripped },
      );
      const capture = new ExecutableCapture(bytes.length);
      for (let at = 0; at < bytes.length; at += 65_536) capture.write(bytes.subarray(at, at + 65_536));
      const executable = capture.finish();
      if (!executable) throw new Error('no executable');
      const path = 'usr/bin/app';
      const found = go.parseExecutable?.({ path, entry: { path } as LayerEntry, executable });
      expect(names(found ?? {})).toEqual(EXPECTED);
    }
  });

  it('takes names with control characters as they are', () => {
    const text = 'path\ta\nmod\t../../\x1b[31mx\tv1.0.0\t\ndep\t\tv1\t\n';
    const found = catalog(buildElf([{ name: '.go.buildinfo', bytes: inlineBuildInfo('go1.22.1', text) }]));
    expect(names(found)).toEqual(['../../\x1b[31mx@v1.0.0', 'stdlib@go1.22.1']);
  });
});

describe('findMainVersion()', () => {
  const version = (flags: string, more = ''): string | undefined =>
    findMainVersion(
      parseGoModules(`path\tx\nbuild\t-ldflags=${JSON.stringify(flags)}\n${more}`),
      'example.com/app',
    );

  it.each([
    ['-s -w -X main.version=1.2.3', 'v1.2.3'],
    ['-X=main.Version=v1.2.3-rc.1', 'v1.2.3-rc.1'],
    ["-X 'main.version=1.2.3' -X main.commit=abc", 'v1.2.3'],
    ['-X "main.BuildVersion=1.2.3"', 'v1.2.3'],
    ['-X main.goVersion=1.22.1 -X main.apiVersion=1.0.0', undefined],
    ['-X example.com/app/internal/version.gitVersion=v2.0.0', 'v2.0.0'],
    ['-X other.org/lib/version.Version=9.9.9 -X main.version=1.0.0', 'v1.0.0'],
    ['-X github.com/prometheus/common/version.Version=2.45.0', 'v2.45.0'],
    ['-X main.version=master', undefined],
    ['-X', undefined],
  ])('reads %s', (flags, expected) => {
    expect(version(flags)).toBe(expected);
  });

  it('is not slowed down by a long flag', () => {
    expect(version(`-X ${'a.'.repeat(30_000)}`)).toBeUndefined();
    expect(version(`${'"'.repeat(30_001)}${"'".repeat(30_001)}`)).toBeUndefined();
  });

  it('falls back to the revision', () => {
    const vcs = 'build\tvcs.revision=0123456789abcdef0123\nbuild\tvcs.time=2024-01-02T03:04:05Z\n';
    expect(version('', vcs)).toBe('v0.0.0-20240102030405-0123456789ab');
    expect(version('', 'build\tvcs.revision=xyz\n')).toBeUndefined();
  });
});

describe('go, go.mod', () => {
  const parse = (path: string, text: string): ParsedFile =>
    go.parse?.({ path, bytes: Buffer.from(text), entry: { path } as LayerEntry, isCut: false }) ?? {};

  it('reads requirements, replacements and exclusions', () => {
    const found = parse(
      'src/go.mod',
      `module example.com/app // the app
go 1.22
require github.com/a/one v1.0.0
require (
	"github.com/b/two" v2.0.0+incompatible // indirect
	github.com/c/three v0.3.0
	github.com/d/four v0.4.0
	github.com/e/five v0.5.0
)
exclude github.com/d/four v0.4.0
replace (
	github.com/c/three => github.com/fork/three v0.3.1
	github.com/e/five v0.5.0 => ../five
	github.com/a/one v9.9.9 => github.com/x/y v1.0.0
)
`,
    );
    expect(names(found)).toEqual([
      'github.com/a/one@v1.0.0',
      'github.com/b/two@v2.0.0+incompatible',
      'github.com/fork/three@v0.3.1',
      'github.com/e/five@v0.5.0',
    ]);
    expect(found.packages?.[0]).toMatchObject({ evidence: 'declared', metadataType: 'go-module-entry' });
  });

  it('takes digests from the go.sum beside it', () => {
    const { facts } = parse(
      'src/go.sum',
      'github.com/a/one v1.0.0 h1:abc=\ngithub.com/a/one v1.0.0/go.mod h1:def=\n',
    );
    const found = (parse('src/go.mod', 'module m\nrequire github.com/a/one v1.0.0\n').packages ?? []).map(
      (draft) => ({
        draft,
        path: 'src/go.mod',
        layer: 0,
      }),
    );
    const view = { facts: (path: string) => (path === 'src/go.sum' ? facts : undefined) };
    const done = go.complete?.(found, view as Parameters<NonNullable<typeof go.complete>>[1]);
    expect(done?.[0]?.draft.metadata).toEqual({ h1Digest: 'h1:abc=' });
  });

  it('refuses what is no go.mod', () => {
    expect(() => parse('go.mod', '\0\0\0')).toThrow(/no module line/);
  });
});
