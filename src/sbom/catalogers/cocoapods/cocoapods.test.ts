import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { cocoapods } from './index.ts';

const LOCK = `PODS:
  - GlossButtonNode (3.1.2):
    - Texture/Core (~> 3)
  - PINCache (3.0.3):
    - PINCache/Arc-exception-safe (= 3.0.3)
    - PINCache/Core (= 3.0.3)
  - PINCache/Arc-exception-safe (3.0.3):
    - PINCache/Core
  - PINCache/Core (3.0.3)
  - Texture/Core (3.1.0)

DEPENDENCIES:
  - GlossButtonNode

SPEC REPOS:
  trunk:
    - GlossButtonNode

SPEC CHECKSUMS:
  GlossButtonNode: 4ea1197a744f2fb5fb875fe31caf17ded4762e8f
  PINCache: 7a8fc1a691173d21dbddbf86cd515de6efa55086
  Texture: 2f109e937850d94d1d07232041c9c7313ccddb81

PODFILE CHECKSUM: abc

COCOAPODS: 1.10.1
`;

describe('a cataloger reads Podfile.lock', () => {
  it('with subspecs, checksums and what needs what', () => {
    const { found } = catalogTree(cocoapods, { 'ios/Podfile.lock': LOCK });
    expect(found.map((f) => [f.draft.name, f.draft.purl])).toEqual([
      ['GlossButtonNode', 'pkg:cocoapods/GlossButtonNode@3.1.2'],
      ['PINCache', 'pkg:cocoapods/PINCache@3.0.3'],
      ['PINCache/Arc-exception-safe', 'pkg:cocoapods/PINCache@3.0.3#Arc-exception-safe'],
      ['PINCache/Core', 'pkg:cocoapods/PINCache@3.0.3#Core'],
      ['Texture/Core', 'pkg:cocoapods/Texture@3.1.0#Core'],
    ]);
    expect(found[2]?.draft).toMatchObject({
      type: 'pod',
      language: 'swift',
      requires: ['PINCache/Core'],
      metadataType: 'cocoa-podfile-lock-entry',
      metadata: { checksum: '7a8fc1a691173d21dbddbf86cd515de6efa55086' },
    });
  });

  it.each(['PODS: 3', 'PODS: [[1], {a: b}, "no version"]', '[]'])('makes nothing up of %j', (text) => {
    expect(catalogTree(cocoapods, { 'Podfile.lock': text }).found).toEqual([]);
  });
});
