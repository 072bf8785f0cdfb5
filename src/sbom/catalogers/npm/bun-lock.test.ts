import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../testing/catalog-view.ts';
import { parseBunLock } from './bun-lock.ts';

const parse = (text: string) => parseBunLock(catalogFile('bun.lock', text)).packages ?? [];

const LOCK = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "@s/a": "^1", }, },
  },
  "packages": {
    "@s/a": ["@s/a@1.3.8", "", { "dependencies": { "b": "2", "c": "1" } }, "sha512-PYAthTa2m2VKxuvSD3DPC=="],

    "b": ["b@1.0.0", "https://npm.example.org/b/-/b-1.0.0.tgz", {}, "sha512-AA=="],

    "c": ["real@1.0.0", "", {}, "sha512-BB=="],

    "w": ["w@workspace:packages/w"],

    "g": ["g@git+ssh://git@github.com/x/g.git#abc", {}, "x-g-abc"],

    "@s/a/b": ["b@2.0.0", "", { "dependencies": { "c": "1" } }, "sha512-CC=="],
  }
}
`;

describe('parseBunLock()', () => {
  it('reads what lies where, with trailing commas, aliases and nested copies', () => {
    const drafts = parse(LOCK);
    expect(drafts.map((d) => [`${d.name}@${d.version}`, d.requires])).toEqual([
      ['@s/a@1.3.8', ['/@s/a/b', '/c']],
      ['b@1.0.0', []],
      ['real@1.0.0', []],
      ['g@git+ssh://git@github.com/x/g.git#abc', []],
      ['b@2.0.0', ['/c']],
    ]);
    expect(drafts[1]).toMatchObject({
      evidence: 'declared',
      purl: 'pkg:npm/b@1.0.0',
      metadataType: 'javascript-bun-lock-entry',
      metadata: { resolved: 'https://npm.example.org/b/-/b-1.0.0.tgz', integrity: 'sha512-AA==' },
    });
    expect(drafts[3]?.purl).toBe('pkg:npm/g?vcs_url=git%2Bssh:%2F%2Fgit%40github.com%2Fx%2Fg.git%23abc');
  });

  it('gives nothing for what is no lock file', () => {
    expect(parse('{"packages": {"a": [], "b": [7], "c": ["d"], "e": "f"}}')).toEqual([]);
    expect(() => parse('{')).toThrow(/not valid JSON/);
    expect(parseBunLock(catalogFile('bun.lock', LOCK, 9)).unknowns).toHaveLength(1);
  });
});
