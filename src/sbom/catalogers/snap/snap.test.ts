import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { snap } from './index.ts';

describe('the snap cataloger', () => {
  it('reads a snap', () => {
    const { found } = catalogTree(snap, {
      'snap/jq/8/meta/snap.yaml':
        'name: jq\nversion: 1.6\nsummary: Command-line JSON processor\nlicense: MIT\narchitectures:\n- amd64\nbase: core20\nconfinement: strict\n',
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.draft).toMatchObject({
      name: 'jq',
      version: '1.6',
      type: 'snap',
      evidence: 'installed',
      purl: 'pkg:generic/snap/jq@1.6?arch=amd64&base=core20&type=app',
      licenses: [{ value: 'MIT' }],
      metadataType: 'snap-entry',
      metadata: {
        snapType: 'app',
        base: 'core20',
        snapName: 'jq',
        snapVersion: '1.6',
        architecture: 'amd64',
      },
    });
  });

  it('reads the packages of a base and those staged into a snap', () => {
    const { found } = catalogTree(snap, {
      'usr/share/snappy/dpkg.yaml':
        'package-repositories:\n- type: apt\npackages:\n- adduser=3.118ubuntu5\n- libssl3:amd64=3.0.2-0ubuntu1.18\n- broken\n',
      'snap/jq/8/snap/manifest.yaml':
        "name: jq\nversion: '1.6'\narchitectures: [arm64]\nprimed-stage-packages:\n- jq=1.6-1ubuntu0.20.04.1\n",
    });
    expect(
      found.map(({ draft }) => [draft.name, draft.version, draft.purl, draft.metadata?.snapType]),
    ).toEqual([
      ['adduser', '3.118ubuntu5', 'pkg:deb/ubuntu/adduser@3.118ubuntu5', 'base'],
      ['libssl3', '3.0.2-0ubuntu1.18', 'pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1.18?arch=amd64', 'base'],
      ['jq', '1.6-1ubuntu0.20.04.1', 'pkg:deb/ubuntu/jq@1.6-1ubuntu0.20.04.1?arch=arm64', 'app'],
    ]);
  });

  it('reads what a source tree would become', () => {
    const { found } = catalogTree(snap, {
      'snap/snapcraft.yaml': 'name: mine\nversion: git\nbase: core22\n',
      'other/snap/snapcraft.yaml': 'adopt-info: x\n',
    });
    expect(found.map(({ draft }) => [draft.name, draft.evidence])).toEqual([['mine', 'declared']]);
  });

  it('says what it could not read', () => {
    const read = (text: string): unknown => snap.parse?.(catalogFile('meta/snap.yaml', text)).unknowns;
    expect(read('- a\n')).toEqual(['it is no snap document']);
    expect(read('name: a\n')).toEqual(['the snap has no name or no version']);
    expect(() => read('a: [')).toThrow(/read meta\/snap.yaml/);
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`),
    ];
    expect(() => read(bomb.join('\n'))).toThrow(/aliases multiply/);
  });
});
