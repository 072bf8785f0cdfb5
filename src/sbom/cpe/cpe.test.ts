import { describe, expect, test } from 'vitest';
import { formatCpe } from './format.ts';
import { type CpePackage, generateCpes, needsCpes } from './index.ts';

// NISTIR 7695, 6.2.2: seven attributes behind the version; in each value only these stand without a backslash.
const WELL_FORMED = /^cpe:2\.3:a(?::(?:\*|(?:[a-z0-9._-]|\\[!-/:-@[-`{-~])+)){3}(?::\*){7}$/;

function pkg(type: CpePackage['type'], name: string, more: Partial<CpePackage> = {}): CpePackage {
  return { type, name, version: '1.2.3', ...more };
}

const short = (cpe: string): string => cpe.split(':').slice(3, 5).join(':');

describe('formatCpe()', () => {
  test.each([
    ['redis', 'redis', '7.0.1', 'cpe:2.3:a:redis:redis:7.0.1:*:*:*:*:*:*:*'],
    ['Node.js', 'a b', '1.0+x~y:2', 'cpe:2.3:a:node.js:a_b:1.0\\+x\\~y\\:2:*:*:*:*:*:*:*'],
    ['c++', '*', '', 'cpe:2.3:a:c\\+\\+:\\*:*:*:*:*:*:*:*:*'],
    ['-', '?\\', '1', 'cpe:2.3:a:\\-:\\?\\\\:1:*:*:*:*:*:*:*'],
  ])('writes %j %j %j', (vendor, product, version, expected) => {
    expect(formatCpe(vendor, product, version)).toBe(expected);
    expect(expected).toMatch(WELL_FORMED);
  });

  test.each([
    ['', 'a', '1'],
    ['a', ' ', '1'],
    ['a', 'b\u0000', '1'],
    ['a', 'b\n', '1\n2'],
    ['ä', 'b', '1'],
    ['a', 'x'.repeat(257), '1'],
  ])('writes nothing of %j %j %j', (vendor, product, version) => {
    expect(formatCpe(vendor, product, version)).toBeUndefined();
  });
});

describe('generateCpes()', () => {
  test.each([
    [pkg('binary', 'redis'), 'redis:redis'],
    [pkg('apk', 'py3-jinja2-dev'), 'jinja2:jinja2'],
    [pkg('apk', 'libcrypto3', { metadata: { originPackage: 'openssl' } }), 'openssl:openssl'],
    [pkg('npm', '@angular/core'), 'angular:core'],
    [pkg('npm', 'lodash'), 'lodash:lodash'],
    [pkg('python', 'python-jose'), 'python-jose_project:python-jose'],
    [pkg('python', 'Django'), 'python:django'],
    [pkg('go-module', 'github.com/hashicorp/vault/v2'), 'hashicorp:vault'],
    [pkg('go-module', 'golang.org/x/crypto'), 'golang:crypto'],
    [pkg('go-module', 'stdlib'), 'golang:stdlib'],
    [
      pkg('java-archive', 'log4j-core', {
        metadata: { pomProperties: { groupId: 'org.apache.logging.log4j' } },
      }),
      'apache:log4j',
    ],
    [
      pkg('java-archive', 'spring-core', { purl: 'pkg:maven/org.springframework/spring-core@1' }),
      'springframework:spring-core',
    ],
    [pkg('php-composer', 'symfony/http-kernel'), 'symfony:http-kernel'],
    [pkg('gem', 'rails'), 'rubyonrails:rails'],
    [pkg('deb', 'libssl3', { metadata: { source: 'openssl' } }), 'openssl:openssl'],
    [pkg('UnknownPackage', 'thing', { purl: 'not a purl' }), 'thing:thing'],
  ])('names %j as %s', (one, expected) => {
    const cpes = generateCpes(one);
    expect(cpes.map(short)).toContain(expected);
    expect(cpes).toEqual([...new Set(cpes)].sort());
    for (const cpe of cpes) expect(cpe).toMatch(WELL_FORMED);
  });

  test('writes both spellings of hyphens', () => {
    expect(generateCpes(pkg('npm', 'a-b')).map(short)).toEqual(
      expect.arrayContaining(['a-b:a-b', 'a_b:a_b']),
    );
  });

  test.each([
    '',
    '/',
    '@',
    '@/',
    '../../x',
    '\u001b[31m',
    'a'.repeat(100_000),
    '-'.repeat(50),
    ':'.repeat(50),
  ])('stays well formed and small for the name %#', (name) => {
    for (const type of [
      'binary',
      'npm',
      'python',
      'go-module',
      'java-archive',
      'apk',
      'php-composer',
    ] as const) {
      const cpes = generateCpes(pkg(type, name));
      expect(cpes.length).toBeLessThanOrEqual(32);
      for (const cpe of cpes) expect(cpe).toMatch(WELL_FORMED);
    }
  });
});

test('needsCpes() is true of what nothing better names', () => {
  expect(['binary', 'apk', 'UnknownPackage'].every((type) => needsCpes(type as CpePackage['type']))).toBe(
    true,
  );
  expect(
    ['npm', 'deb', 'rpm', 'python', 'java-archive'].some((t) => needsCpes(t as CpePackage['type'])),
  ).toBe(false);
});
