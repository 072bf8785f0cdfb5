import { describe, expect, it } from 'vitest';
import { goPackagePurl } from './purl.ts';

describe('goPackagePurl()', () => {
  it('names the module and the package in it, where the host tells them apart', () => {
    expect(goPackagePurl('github.com/docker/distribution/cmd/registry', 'v2.8.2').purl).toBe(
      'pkg:golang/github.com/docker/distribution@v2.8.2#cmd/registry',
    );
    expect(goPackagePurl('github.com/a/b/v2/cmd/c', '(devel)').purl).toBe(
      'pkg:golang/github.com/a/b/v2#cmd/c',
    );
  });

  it('leaves a path as it is where nothing tells', () => {
    expect(goPackagePurl('github.com/opencontainers/runc', 'v1.1.5').purl).toBe(
      'pkg:golang/github.com/opencontainers/runc@v1.1.5',
    );
    expect(goPackagePurl('example.com/app/cmd/app', '(devel)').purl).toBe(
      'pkg:golang/example.com/app/cmd/app',
    );
  });
});
