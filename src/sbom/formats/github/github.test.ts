import { describe, expect, it } from 'vitest';
import type { Package, Sbom } from '../../model.ts';
import { github } from './index.ts';

const pkg = (id: string, purl: string, path: string): Package => ({
  id,
  name: id,
  version: '1',
  type: 'npm',
  language: 'javascript',
  foundBy: 'npm',
  purl,
  cpes: [],
  licenses: [],
  evidence: 'declared',
  locations: [{ path, evidence: 'primary' }],
});

const sbom: Sbom = {
  tool: { name: 'plimsoll', version: '1' },
  created: '2026-01-02T03:04:05Z',
  source: { id: 's', name: 'app', version: '', type: 'directory', path: 'app' },
  packages: [
    pkg('a', 'pkg:npm/a@1', 'package-lock.json'),
    pkg('b', 'pkg:npm/b@1', 'package-lock.json'),
    pkg('c', '', 'x'),
  ],
  relationships: [{ from: 'b', to: 'a', type: 'dependency-of' }],
  unknowns: [],
  scope: 'squashed',
};

describe('github', () => {
  it('makes a manifest of each file, with what is needed by others as indirect', () => {
    const { text, dropped } = github.write(sbom, {});
    expect(JSON.parse(text)).toMatchObject({
      version: 0,
      scanned: '2026-01-02T03:04:05Z',
      detector: { name: 'plimsoll', version: '1' },
      manifests: {
        'package-lock.json': {
          name: 'package-lock.json',
          file: { source_location: 'package-lock.json' },
          resolved: {
            'pkg:npm/a@1': {
              package_url: 'pkg:npm/a@1',
              relationship: 'direct',
              dependencies: ['pkg:npm/b@1'],
            },
            'pkg:npm/b@1': { relationship: 'indirect', dependencies: [] },
          },
        },
      },
    });
    expect(dropped).toContain('1 package without a package URL');
  });
});
