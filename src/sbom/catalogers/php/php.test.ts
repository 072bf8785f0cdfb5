import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { php } from './index.ts';
import { parseSerialized } from './serialized.ts';

const LOG = {
  name: 'acme/log',
  version: '2.1.0',
  dist: { type: 'zip', url: 'https://x.org/log.zip', reference: '9e28', shasum: '' },
  require: { 'acme/psr': '^1', php: '>=7' },
  type: 'library',
  license: ['MIT'],
  authors: [{ name: 'A', email: 'a@x.org' }],
  description: 'logs',
  'install-path': '../acme/log',
};
const PSR = {
  name: 'acme/psr',
  version: 'v1.3.0',
  license: 'BSD-3-Clause',
  provide: { 'psr/log-implementation': '1' },
};
const TEST = { name: 'Acme/Test', version: 'dev-main' };
const tree = (files: Record<string, unknown>) =>
  catalogTree(
    php,
    Object.fromEntries(
      Object.entries(files).map(([path, value]) => [
        path,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );
const drafts = (files: Record<string, unknown>) => tree(files).found.map(({ draft }) => draft);

describe('the php cataloger', () => {
  it('reads composer.lock, development marked', () => {
    const [log, psr, test] = drafts({
      'composer.lock': { packages: [LOG, PSR], 'packages-dev': [TEST, {}, 7] },
    });
    expect(log).toMatchObject({
      type: 'php-composer',
      language: 'php',
      evidence: 'declared',
      purl: 'pkg:composer/acme/log@2.1.0',
      requires: ['acme/psr', 'php'],
      licenses: [{ value: 'MIT', type: 'declared' }],
      metadataType: 'php-composer-lock-entry',
    });
    expect(log?.metadata).toEqual({
      name: 'acme/log',
      version: '2.1.0',
      source: { type: '', url: '', reference: '' },
      dist: { type: 'zip', url: 'https://x.org/log.zip', reference: '9e28' },
      require: { 'acme/psr': '^1', php: '>=7' },
      license: ['MIT'],
      type: 'library',
      authors: [{ name: 'A', email: 'a@x.org' }],
      description: 'logs',
    });
    expect(psr).toMatchObject({ version: 'v1.3.0', provides: ['psr/log-implementation'] });
    expect(test).toMatchObject({
      name: 'Acme/Test',
      purl: 'pkg:composer/acme/test@dev-main',
      metadata: { dev: true },
    });
  });

  it('reads installed.json of Composer 1 and 2', () => {
    for (const content of [
      [LOG, TEST],
      { packages: [LOG, TEST], dev: true, 'dev-package-names': ['Acme/Test'] },
    ]) {
      const [log, test] = drafts({ 'srv/vendor/composer/installed.json': content });
      expect(log).toMatchObject({ evidence: 'installed', metadataType: 'php-composer-installed-entry' });
      expect(test?.metadata?.dev).toBe(Array.isArray(content) ? undefined : true);
    }
  });

  it('finds no packages in other files of that name, and says what is cut off', () => {
    expect(drafts({ 'a/installed.json': { plugins: [] } })).toEqual([]);
    expect(drafts({ 'a/installed.json': [{ name: 'x/', version: '1' }, 7] })).toEqual([]);
    expect(() => tree({ 'composer.lock': '{' })).toThrow(/not valid JSON/);
    expect(php.parse?.(catalogFile('composer.lock', '{}', 1)).unknowns).toHaveLength(1);
    const many = { packages: Array.from({ length: 100_001 }, () => ({})) };
    expect(() => tree({ 'composer.lock': many })).toThrow(/more than 100000 packages/);
  });

  it('reads the registry of PEAR and PECL', () => {
    const pear =
      'a:5:{s:4:"name";s:8:"XML_Util";s:7:"channel";s:12:"pear.php.net";s:7:"summary";s:11:"XML utility";s:7:"version";a:2:{s:7:"release";s:5:"1.4.5";s:3:"api";s:5:"1.4.0";}s:7:"license";a:2:{s:7:"attribs";a:1:{s:3:"uri";s:9:"https://x";}s:8:"_content";s:11:"BSD License";}}';
    const pecl =
      'a:4:{s:4:"name";s:5:"redis";s:7:"channel";s:12:"pecl.php.net";s:7:"version";a:1:{s:7:"release";s:5:"6.0.2";}s:7:"license";s:3:"PHP";}';
    const found = drafts({
      'usr/share/php/.registry/xml_util.reg': pear,
      'usr/local/lib/php/.registry/.channel.pecl.php.net/redis.reg': pecl,
    });
    expect(found).toMatchObject([
      {
        name: 'XML_Util',
        version: '1.4.5',
        type: 'php-pear',
        purl: 'pkg:pear/pear.php.net/XML_Util@1.4.5',
        licenses: [{ value: 'BSD License' }],
        description: 'XML utility',
        metadataType: 'php-pear-entry',
        metadata: { name: 'XML_Util', channel: 'pear.php.net', version: '1.4.5', license: ['BSD License'] },
      },
      { name: 'redis', version: '6.0.2', type: 'php-pecl', metadataType: 'php-pecl-entry' },
    ]);
    expect(tree({ 'usr/share/php/.registry/a.reg': 'a:0:{}' }).unknowns).toHaveLength(1);
  });
});

describe('parseSerialized()', () => {
  const parse = (text: string) => parseSerialized(Buffer.from(text), 'x.reg');

  it('reads every kind of value, lengths in bytes', () => {
    expect(parse('s:4:"é\n;";')).toBe('é\n;');
    expect(parse('a:4:{i:0;N;i:1;b:1;s:1:"d";d:0.5;i:-3;R:1;}')).toEqual(
      new Map<string, unknown>([
        ['0', null],
        ['1', true],
        ['d', 0.5],
        ['-3', null],
      ]),
    );
    expect(parse('O:8:"stdClass":1:{s:1:"a";i:7;}')).toEqual(new Map([['a', 7]]));
  });

  it.each([
    '',
    'x',
    's:5:"ab";',
    's:-1:"";',
    's:99999999999:"a";',
    'a:1:{',
    'a:1:{N;N;}',
    'a:2:{i:0;i:0;}',
    'i:1',
  ])('refuses %j', (text) => expect(() => parse(text)).toThrow(/not what PHP serialises/));

  it('stops at values nested too deep and at too many', () => {
    expect(() => parse('a:1:{i:0;'.repeat(100))).toThrow(/too deep or too many/);
    expect(() => parse(`a:600000:{${'i:0;N;'.repeat(600_000)}}`)).toThrow(/too deep or too many/);
  });
});
