import { describe, expect, it } from 'vitest';
import { foldListed } from './fold.ts';
import type { Package } from './model.ts';

function pkg(id: string, foundBy: string, more: Partial<Package> = {}): Package {
  return {
    id,
    foundBy,
    name: id,
    version: '1',
    type: 'apk',
    language: '',
    purl: 'pkg:apk/wolfi/tini@1?arch=x86_64',
    cpes: [],
    licenses: [],
    evidence: foundBy === 'apk' ? 'installed' : 'embedded',
    locations: [{ path: id, evidence: 'primary' }],
    ...more,
  };
}

describe('foldListed()', () => {
  it('folds a package listed in an SBOM into the one that was found, whatever the qualifiers', () => {
    const found = pkg('found', 'apk');
    const listed = pkg('listed', 'sbom', {
      purl: 'pkg:apk/wolfi/tini@1?distro=x',
      licenses: [{ value: 'MIT', type: 'declared' }],
      supplier: 'Organization: Chainguard',
    });
    const { packages } = foldListed([listed, found], [], 'sbom');
    expect(packages).toEqual([
      {
        ...found,
        licenses: listed.licenses,
        supplier: 'Organization: Chainguard',
        locations: [
          { path: 'found', evidence: 'primary' },
          { path: 'listed', evidence: 'supporting' },
        ],
      },
    ]);
  });

  it('keeps what only SBOMs list, once, and what has no package URL', () => {
    const a = pkg('a', 'sbom', { purl: 'pkg:npm/a@1' });
    const again = pkg('b', 'sbom', { purl: 'pkg:npm/a@1' });
    const nameless = pkg('c', 'sbom', { purl: '' });
    const { packages } = foldListed([a, again, nameless], [], 'sbom');
    expect(packages.map((p) => p.id).sort()).toEqual(['a', 'c']);
  });

  it('hands what the listed package needs to the one it became', () => {
    const found = pkg('found', 'apk');
    const listed = pkg('listed', 'sbom');
    const { dependents } = foldListed([found, listed], [{ pkg: listed, draft: listed, scope: 's' }], 'sbom');
    expect(dependents[0]?.pkg.id).toBe('found');
  });

  it('leaves packages that are found twice as they are: folding is only for lists', () => {
    const packages = [pkg('x', 'apk'), pkg('y', 'apk')];
    expect(foldListed(packages, [], 'sbom').packages).toBe(packages);
  });
});
