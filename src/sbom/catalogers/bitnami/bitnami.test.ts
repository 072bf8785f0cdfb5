import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { bitnami } from './index.ts';

function spdxPackage(id: string, purl: string, extra: object = {}): object {
  return {
    SPDXID: id,
    name: 'n',
    versionInfo: '1',
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'BSD-3-Clause',
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
      {
        referenceCategory: 'SECURITY',
        referenceType: 'cpe23Type',
        referenceLocator: 'cpe:2.3:*:redis:redis:7.4.0:*:*:*:*:*:*:*',
      },
    ],
    ...extra,
  };
}

const SPDX = JSON.stringify({
  spdxVersion: 'SPDX-2.3',
  packages: [
    spdxPackage('SPDXRef-redis', 'pkg:bitnami/redis@7.4.0-2?arch=arm64&distro=debian-12'),
    spdxPackage('SPDXRef-lua', 'pkg:bitnami/lua@5.1.5-0?arch=arm64&distro=debian-12', {
      licenseDeclared: 'NOASSERTION',
    }),
    spdxPackage('SPDXRef-go', 'pkg:golang/x/y@1'),
    spdxPackage('SPDXRef-bad', 'pkg:bitnami/%zz@1'),
  ],
  files: [
    { SPDXID: 'SPDXRef-File-a', fileName: 'lib/lua.so' },
    { SPDXID: 'SPDXRef-File-b', fileName: './elsewhere' },
  ],
  relationships: [
    { spdxElementId: 'SPDXRef-redis', relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-lua' },
    { spdxElementId: 'SPDXRef-lua', relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-File-a' },
  ],
});
const COMPONENTS = JSON.stringify({
  redis: { arch: 'arm64', distro: 'debian-12', type: 'NAMI', version: '7.4.0-2', digest: 'ab' },
  'wait-for-port': { arch: 'arm64', distro: 'debian-12', type: 'NAMI', version: '1.0.8' },
  broken: 7,
});

describe('the bitnami cataloger', () => {
  it('reads components, their parts and their files', () => {
    const { found, unknowns } = catalogTree(bitnami, {
      'opt/bitnami/redis/.spdx-redis.spdx': SPDX,
      'opt/bitnami/redis/bin/redis-server': 'x',
      'opt/bitnami/redis/lib/lua.so': 'x',
      'opt/bitnami/.bitnami_components.json': COMPONENTS,
    });
    expect(unknowns).toEqual(['a package URL that is none ("pkg:bitnami/%zz@1")']);
    expect(found.map(({ draft }) => `${draft.name} ${draft.version}`)).toEqual([
      'redis 7.4.0-2',
      'lua 5.1.5-0',
      'wait-for-port 1.0.8',
    ]);
    const [redis, lua, port] = found.map((one) => one.draft);
    expect(redis).toMatchObject({
      type: 'bitnami',
      purl: 'pkg:bitnami/redis@7.4.0-2?arch=arm64&distro=debian-12',
      cpes: ['cpe:2.3:*:redis:redis:7.4.0:*:*:*:*:*:*:*'],
      licenses: [{ value: 'BSD-3-Clause' }],
      requires: ['lua@5.1.5-0'],
      metadataType: 'bitnami-sbom-entry',
      metadata: {
        name: 'redis',
        arch: 'arm64',
        distro: 'debian-12',
        revision: '2',
        version: '7.4.0',
        path: '/opt/bitnami/redis',
      },
    });
    expect(redis?.files).toContain('opt/bitnami/redis/bin/redis-server');
    expect(redis?.files).not.toContain('opt/bitnami/redis/lib/lua.so');
    expect(lua).toMatchObject({ files: ['opt/bitnami/redis/lib/lua.so'], licenses: [] });
    expect(port?.metadata).toMatchObject({
      version: '1.0.8',
      revision: '',
      path: '/opt/bitnami/wait-for-port',
    });
  });

  it('says why a document could not be read', () => {
    expect(() => bitnami.parse?.(catalogFile('opt/bitnami/x/.spdx-x.spdx', 'SPDXVersion: SPDX-2.3'))).toThrow(
      /not valid JSON/,
    );
    expect(
      bitnami.parse?.(catalogFile('opt/bitnami/x/.spdx-x.spdx', '{"packages": {"a": 1}}')).packages,
    ).toEqual([]);
  });
});
