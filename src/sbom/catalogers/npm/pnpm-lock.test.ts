import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../testing/catalog-view.ts';
import { parsePnpmLock } from './pnpm-lock.ts';

const parse = (text: string) => parsePnpmLock(catalogFile('pnpm-lock.yaml', text)).packages ?? [];
const summary = (text: string) => parse(text).map((d) => [`${d.name}@${d.version}`, d.requires]);

const V9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      accepts:
        specifier: ^1.3.0
        version: 1.3.8(peer@2.0.0)
      lodash-alias:
        specifier: npm:lodash@4.17.20
        version: lodash@4.17.20
    devDependencies:
      semver:
        specifier: ^7.0.0
        version: 7.8.6

packages:

  accepts@1.3.8:
    resolution: {integrity: sha512-PYAthTa2m2VKxuvSD3DPC==}
    engines: {node: '>= 0.6'}
    peerDependencies:
      peer: '*'

  lodash@4.17.20:
    resolution: {integrity: sha512-AA==}
    deprecated: |-
      use something else:
      or not

  peer@2.0.0:
    resolution: {tarball: https://codeload.github.com/x/peer/tar.gz/abc}
    version: 2.0.0
    cpu: [x64, arm64]

  semver@7.8.6:
    resolution: {integrity: sha512-BB==}
    hasBin: true

snapshots:

  accepts@1.3.8(peer@2.0.0):
    dependencies:
      peer: 2.0.0
      lodash-alias: lodash@4.17.20
    transitivePeerDependencies:
      - supports-color

  lodash@4.17.20: {}

  peer@2.0.0: {}

  semver@7.8.6: {}
`;

const V6 = `lockfileVersion: '6.0'

dependencies:
  accepts:
    specifier: ^1.3.0
    version: 1.3.8(peer@2.0.0)

packages:

  /@types/node@20.1.0:
    resolution: {integrity: sha512-AA==}
    dev: true

  /accepts@1.3.8(peer@2.0.0):
    resolution: {integrity: sha512-PYAthTa2m2VKxuvSD3DPC==}
    dependencies:
      peer: 2.0.0
    dev: false

  /peer@2.0.0:
    resolution: {integrity: sha512-BB==}
    dev: false

  github.com/x/g/98e8ff1d:
    resolution: {tarball: https://codeload.github.com/x/g/tar.gz/98e8ff1d}
    name: g
    version: 7.0.0
    dev: false
`;

const V5 = `lockfileVersion: 5.4

specifiers:
  accepts: ^1.3.0

dependencies:
  accepts: 1.3.8_peer@2.0.0

packages:

  /@types/node/20.1.0:
    resolution: {integrity: sha512-AA==}
    dev: true

  /accepts/1.3.8_peer@2.0.0:
    resolution: {integrity: sha512-PYAthTa2m2VKxuvSD3DPC==}
    dependencies:
      '@types/node': 20.1.0
      n: /@types/node/20.1.0
    dev: false

  registry.example.org/peer/2.0.0:
    resolution: {integrity: sha512-BB==}
`;

describe('parsePnpmLock()', () => {
  it('reads version 9, peers and aliases resolved, development told from what is shipped', () => {
    expect(summary(V9)).toEqual([
      ['accepts@1.3.8', ['/peer@2.0.0', '/lodash@4.17.20']],
      ['lodash@4.17.20', []],
      ['peer@2.0.0', []],
      ['semver@7.8.6', []],
    ]);
    const [accepts, , peer, semver] = parse(V9);
    expect(accepts).toMatchObject({
      evidence: 'declared',
      metadataType: 'javascript-pnpm-lock-entry',
      metadata: {
        resolution: { integrity: 'sha512-PYAthTa2m2VKxuvSD3DPC==' },
        dependencies: { peer: '2.0.0', 'lodash-alias': 'lodash@4.17.20' },
      },
    });
    expect(accepts?.metadata).not.toHaveProperty('dev');
    expect(peer?.metadata).not.toHaveProperty('dev');
    expect(semver?.metadata?.dev).toBe(true);
  });

  it('reads version 6', () => {
    expect(summary(V6)).toEqual([
      ['@types/node@20.1.0', []],
      ['accepts@1.3.8', ['/peer@2.0.0']],
      ['peer@2.0.0', []],
      ['g@7.0.0', []],
    ]);
    expect(parse(V6)[0]?.metadata?.dev).toBe(true);
  });

  it('reads version 5', () => {
    expect(summary(V5)).toEqual([
      ['@types/node@20.1.0', []],
      ['accepts@1.3.8', ['/@types/node/20.1.0', '/@types/node/20.1.0']],
      ['peer@2.0.0', []],
    ]);
  });

  it('gives nothing for what is no lock file, and says what is no YAML', () => {
    expect(parse('packages: 7\n')).toEqual([]);
    expect(parse('packages:\n  a: {}\n  /b/c: {}\n')).toEqual([]);
    expect(() => parse('packages: {')).toThrow(/read pnpm-lock\.yaml/);
    expect(parsePnpmLock(catalogFile('pnpm-lock.yaml', V9, 9)).unknowns).toHaveLength(1);
  });
});
