import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { haskell } from './index.ts';

const STACK = `resolver: lts-16.31
packages:
- .
extra-deps:
- ShellCheck-0.8.0@sha256:353c9322847b661e4c6f7c83c2acf8e5c08b682fbe516c7d46c29605937543df,3297
- colourista-0.1.0.1
- git: https://github.com/a/b
  commit: abcdef
`;
const LOCK = `packages:
- completed:
    hackage: HTTP-4000.3.16@sha256:6042643c15a0b43e522a6693f1e322f05000d519543a84149cb80aeffee34f71,5947
    pantry-tree:
      sha256: d6cc7fca7be0b6a0e3b1b3b3dbd7b2a9d0a8f0c1d0000000000000000000000
      size: 1428
  original:
    hackage: HTTP-4000.3.16@sha256:6042643c15a0b43e522a6693f1e322f05000d519543a84149cb80aeffee34f71,5947
snapshots:
- completed:
    sha256: 9b74f67a1e1f9a0d67ac83de8e4dbb4a6d8d6d8d6d8d6d8d6d8d6d8d6d8d6d8d
    size: 532382
    url: https://raw.githubusercontent.com/commercialhaskell/stackage-snapshots/master/lts/16/31.yaml
  original: lts-16.31
`;
const FREEZE = `active-repositories: hackage.haskell.org:merge
constraints: any.Cabal ==3.2.1.0,
             any.Diff ==0.4.1,
             Diff +flag,
             any.HTTP ==4000.3.16,
             HTTP -conduit10 +network-uri,
index-state: hackage.haskell.org 2022-07-07T01:01:01Z
`;

describe('a cataloger reads Haskell packages', () => {
  it('that stack.yaml asks for', () => {
    const { found } = catalogTree(haskell, { 'stack.yaml': STACK });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'ShellCheck',
        version: '0.8.0',
        type: 'hackage',
        language: 'haskell',
        purl: 'pkg:hackage/ShellCheck@0.8.0',
        metadataType: 'haskell-hackage-stack-entry',
        metadata: { pkgHash: '353c9322847b661e4c6f7c83c2acf8e5c08b682fbe516c7d46c29605937543df' },
      },
      { name: 'colourista', version: '0.1.0.1', metadata: {} },
    ]);
  });

  it('that stack locked', () => {
    const { found } = catalogTree(haskell, { 'stack.yaml.lock': LOCK });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        purl: 'pkg:hackage/HTTP@4000.3.16',
        metadataType: 'haskell-hackage-stack-lock-entry',
        metadata: {
          pkgHash: '6042643c15a0b43e522a6693f1e322f05000d519543a84149cb80aeffee34f71',
          snapshotURL:
            'https://raw.githubusercontent.com/commercialhaskell/stackage-snapshots/master/lts/16/31.yaml',
        },
      },
    ]);
  });

  it('that cabal froze', () => {
    const { found } = catalogTree(haskell, { 'cabal.project.freeze': FREEZE });
    expect(found.map((f) => f.draft.purl)).toEqual([
      'pkg:hackage/Cabal@3.2.1.0',
      'pkg:hackage/Diff@0.4.1',
      'pkg:hackage/HTTP@4000.3.16',
    ]);
  });

  it('and makes nothing up of other files', () => {
    const files = {
      'stack.yaml': 'extra-deps: {a: 1}\n',
      'stack.yaml.lock': '[1]',
      'cabal.project.freeze': '\0',
    };
    expect(catalogTree(haskell, files)).toEqual({ found: [], unknowns: [] });
  });
});
