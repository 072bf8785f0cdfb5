import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { npm } from './index.ts';
import { parsePackageJson } from './package-json.ts';

const parse = (manifest: unknown, path = 'app/node_modules/a/package.json') =>
  parsePackageJson(catalogFile(path, typeof manifest === 'string' ? manifest : JSON.stringify(manifest)));
const only = (manifest: object) => parse({ name: 'a', version: '1.0.0', ...manifest }).packages?.[0];

describe('parsePackageJson()', () => {
  it('gives the fields that syft-json has for it', () => {
    const draft = only({
      name: '@acme/a',
      author: 'Ann <ann@acme.org> (https://acme.org)',
      homepage: 'https://acme.org/a',
      description: 'Does a.',
      repository: { type: 'git', url: 'git+https://github.com/acme/a.git' },
      license: 'MIT',
    });
    expect(draft).toMatchObject({
      name: '@acme/a',
      version: '1.0.0',
      type: 'npm',
      language: 'javascript',
      evidence: 'installed',
      purl: 'pkg:npm/%40acme/a@1.0.0',
      supplier: 'Person: Ann (ann@acme.org)',
      licenses: [{ value: 'MIT', type: 'declared' }],
      metadataType: 'javascript-npm-package',
      metadata: {
        name: '@acme/a',
        version: '1.0.0',
        author: 'Ann <ann@acme.org> (https://acme.org)',
        homepage: 'https://acme.org/a',
        description: 'Does a.',
        url: 'git+https://github.com/acme/a.git',
        private: false,
      },
    });
  });

  it.each([
    [{ license: 'MIT' }, ['MIT']],
    [{ license: { type: 'BSD', url: 'https://x/l' } }, ['BSD']],
    [{ license: ['MIT', { type: 'GPL-2.0' }] }, ['MIT', 'GPL-2.0']],
    [{ licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] }, ['MIT', 'Apache-2.0']],
    [{ licenses: { type: 'ISC' }, license: 'ISC' }, ['ISC']],
    [{ license: 7, licenses: null }, []],
  ])('reads the licences of %j', (manifest, values) => {
    expect(only(manifest)?.licenses?.map((l) => l.value)).toEqual(values);
  });

  it.each([
    [{ author: { name: 'Ann', email: 'a@x' } }, 'Ann <a@x>'],
    [{ author: ['Ann'] }, ''],
    [{ author: null }, ''],
  ])('reads the author of %j', (manifest, author) => {
    expect(only(manifest)?.metadata?.author).toBe(author);
  });

  it('takes what only configures a folder for no package, and counts it nowhere', () => {
    expect(parse({ type: 'module' })).toEqual({});
    expect(parse({ name: 'a' })).toEqual({});
    expect(parse({ name: ['a'], version: {} })).toEqual({});
  });

  it('keeps hostile names as data, with a package URL of its own', () => {
    expect(only({ name: '../../x\u001b[31m' })?.purl).toBe('pkg:npm/..%2F..%2Fx%1B%5B31m@1.0.0');
    expect(parse('{"name": "\\ud800", "version": "1"}').packages?.[0]?.purl).toBe('pkg:npm/%EF%BF%BD@1');
    expect(only({ name: '@scope/' })?.purl).toBeUndefined();
  });

  it('says what it cannot read', () => {
    expect(() => parse('{"name": ')).toThrow(/not valid JSON/);
    const cut = catalogFile('package.json', '{"name":"a","version":"1"}', 5);
    expect(parsePackageJson(cut).unknowns).toEqual(['a package.json larger than is read']);
  });
});

describe('the npm cataloger', () => {
  const manifest = (name: string, version: string, rest: object = {}) =>
    JSON.stringify({ name, version, ...rest });
  const edges = (files: Record<string, string>, links: Record<string, string> = {}) =>
    catalogTree(npm, files, undefined, links).found.map(({ draft, path }) => [path, draft.requires]);

  it('resolves names as Node does: the nearest node_modules upwards', () => {
    const found = edges({
      'app/package.json': manifest('app', '1.0.0', {
        dependencies: { a: '1', b: '1' },
        devDependencies: { c: '1' },
      }),
      'app/node_modules/a/package.json': manifest('a', '1.0.0', {
        dependencies: { b: '2' },
        devDependencies: { c: '1' },
      }),
      'app/node_modules/a/node_modules/b/package.json': manifest('b', '2.0.0', { dependencies: { c: '1' } }),
      'app/node_modules/b/package.json': manifest('b', '1.0.0', { dependencies: { gone: '1' } }),
      'app/node_modules/c/package.json': manifest('c', '1.0.0'),
    });
    expect(found).toEqual([
      [
        'app/package.json',
        [
          '/app/node_modules/a/package.json',
          '/app/node_modules/b/package.json',
          '/app/node_modules/c/package.json',
        ],
      ],
      ['app/node_modules/a/package.json', ['/app/node_modules/a/node_modules/b/package.json']],
      ['app/node_modules/a/node_modules/b/package.json', ['/app/node_modules/c/package.json']],
      ['app/node_modules/b/package.json', []],
      ['app/node_modules/c/package.json', []],
    ]);
  });

  it('follows the links of pnpm', () => {
    const store = 'app/node_modules/.pnpm';
    const found = edges(
      {
        [`${store}/a@1.0.0/node_modules/a/package.json`]: manifest('a', '1.0.0', {
          dependencies: { b: '1' },
        }),
        [`${store}/b@1.0.0/node_modules/b/package.json`]: manifest('b', '1.0.0'),
      },
      { [`${store}/a@1.0.0/node_modules/b`]: `${store}/b@1.0.0/node_modules/b` },
    );
    expect(found[0]?.[1]).toEqual([`/${store}/b@1.0.0/node_modules/b/package.json`]);
  });

  it("finds what Debian's Node finds in its own folders", () => {
    const found = edges({
      'usr/share/nodejs/a/package.json': manifest('a', '1.0.0', { dependencies: { b: '1' } }),
      'usr/share/nodejs/b/package.json': manifest('b', '1.0.0'),
    });
    expect(found[0]?.[1]).toEqual(['/usr/share/nodejs/b/package.json']);
  });
});
