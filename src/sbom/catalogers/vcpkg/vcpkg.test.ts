import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { vcpkg } from './index.ts';

const MANIFEST = `{ "name": "my-app", "version": "1.0.0", "license": "MIT", "dependencies": ["fmt", {"name": "zlib", "version>=": "1.2.11#9"}, {"name":"curl","features":["ssl"]}], "overrides": [{"name":"fmt","version":"9.1.0","port-version":1}], "builtin-baseline": "abc" }
`;
const STATUS = `Package: vcpkg-cmake
Version: 2023-05-04
Architecture: x64-linux
Multi-Arch: same
Abi: abc
Status: install ok installed

Package: fmt
Version: 9.1.0
Port-Version: 1
Depends: vcpkg-cmake
Architecture: x64-linux
Multi-Arch: same
Abi: def
Description: Formatting library for C++.
Status: install ok installed

Package: fmt
Feature: extra
Architecture: x64-linux
Multi-Arch: same
Status: install ok installed

Package: gone
Version: 1
Architecture: x64-linux
Multi-Arch: same
Status: purge ok not-installed
`;

describe('a cataloger reads vcpkg', () => {
  it('installed ports, features and removed ones left out', () => {
    const { found } = catalogTree(vcpkg, { 'opt/vcpkg/installed/vcpkg/status': STATUS });
    expect(found.map((f) => f.draft)).toMatchObject([
      { purl: 'pkg:vcpkg/vcpkg-cmake@2023-05-04?triplet=x64-linux', evidence: 'installed' },
      {
        name: 'fmt',
        version: '9.1.0#1',
        type: 'vcpkg',
        language: 'c++',
        requires: ['vcpkg-cmake'],
        description: 'Formatting library for C++.',
        metadataType: 'vcpkg-manifest',
        metadata: { 'full-version': '9.1.0#1', version: '9.1.0', 'port-version': 1, triplet: 'x64-linux' },
      },
    ]);
  });

  it("a project's manifest, pinned by overrides or by the least version", () => {
    const { found } = catalogTree(vcpkg, { 'vcpkg.json': MANIFEST });
    expect(found.map((f) => [f.draft.name, f.draft.version, f.draft.evidence])).toEqual([
      ['my-app', '1.0.0', 'declared'],
      ['fmt', '9.1.0#1', 'declared'],
      ['zlib', '1.2.11#9', 'declared'],
      ['curl', '', 'declared'],
    ]);
    expect(found[0]?.draft).toMatchObject({
      requires: ['fmt', 'zlib', 'curl'],
      licenses: [{ value: 'MIT' }],
    });
  });

  it('and makes nothing up', () => {
    expect(catalogTree(vcpkg, { 'vcpkg.json': '{"dependencies": [3, {}, null]}' }).found).toEqual([]);
    const status = 'Package: a\nStatus: install ok installed\n';
    expect(catalogTree(vcpkg, { 'x/vcpkg/status': status }).found).toEqual([]);
  });
});
