import { describe, expect, it } from 'vitest';
import { formatPurl, type Purl, parsePurl } from './index.ts';

// The rules of the specification, one by one: text, the canonical text it stands for, its parts.
const RULES: readonly (readonly [rule: string, text: string, canonical: string, parts: Partial<Purl>])[] = [
  ['the scheme is taken in any case', 'PKG:npm/a@1', 'pkg:npm/a@1', { type: 'npm', name: 'a', version: '1' }],
  ['slashes after the scheme mean nothing', 'pkg://npm/a@1', 'pkg:npm/a@1', { name: 'a' }],
  ['the type is lower case', 'pkg:NPM/a', 'pkg:npm/a', { type: 'npm' }],
  ['a version may be missing', 'pkg:gem/rails', 'pkg:gem/rails', { name: 'rails' }],
  [
    'a scope of npm is a namespace, its @ encoded',
    'pkg:npm/%40angular/core@12.3.1',
    'pkg:npm/%40angular/core@12.3.1',
    { namespace: '@angular', name: 'core', version: '12.3.1' },
  ],
  [
    'a scope of npm is taken unencoded',
    'pkg:npm/@angular/core@1',
    'pkg:npm/%40angular/core@1',
    { namespace: '@angular' },
  ],
  ['the colon stands for itself', 'pkg:deb/debian/x@1%3A2', 'pkg:deb/debian/x@1:2', { version: '1:2' }],
  [
    'other characters are encoded in upper-case hex',
    'pkg:deb/debian/x@1%2b2',
    'pkg:deb/debian/x@1%2B2',
    { version: '1+2' },
  ],
  ['the tilde stands for itself', 'pkg:deb/debian/x@1%7Erc1', 'pkg:deb/debian/x@1~rc1', { version: '1~rc1' }],
  ['a blank is %20, never +', 'pkg:generic/a%20b@1', 'pkg:generic/a%20b@1', { name: 'a b' }],
  [
    'qualifiers are sorted by key',
    'pkg:rpm/fedora/curl@7?distro=f&arch=i386',
    'pkg:rpm/fedora/curl@7?arch=i386&distro=f',
    { qualifiers: { arch: 'i386', distro: 'f' } },
  ],
  [
    'keys of qualifiers are lower case',
    'pkg:rpm/fedora/curl@7?ARCH=i386',
    'pkg:rpm/fedora/curl@7?arch=i386',
    {},
  ],
  ['a qualifier without a value is not there', 'pkg:npm/a@1?x=', 'pkg:npm/a@1', {}],
  [
    'a slash in a qualifier is encoded',
    'pkg:npm/a@1?u=https://x/y',
    'pkg:npm/a@1?u=https:%2F%2Fx%2Fy',
    { qualifiers: { u: 'https://x/y' } },
  ],
  [
    'a subpath has no empty, dot or dot-dot segments',
    'pkg:golang/g.o/x/y@v1#/a/./b/../c/',
    'pkg:golang/g.o/x/y@v1#a/b/c',
    { subpath: 'a/b/c' },
  ],
  [
    'empty segments of a namespace mean nothing',
    'pkg:golang/g.o//x@v1',
    'pkg:golang/g.o/x@v1',
    { namespace: 'g.o', name: 'x' },
  ],
  ['a slash at the end means nothing', 'pkg:npm/a/', 'pkg:npm/a', { name: 'a' }],
  ['names of deb are lower case', 'pkg:deb/Debian/Curl@1', 'pkg:deb/debian/curl@1', { namespace: 'debian' }],
  [
    'names of pypi are lower case with dashes',
    'pkg:pypi/Typing_Extensions@4',
    'pkg:pypi/typing-extensions@4',
    {},
  ],
  [
    'names and owners on github are lower case',
    'pkg:github/Package-URL/Purl-Spec@1',
    'pkg:github/package-url/purl-spec@1',
    {},
  ],
  ['names on bitbucket are lower case', 'pkg:bitbucket/Birk/Py@1', 'pkg:bitbucket/birk/py@1', {}],
  [
    'names of composer are lower case',
    'pkg:composer/Laravel/Laravel@5',
    'pkg:composer/laravel/laravel@5',
    {},
  ],
  ['names of hex are lower case', 'pkg:hex/Jason@1', 'pkg:hex/jason@1', {}],
  ['names of pub are lower case with underscores', 'pkg:pub/Characters-X@1', 'pkg:pub/characters_x@1', {}],
  [
    'namespaces of rpm are lower case, names keep theirs',
    'pkg:rpm/Fedora/Curl@1',
    'pkg:rpm/fedora/Curl@1',
    {},
  ],
  [
    'names of nuget keep their case',
    'pkg:nuget/EnterpriseLibrary.Common@6',
    'pkg:nuget/EnterpriseLibrary.Common@6',
    {},
  ],
  ['names of maven keep their case', 'pkg:maven/org.Apache/A@1', 'pkg:maven/org.Apache/A@1', {}],
  ['old names of npm keep their case', 'pkg:npm/JSONStream@1', 'pkg:npm/JSONStream@1', {}],
  [
    'a digest is a version',
    'pkg:oci/debian@sha256%3Aab?tag=latest',
    'pkg:oci/debian@sha256:ab?tag=latest',
    { version: 'sha256:ab' },
  ],
  [
    'names of mlflow are lower case only on databricks',
    'pkg:mlflow/CreditFraud@3?repository_url=https://adb.azuredatabricks.net/api',
    'pkg:mlflow/creditfraud@3?repository_url=https:%2F%2Fadb.azuredatabricks.net%2Fapi',
    {},
  ],
];

describe('parsePurl() and formatPurl()', () => {
  it.each(RULES)('%s', (_rule, text, canonical, parts) => {
    const parsed = parsePurl(text);
    expect(parsed).toMatchObject(parts);
    expect(formatPurl(parsed)).toBe(canonical);
    expect(parsePurl(canonical)).toEqual(parsed);
  });

  it.each([
    ['no scheme', 'npm/a@1'],
    ['another scheme', 'http://npm/a'],
    ['no type', 'pkg:a'],
    ['a type that begins with a digit', 'pkg:3npm/a'],
    ['a type with characters that are none of it', 'pkg:n_pm/a'],
    ['no name', 'pkg:npm/'],
    ['only a version', 'pkg:npm/@1.0'],
    ['a key with a blank', 'pkg:npm/a@1?in%20production=true'],
    ['a key twice', 'pkg:npm/a@1?x=1&X=2'],
    ['a broken escape', 'pkg:npm/a%zz'],
    ['an encoded slash in a namespace', 'pkg:golang/a%2Fb/c@v1'],
    ['more than 8 KiB', `pkg:npm/${'a'.repeat(9000)}`],
  ])('parsePurl() refuses %s', (_why, text) => {
    expect(() => parsePurl(text)).toThrow(/parse purl/);
  });

  it('formatPurl() refuses what has no type, no name or no valid key', () => {
    expect(() => formatPurl({ type: '', name: 'a' })).toThrow(/type is missing/);
    expect(() => formatPurl({ type: 'npm', name: '' })).toThrow(/name is missing/);
    expect(() => formatPurl({ type: 'npm', name: 'a', qualifiers: { 'x y': '1' } })).toThrow(/no key/);
  });
});
