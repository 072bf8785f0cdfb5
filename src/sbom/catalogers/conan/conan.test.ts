import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { conan } from './index.ts';
import { parseConanReference } from './reference.ts';

const LOCK_1 = `{
 "graph_lock": {
  "nodes": {
   "0": { "ref": "mycomp/1.0", "options": "", "requires": ["1"], "path": "conanfile.py", "context": "host" },
   "1": { "ref": "spdlog/1.11.0#abcrev:pkgid#prev", "options": "shared=False\\nfmt:shared=False", "package_id": "pkgid", "prev": "prev", "requires": ["2"], "context": "host" },
   "2": { "ref": "fmt/9.1.0@user/stable", "options": "shared=False", "package_id": "p2", "prev": "0", "context": "host" }
  },
  "revisions_enabled": false
 },
 "version": "0.4",
 "profile_host": "[settings]\\narch=x86_64\\n"
}
`;
const LOCK_2 = `{
    "version": "0.5",
    "requires": [
        "sound32/1.0#83d4b7bf607b3b60a6546f8b58b5cdd7%1675278904.0791488",
        "matrix/1.1@user/chan#905c3f0babc520684c84127378fefdd0%1675278901.7527816"
    ],
    "build_requires": ["cmake/3.25.0#abc%1675"],
    "python_requires": []
}
`;
const CONANFILE = `# comment
[requires]
catch2/2.13.8
docopt.cpp/0.6.3 # x
spdlog/1.9.2@user/channel

[generators]
cmake
`;
const CONANINFO = `[settings]
    arch=x86_64

[full_requires]
    fmt/9.1.0:abc

[recipe_hash]
`;

describe('a cataloger reads Conan', () => {
  it("1's lock files, a graph", () => {
    const { found } = catalogTree(conan, { 'conan.lock': LOCK_1 });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        purl: 'pkg:conan/mycomp@1.0',
        requires: ['spdlog@1.11.0'],
        metadata: { path: 'conanfile.py', requires: ['1'] },
      },
      {
        name: 'spdlog',
        version: '1.11.0',
        type: 'conan',
        language: 'c++',
        requires: ['fmt@9.1.0'],
        metadataType: 'c-conan-lock-entry',
        metadata: {
          ref: 'spdlog/1.11.0#abcrev:pkgid#prev',
          package_id: 'pkgid',
          prev: 'prev',
          options: [
            { key: 'shared', value: 'False' },
            { key: 'fmt:shared', value: 'False' },
          ],
          context: 'host',
        },
      },
      { purl: 'pkg:conan/user/fmt@9.1.0?channel=stable' },
    ]);
  });

  it("2's lock files, lists", () => {
    const { found } = catalogTree(conan, { 'conan.lock': LOCK_2 });
    expect(found.map((f) => f.draft.purl)).toEqual([
      'pkg:conan/sound32@1.0',
      'pkg:conan/user/matrix@1.1?channel=chan',
      'pkg:conan/cmake@3.25.0',
    ]);
    expect(found[1]?.draft).toMatchObject({
      metadataType: 'c-conan-lock-v2-entry',
      metadata: {
        username: 'user',
        channel: 'chan',
        recipeRevision: '905c3f0babc520684c84127378fefdd0',
        timestamp: '1675278901.7527816',
      },
    });
  });

  it('conanfile.txt, comments left out', () => {
    const { found } = catalogTree(conan, { 'conanfile.txt': CONANFILE });
    expect(found.map((f) => f.draft.purl)).toEqual([
      'pkg:conan/catch2@2.13.8',
      'pkg:conan/docopt.cpp@0.6.3',
      'pkg:conan/user/spdlog@1.9.2?channel=channel',
    ]);
  });

  it('the cache, whose folders say what was built', () => {
    const path =
      'root/.conan/data/zlib/1.2.13/_/_/package/dfbe50feef7f3c6223a476cd5aeadb687084a646/conaninfo.txt';
    const { found } = catalogTree(conan, { [path]: CONANINFO });
    expect(found.map((f) => f.draft)).toMatchObject([
      { purl: 'pkg:conan/zlib@1.2.13', evidence: 'installed', requires: ['fmt@9.1.0'] },
      { purl: 'pkg:conan/fmt@9.1.0', metadataType: 'c-conan-info-entry', metadata: { package_id: 'abc' } },
    ]);
  });

  it('and makes nothing up', () => {
    expect(() => catalogTree(conan, { 'conan.lock': '[]' })).toThrow(/expected a JSON object/);
    const odd =
      '{"graph_lock":{"nodes":{"0":3,"1":{"ref":"no reference"},"2":{"ref":"a/1","requires":["9","1"]}}}}';
    expect(catalogTree(conan, { 'conan.lock': odd }).found).toHaveLength(1);
    const start = performance.now();
    catalogTree(conan, { 'conanfile.txt': `[requires]\n${' '.repeat(900_000)}x\n` });
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('parseConanReference()', () => {
  it.each(['', 'zlib', 'zlib/[>=1.2]', '/1.0', 'a/1@b', 'a b/1'])('refuses %j', (text) => {
    expect(parseConanReference(text)).toBeUndefined();
  });
});
