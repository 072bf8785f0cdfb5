import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../testing/catalog-view.ts';
import { parsePackageLock } from './package-lock.ts';

const parse = (lock: unknown) =>
  parsePackageLock(catalogFile('package-lock.json', typeof lock === 'string' ? lock : JSON.stringify(lock)));
const summary = (lock: unknown) => parse(lock).packages?.map((p) => `${p.name}@${p.version}`);

const V3 = {
  name: 'app',
  lockfileVersion: 3,
  packages: {
    '': {
      name: 'app',
      version: '1.0.0',
      license: 'MIT',
      dependencies: { a: '^1', 'b-alias': 'npm:b@2' },
      devDependencies: { c: '1' },
    },
    'node_modules/a': {
      version: '1.0.1',
      resolved: 'https://registry.npmjs.org/a/-/a-1.0.1.tgz',
      integrity: 'sha512-AA==',
      license: 'ISC',
      dependencies: { b: '1' },
    },
    'node_modules/a/node_modules/b': { version: '1.0.0', dev: true },
    'node_modules/b-alias': { name: 'b', version: '2.0.0' },
    'node_modules/c': { version: '1.0.0', dev: true, dependencies: { b: '1' } },
    'node_modules/c/node_modules/b': { version: '1.0.0' },
    'node_modules/w': { resolved: 'packages/w', link: true },
    'packages/w': { name: '@acme/w', version: '0.1.0', dependencies: { a: '1' } },
    'node_modules/g': { version: '3.0.0', resolved: 'git+ssh://git@github.com/x/g.git#abc' },
    'packages/unversioned': {},
  },
};

describe('parsePackageLock()', () => {
  it('reads lockfileVersion 3 with aliases, workspaces and links', () => {
    expect(summary(V3)).toEqual([
      'app@1.0.0',
      'a@1.0.1',
      'b@1.0.0',
      'b@2.0.0',
      'c@1.0.0',
      '@acme/w@0.1.0',
      'g@3.0.0',
    ]);
    const [app, a, b, , c, w, g] = parse(V3).packages ?? [];
    expect(a).toMatchObject({
      evidence: 'declared',
      purl: 'pkg:npm/a@1.0.1',
      licenses: [{ value: 'ISC' }],
      metadataType: 'javascript-npm-package-lock-entry',
      metadata: {
        resolved: 'https://registry.npmjs.org/a/-/a-1.0.1.tgz',
        integrity: 'sha512-AA==',
        dependencies: { b: '1' },
      },
    });
    expect(app?.requires).toEqual(['/node_modules/a', '/node_modules/b-alias', '/node_modules/c']);
    expect(a?.requires).toEqual(['/node_modules/a/node_modules/b']);
    expect(w?.requires).toEqual(['/node_modules/a']);
    expect(c?.metadata?.dev).toBe(true);
    expect(g?.purl).toBe('pkg:npm/g@3.0.0?vcs_url=git%2Bssh:%2F%2Fgit%40github.com%2Fx%2Fg.git%23abc');
    // In one of its two places it is shipped.
    expect(b?.metadata).not.toHaveProperty('dev');
    expect(b?.provides).toEqual(['/node_modules/a/node_modules/b', '/node_modules/c/node_modules/b']);
  });

  it('reads the tree of lockfileVersion 1', () => {
    const lock = {
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 1,
      dependencies: {
        a: {
          version: '1.0.1',
          requires: { b: '^1.0.0' },
          dependencies: { b: { version: '1.0.0', optional: true } },
        },
        b: { version: 'npm:real@2.0.0', resolved: 'https://registry.npmjs.org/real/-/real-2.0.0.tgz' },
        g: { version: 'git+https://github.com/x/g.git#abc', from: 'g@github:x/g' },
        t: { version: 'https://x.org/t.tgz' },
        l: { version: 'file:../l' },
      },
    };
    expect(summary(lock)).toEqual([
      'app@1.0.0',
      'a@1.0.1',
      'real@2.0.0',
      'g@git+https://github.com/x/g.git#abc',
      't@https://x.org/t.tgz',
      'b@1.0.0',
    ]);
    const [, a, , g, t] = parse(lock).packages ?? [];
    expect(a?.requires).toEqual(['/node_modules/a/node_modules/b']);
    expect(g?.purl).toBe('pkg:npm/g?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fx%2Fg.git%23abc');
    expect(t?.purl).toBe('pkg:npm/t?download_url=https:%2F%2Fx.org%2Ft.tgz');
  });

  it('takes no harm from what is not a lock file', () => {
    expect(parse({}).packages).toEqual([]);
    expect(parse({ packages: { 'node_modules/a': 7, 'node_modules/b': { version: 8 } } }).packages).toEqual(
      [],
    );
    expect(parse({ dependencies: { a: [], b: null } }).packages).toEqual([]);
  });

  it('stops at packages nested too deep and at too many', () => {
    const deep = `${'{"dependencies":{"a":'.repeat(150)}{}${'}}'.repeat(150)}`;
    expect(() => parse(deep)).toThrow(/nested deeper than 100 levels/);
    const many = Object.fromEntries(Array.from({ length: 200_001 }, (_, i) => [`node_modules/${i}`, {}]));
    expect(() => parse({ packages: many })).toThrow(/more than 200000 packages/);
    expect(parsePackageLock(catalogFile('package-lock.json', '{}', 1)).unknowns).toHaveLength(1);
  });

  it('folds the same package in thousands of places in time', () => {
    const packages = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`node_modules/p${i}/node_modules/a`, { version: '1.0.0' }]),
    );
    const started = performance.now();
    expect(parse({ packages }).packages).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('looks for what hostile places need in time', () => {
    const dependencies = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`d${i}`, '1']));
    const packages = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `node_modules/${'a/'.repeat(2000)}${i}`,
        { version: '1', dependencies },
      ]),
    );
    const started = performance.now();
    expect(parse({ packages }).packages).toHaveLength(300);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
