import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { swift } from './index.ts';

const VERSION_1 = `{
  "object": {
    "pins": [
      {
        "package": "swift-algorithms",
        "repositoryURL": "https://github.com/apple/swift-algorithms.git",
        "state": { "branch": null, "revision": "b14b7f4c528c942f121c8b860b9410b2bf57825e", "version": "1.0.0" }
      }
    ]
  },
  "version": 1
}
`;
const VERSION_3 = `{
  "originHash": "abc",
  "pins" : [
    { "identity" : "swift-async-algorithms", "kind" : "remoteSourceControl", "location" : "https://github.com/apple/swift-async-algorithms.git",
      "state" : { "revision" : "aed5422380244498344a036b8d94e27f370d9a22", "version" : "0.0.4" } },
    { "identity" : "foo", "kind" : "remoteSourceControl", "location" : "git@github.com:x/foo.git",
      "state" : { "branch" : "main", "revision" : "aaaa422380244498344a036b8d94e27f370d9a22" } }
  ],
  "version" : 3
}
`;

describe('a cataloger reads Package.resolved', () => {
  it('of version 1', () => {
    const { found } = catalogTree(swift, { 'Package.resolved': VERSION_1 });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'swift-algorithms',
        version: '1.0.0',
        type: 'swift',
        language: 'swift',
        purl: 'pkg:swift/github.com/apple/swift-algorithms@1.0.0',
        metadataType: 'swift-package-manager-lock-entry',
        metadata: { revision: 'b14b7f4c528c942f121c8b860b9410b2bf57825e' },
      },
    ]);
  });

  it('of versions 2 and 3, branches by their revision', () => {
    const { found } = catalogTree(swift, { 'x/.package.resolved': VERSION_3 });
    expect(found.map((f) => [f.draft.version, f.draft.purl])).toEqual([
      ['0.0.4', 'pkg:swift/github.com/apple/swift-async-algorithms@0.0.4'],
      ['', 'pkg:swift/github.com/x/foo@aaaa422380244498344a036b8d94e27f370d9a22'],
    ]);
  });

  it('of none says so', () => {
    expect(() => catalogTree(swift, { 'Package.resolved': 'no json' })).toThrow(/not valid JSON/);
    expect(catalogTree(swift, { 'Package.resolved': '{}' }).unknowns).toHaveLength(1);
    const odd = `{"version":2,"pins":[3,{},{"identity":"a","location":"${'/'.repeat(500_000)}x"}]}`;
    expect(catalogTree(swift, { 'Package.resolved': odd }).found.map((f) => f.draft.purl)).toEqual([
      'pkg:swift/a',
    ]);
  });
});
