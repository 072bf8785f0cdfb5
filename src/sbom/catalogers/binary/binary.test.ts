import { describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { binary } from './index.ts';
import { SignatureScan } from './scan.ts';
import { REACH } from './signature.ts';
import { SIGNATURES } from './signatures.data.ts';

const ELF = Buffer.from('\x7fELF\x02\x01\x01'.padEnd(64, '\0'), 'latin1');

function catalog(path: string, content: string | Buffer, chunk = 65_536, magic = ELF): ParsedFile {
  const bytes = Buffer.concat([
    magic,
    typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
  ]);
  const parser = binary.stream?.({ path, type: 'file', size: bytes.length } as LayerEntry);
  if (!parser) return {};
  for (let at = 0; at < bytes.length; at += chunk) parser.write(bytes.subarray(at, at + chunk));
  return parser.finish();
}

function names(parsed: ParsedFile): string[] {
  return (parsed.packages ?? []).map((p) => `${p.name}@${p.version}`);
}

// As the products' own programs hold it.
const SEEN: readonly (readonly [path: string, content: string, found: string])[] = [
  ['usr/bin/python3.11', 'PYTHONHOME\x00pymalloc_debug\x003.11.2\x00strict\x00', 'python@3.11.2'],
  [
    'usr/local/lib/libpython3.12.so.1.0',
    '\x00/tmp/Python-3.12.0rc1\x00./Modules\x00 PYTHONHOME =',
    'python@3.12.0rc1',
  ],
  ['opt/python', '\x002.7.18+\x00 PYTHONHOME', 'python@2.7.18+'],
  ['usr/lib/libpypy3.9-c.so', '[PyPy 7.3.11 with GCC', 'pypy@7.3.11'],
  ['usr/local/go/bin/go', 'go1.26.8\xd6\x01xxxxxxxxxxxxxxxxpath\tcmd/go\nbuild', 'go@1.26.8'],
  ['usr/bin/node', '/json\x00node.js/v20.20.2\x00(delegate_)', 'node@20.20.2'],
  ['usr/bin/nodejs', '\x00node v0.10.48\x00', 'node@0.10.48'],
  ['usr/bin/deno', 'Deno/2.1.4 ', 'deno@2.1.4'],
  ['usr/bin/perl', 'PERL5LIB\x00/usr/local/share/perl/5.36.0\x00', 'perl@5.36.0'],
  ['usr/bin/php8.2', '%s,%s\x00X-Powered-By: PHP/8.2.36\x00', 'php-cli@8.2.36'],
  ['usr/sbin/php-fpm8.2', '\x00X-Powered-By: PHP/8.2.36\x00', 'php-fpm@8.2.36'],
  ['usr/lib/apache2/libphp8.2.so', '\x00X-Powered-By: PHP/8.3.0RC1\x00', 'libphp@8.3.0RC1'],
  ['usr/bin/ruby', 'ruby 3.1.2p20 (2022-04-12 revision', 'ruby@3.1.2p20'],
  ['lib/libstd-0123456789abcdef.so', 'clang LLVM (rustc version 1.95.0 (59807616e 2026', 'rust@1.95.0'],
  ['erts/bin/beam.smp', '-threads:%d]\x00/usr/src/otp_src_25.3.2.6/erts/', 'erlang@25.3.2.6'],
  ['usr/bin/ghc-9.0.2', '\x00GHC 9.0.2\x00', 'haskell/ghc@9.0.2'],
  ['jre/bin/java', '\x00openjdk\x00java\x000.0\x0011.0.17+8-LTS\x00', 'openjdk@11.0.17+8-LTS'],
  ['opt/zulu11/bin/java', '\x00openjdk\x00java\x000.0\x0011.0.17+8-LTS\x00', 'zulu@11.0.17+8-LTS'],
  ['opt/jdk/bin/java', '\x00java\x001.8\x001.8.0_451-b10\x00', 'jre@1.8.0_451-b10'],
  ['usr/bin/redis-check-rdb', 'err\x007.0.15\x00c11-builtin\x00', 'redis@7.0.15'],
  ['usr/bin/redis-server', '=\x004.0.11841ce7054bd9-1542359302000000000\x00', 'redis@4.0.11'],
  ['usr/bin/valkey-server', 'Valkey\x008.1.0\x00c11-builtin\x00', 'valkey@8.1.0'],
  ['usr/sbin/haproxy', ' version 2.6.12-1+deb12u4, released 2026', 'haproxy@2.6.12'],
  ['usr/sbin/apache2', '\x00Apache/2.4.71 (Debian)', 'httpd@2.4.71'],
  ['usr/sbin/nginx', '\x00nginx version: nginx/1.22.1\x00', 'nginx@1.22.1'],
  ['usr/sbin/lighttpd', '\x00lighttpd/1.4.69\x00', 'lighttpd@1.4.69'],
  ['usr/sbin/proftpd', '\x00ProFTPD Version 1.3.8\x00', 'proftpd@1.3.8'],
  ['usr/bin/memcached', 'listen\x00memcached 1.6.18\x00', 'memcached@1.6.18'],
  ['usr/bin/traefik', '\x00v2.9.6\x00 github.com/traefik/traefik/v2/cmd', 'traefik@2.9.6'],
  ['usr/bin/consul', 'github.com/hashicorp/consul/agent GitDescribe=1.12.9"', 'consul@1.12.9'],
  ['usr/bin/helm', 'helm.sh/helm/v3 version.version=v3.14.0', 'helm@3.14.0'],
  ['usr/lib/postgresql/15/bin/postgres', 'postgres (PostgreSQL) 15.20 (Debian', 'postgresql@15.20'],
  ['usr/bin/mariadb', '\x0010.11.19-MariaDB\x00 \x0010.11.19\x00mysql_native', 'mariadb@10.11.19'],
  ['usr/bin/mysql', 'shutdown\x008.0.37\x00\x00\x00mysql_real_escape', 'mysql@8.0.37'],
  ['usr/bin/mysql', '/src/percona-server-8.0.35-27/ \x008.0.35\x00mysql', 'percona-server@8.0.35'],
  ['usr/bin/mongod', '\x007.0.28\x00heap_size', 'mongodb@7.0.28'],
  ['bin/busybox', '\x00BusyBox v1.35.0 (Debian', 'busybox@1.35.0'],
  ['usr/bin/getopt', '\x00util-linux 2.38.1\x00', 'util-linux@2.38.1'],
  ['bin/bash', '@(#)Bash version 5.2.15(1) release GNU', 'bash@5.2.15'],
  ['usr/bin/openssl', '\x00OpenSSL 1.1.1w  11 Sep 2023\x00', 'openssl@1.1.1w'],
  ['usr/lib/libcrypto.so.3', '\x00OpenSSL 3.0.22 25 Aug 2026\x00', 'openssl@3.0.22'],
  ['usr/bin/openssl', '\x00OpenSSL 1.1.1 (compatible; AWS-LC 1.69.0)\x00', 'aws-lc@1.69.0'],
  ['usr/bin/ldapsearch', '@(#) $OpenLDAP: ldapsearch 2.5.13+dfsg-5', 'openldap@2.5.13'],
  ['usr/lib/libkrb5.so.3.3', 'KRB5_BRAND: krb5-1.20.1-final 1.20.1', 'krb5@1.20.1'],
  ['usr/lib/libQt5Core.so.5.15.8', '\x00Qt 5.15.8 (x86_64-little', 'qtbase@5.15.8'],
  ['usr/bin/x86_64-linux-gnu-gcc-12', '\x0012.2.0\x00(Debian 12.2.0-14) \x00gcc version', 'gcc@12.2.0'],
  ['usr/bin/curl', 'curl/7.88.1\x00', 'curl@7.88.1'],
  ['usr/lib/libcurl.so.4.8.0', '\x00libcurl/7.88.1\x00', 'libcurl@7.88.1'],
  ['usr/bin/zstd', '\x00v1.5.4\x00Zstandard CLI\x00', 'zstd@1.5.4'],
  ['usr/bin/xz', '\x00xz (XZ Utils) 5.4.1\x00', 'xz@5.4.1'],
  ['bin/gzip', '<bug-gzip@gnu.org>.\n\x001.12\x00', 'gzip@1.12'],
  ['usr/bin/jq', '\x001.6\x00jq: error (at', 'jq@1.6'],
  ['usr/lib/chromium/chromium', '\x00127.0.6533.119\x00Default', 'chrome@127.0.6533.119'],
  ['usr/bin/ffmpeg', '%s version 5.1.9-0+deb12u1 Copyright', 'ffmpeg@5.1.9'],
  ['usr/bin/fluent-bit', '\x003.0.2\x00%sFluent Bit', 'fluent-bit@3.0.2'],
];

describe('binary', () => {
  it.each(SEEN)('knows %s', (path, content, expected) => {
    expect(names(catalog(path, content))).toEqual([expected]);
  });

  it('reads scripts and archives where the table says so', () => {
    const script = Buffer.from('#!/usr/bin/env php\n');
    const composer = "'name' => 'composer/composer', 'pretty_version' => '2.5.1'";
    expect(names(catalog('usr/bin/composer', composer, 65_536, script))).toEqual(['composer@2.5.1']);
    expect(names(catalog('usr/bin/node', 'node.js/v20.20.2', 65_536, script))).toEqual([]);
  });

  it('writes a component as consumers of binary signatures know it', () => {
    const { packages } = catalog('opt/jdk/bin/java', '\x00openjdk\x00java\x001.8\x001.8.0_352-b08\x00');
    expect(packages?.[0]).toEqual({
      name: 'openjdk',
      version: '1.8.0_352-b08',
      type: 'binary',
      evidence: 'embedded',
      purl: 'pkg:generic/oracle/openjdk@1.8.0_352-b08',
      cpes: ['cpe:2.3:a:oracle:openjdk:1.8.0:update352:*:*:*:*:*:*'],
      metadataType: 'binary-signature',
      metadata: { matches: [{ classifier: 'java-binary-openjdk' }] },
    });
    expect(
      catalog('usr/sbin/nginx', 'nginx version: openresty/1.21.4.1').packages?.map((p) => p.purl),
    ).toEqual(['pkg:generic/nginx@1.21.4', 'pkg:generic/openresty@1.21.4.1']);
  });

  it('does not take a relative, a mention or a stray number for the product', () => {
    for (const [path, content] of [
      ['bin/gzip', '\x001.12\x00 some other gzip'], // as in BusyBox
      ['bin/jq', '\x001.6\x00'],
      ['usr/bin/redis-server', 'Valkey\x008.1.0\x00c11-builtin\x00'],
      ['usr/bin/traefik', '\x00v2.9.6\x00'],
      ['usr/lib/libssl.so', 'compiled against OpenSSL 3.0.0'],
      ['usr/lib/libcrypto.so', 'LibreSSL OpenSSL 2.0.0 25 Aug 2015'],
      ['usr/bin/python3.11', '\x003.10.2\x00 PYTHONHOME'],
      ['usr/bin/node-gyp', 'node.js/v20.20.2'],
    ] as const)
      expect([path, names(catalog(path, content))]).toEqual([path, []]);
  });

  it('finds a banner wherever chunks are cut', () => {
    const content = `${'x'.repeat(200)}\x00node.js/v20.20.2\x00${'y'.repeat(200)}`;
    for (const chunk of [1, 7, 64, 211, 213, 219])
      expect(names(catalog('usr/bin/node', content, chunk, Buffer.concat([ELF, Buffer.alloc(64)])))).toEqual([
        'node@20.20.2',
      ]);
  });

  it('is not slowed down by a file made for it', () => {
    const bait = SIGNATURES.flatMap((s) =>
      s.banners.map((b) => b.source.replace(/\\x00/g, '\0').replace(/[\\(?].*$/s, '')),
    );
    const filler = Buffer.from(
      [...bait, '\x001.1.1', '\x00\x00\x00', '1.1.1.1', '\x00OpenSSL 3.0'].join('').repeat(400),
      'latin1',
    );
    const scan = new SignatureScan(SIGNATURES, 'python3.11');
    const start = performance.now();
    for (let i = 0; i < 4; i++) scan.write(filler);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('has no pattern that reaches further than a chunk overlaps', () => {
    for (const { class: name, banners, fallbacks = [] } of SIGNATURES)
      for (const { source } of [...banners, ...fallbacks]) {
        const most = [...source.matchAll(/\{\d+,(\d+)\}/g)].reduce((n, m) => n + Number(m[1]), source.length);
        expect([name, most < REACH]).toEqual([name, true]);
        expect([name, /\.\*|\]\*|\.\+(?!\))/.test(source)]).toEqual([name, false]);
      }
  });
});

describe('completeBinaries()', () => {
  const view = (facts: Record<string, unknown>, links: Record<string, string> = {}): CatalogView =>
    ({
      allFacts: () => Object.entries(facts),
      list: () => ['x86_64-linux-gnu'],
      resolve: (path: string) => links[path],
    }) as unknown as CatalogView;
  const found = (path: string, content: string): FoundPackage[] =>
    (catalog(path, content).packages ?? []).map((draft) => ({ draft, path, layer: 1 }));

  it('lets a program borrow the version of the library it names', () => {
    const program = catalog('opt/py/bin/python3.11', 'Py_BytesMain\x00libpython3.11.so.1.0\x00');
    expect(program).toMatchObject({
      packages: [],
      facts: [{ class: 'python-binary', library: 'libpython3.11.so.1.0' }],
    });
    const libraries = ['usr/lib', 'opt/py/lib'].flatMap((folder, i) =>
      found(`${folder}/libpython3.11.so.1.0`, `PYTHONHOME\x003.11.${i}\x00`),
    );
    const done = binary.complete?.(libraries, view({ 'opt/py/bin/python3.11': program.facts }));
    expect(done?.map((f) => [f.path, f.draft.version, f.draft.supporting])).toEqual([
      ['usr/lib/libpython3.11.so.1.0', '3.11.0', undefined],
      ['opt/py/bin/python3.11', '3.11.1', ['opt/py/lib/libpython3.11.so.1.0']],
    ]);
    expect(done?.[1]?.draft.metadata).toEqual({
      matches: [
        {
          classifier: 'python-binary',
          location: {
            path: '/opt/py/bin/python3.11',
            accessPath: '/opt/py/bin/python3.11',
            annotations: { evidence: 'primary' },
          },
        },
      ],
    });
  });

  it('follows a link to the library', () => {
    const library = 'usr/lib/x86_64-linux-gnu/libruby-3.1.so.3.1';
    const done = binary.complete?.(
      found(`${library}.2`, 'ruby 3.1.2p20 (2022'),
      view(
        { 'usr/bin/ruby3.1': [{ class: 'ruby-binary', library: 'libruby-3.1.so.3.1' }] },
        { [library]: `${library}.2` },
      ),
    );
    expect(done?.map((f) => `${f.path} ${f.draft.version}`)).toEqual(['usr/bin/ruby3.1 3.1.2p20']);
  });

  it('gives nothing where the library is not there', () => {
    expect(
      binary.complete?.([], view({ 'usr/bin/python3': [{ class: 'python-binary', library: 'x.so' }] })),
    ).toEqual([]);
  });
});
