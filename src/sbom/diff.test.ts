import { describe, expect, it } from 'vitest';
import { diffPackages } from './diff.ts';
import type { Package, PackageType } from './model.ts';

const pkg = (name: string, version: string, type: PackageType = 'deb'): Package => ({
  id: `${name}${version}`,
  name,
  version,
  type,
  evidence: 'installed',
  foundBy: 'dpkg',
  language: '',
  purl: '',
  cpes: [],
  licenses: [],
  locations: [],
});

describe('diffPackages()', () => {
  it('tells what came, went and changed', () => {
    const before = [pkg('curl', '1'), pkg('gone', '2'), pkg('same', '3')];
    const after = [pkg('curl', '1.1'), pkg('new', '4'), pkg('same', '3')];
    expect(diffPackages(before, after)).toEqual([
      { kind: 'changed', name: 'curl', type: 'deb', before: ['1'], after: ['1.1'] },
      { kind: 'removed', name: 'gone', type: 'deb', before: ['2'], after: [] },
      { kind: 'added', name: 'new', type: 'deb', before: [], after: ['4'] },
    ]);
  });

  it('keeps kinds with the same name apart', () => {
    expect(diffPackages([pkg('idna', '1', 'python')], [pkg('idna', '1', 'deb')])).toHaveLength(2);
  });

  it('says nothing of versions that both sides have, however often', () => {
    const before = [pkg('ms', '2.0.0', 'npm'), pkg('ms', '2.1.3', 'npm'), pkg('ms', '2.1.3', 'npm')];
    expect(diffPackages(before, [pkg('ms', '2.1.3', 'npm'), pkg('ms', '2.0.0', 'npm')])).toEqual([]);
    expect(diffPackages(before, [pkg('ms', '2.1.3', 'npm')])).toEqual([
      { kind: 'changed', name: 'ms', type: 'npm', before: ['2.0.0'], after: [] },
    ]);
  });
});
