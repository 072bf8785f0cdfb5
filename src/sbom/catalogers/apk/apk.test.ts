import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree, distribution } from '../../testing/catalog-view.ts';
import { apk } from './index.ts';
import { parseInstalled } from './installed.ts';
import { distributionOfRepositories } from './repositories.ts';

const MUSL = `C:Q1p78yvTLG094tHE1+dToJGbmYzQE=
P:musl
V:1.2.4-r2
A:x86_64
S:383152
I:622592
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Timo Teräs <timo.teras@iki.fi>
t:1690443187
c:7b9c0b2ea7a6b4d3cb6b2a4c2f5d6f1b4a3e2d1c
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1QQ0jYgLqUiJbjZ8A9o2J5WnQm0w=
R:libc.musl-x86_64.so.1
a:0:0:777
Z:Q17yJ3JFNypA4mxhJJr0ou6CzsJVI=
`;
const SSL_CLIENT = `C:Q1hV8Ua1mjkJ4cnZ6yCmvE1iE8sb8=
P:ssl_client
V:1.36.1-r2
A:x86_64
L:GPL-2.0-only AND (MIT OR BSD-3-Clause)
o:busybox
D:so:libc.musl-x86_64.so.1 !bad busybox~1.36 other>=2
p:/bin/ssl cmd:ssl_client=1.36.1-r2
F:
R:top
F:tmp
M:0:0:1777
F:usr/bin
R:ssl_client`;
const ALPINE = distribution('alpine', '3.18.4');

describe('the apk cataloger', () => {
  const files = { 'lib/apk/db/installed': `${MUSL}\n${SSL_CLIENT}` };

  it('reads packages with their files and what they need', () => {
    const { found, unknowns } = catalogTree(apk, files, ALPINE);
    expect(unknowns).toEqual([]);
    const [musl, client] = found.map((one) => one.draft);
    expect(musl).toMatchObject({
      name: 'musl',
      version: '1.2.4-r2',
      type: 'apk',
      purl: 'pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=alpine-3.18.4',
      provides: ['so:libc.musl-x86_64.so.1'],
      files: ['lib/ld-musl-x86_64.so.1', 'lib/libc.musl-x86_64.so.1'],
      licenses: [{ value: 'MIT', type: 'declared', path: 'lib/apk/db/installed' }],
      homepage: 'https://musl.libc.org/',
    });
    expect(musl?.metadata).toEqual({
      package: 'musl',
      originPackage: 'musl',
      maintainer: 'Timo Teräs <timo.teras@iki.fi>',
      version: '1.2.4-r2',
      architecture: 'x86_64',
      url: 'https://musl.libc.org/',
      description: 'the musl c library (libc) implementation',
      size: 383152,
      installedSize: 622592,
      pullDependencies: [],
      provides: ['so:libc.musl-x86_64.so.1=1'],
      pullChecksum: 'Q1p78yvTLG094tHE1+dToJGbmYzQE=',
      gitCommitOfApkPort: '7b9c0b2ea7a6b4d3cb6b2a4c2f5d6f1b4a3e2d1c',
      files: [
        { path: '/lib' },
        {
          path: '/lib/ld-musl-x86_64.so.1',
          ownerUid: '0',
          ownerGid: '0',
          permissions: '755',
          digest: { algorithm: "'Q1'+base64(sha1)", value: 'Q1QQ0jYgLqUiJbjZ8A9o2J5WnQm0w=' },
        },
        {
          path: '/lib/libc.musl-x86_64.so.1',
          ownerUid: '0',
          ownerGid: '0',
          permissions: '777',
          digest: { algorithm: "'Q1'+base64(sha1)", value: 'Q17yJ3JFNypA4mxhJJr0ou6CzsJVI=' },
        },
      ],
    });
    expect(client).toMatchObject({
      purl: 'pkg:apk/alpine/ssl_client@1.36.1-r2?arch=x86_64&distro=alpine-3.18.4&upstream=busybox',
      requires: ['so:libc.musl-x86_64.so.1', 'busybox', 'other'],
      provides: ['/bin/ssl', 'cmd:ssl_client'],
      files: ['top', 'usr/bin/ssl_client'],
      licenses: [{ value: 'GPL-2.0-only AND (MIT OR BSD-3-Clause)' }],
    });
    expect(client?.metadata?.files).toContainEqual({
      path: '/tmp',
      ownerUid: '0',
      ownerGid: '0',
      permissions: '1777',
    });
  });

  it('knows the distribution by its repositories where there is no os-release', () => {
    const repositories = '# comment\n@edge https://dl-cdn.alpinelinux.org/alpine/v3.18/main\n';
    const { found } = catalogTree(apk, { ...files, 'etc/apk/repositories': repositories });
    expect(found[0]?.draft.purl).toBe('pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=alpine-3.18');
    expect(catalogTree(apk, files).found[0]?.draft.purl).toBeUndefined();
  });

  it('reads the database below usr and of a root inside of the image', () => {
    const { found } = catalogTree(
      apk,
      { 'usr/lib/apk/db/installed': MUSL, 'srv/x/lib/apk/db/installed': MUSL },
      distribution('wolfi', '20230201'),
    );
    expect(found.map((one) => one.draft.files?.[0])).toEqual([
      'lib/ld-musl-x86_64.so.1',
      'srv/x/lib/ld-musl-x86_64.so.1',
    ]);
    expect(found[0]?.draft.purl).toBe('pkg:apk/wolfi/musl@1.2.4-r2?arch=x86_64&distro=wolfi-20230201');
  });
});

describe('parseInstalled()', () => {
  const parse = (text: string): ReturnType<typeof parseInstalled> =>
    parseInstalled(catalogFile('lib/apk/db/installed', text));

  it('splits lists of licences that are no expression', () => {
    const { packages } = parse('P:a\nV:1\nL:MIT BSD custom:odd MIT\n');
    expect(packages?.[0]?.licenses?.map((l) => l.value)).toEqual(['MIT', 'BSD', 'custom:odd']);
  });

  it('reads carriage returns, odd lines and records without end', () => {
    const { packages } = parse('P:a\r\nV:1\r\n\r\n\r\nnot a field\nP:b\nV:2\nR:file without a folder\nP:c');
    expect(packages?.map((p) => `${p.name} ${p.version}`)).toEqual(['a 1', 'b 2']);
  });

  it('names records that lack a version and reads the others', () => {
    const { packages, unknowns } = parse('P:../../x\u001b[2J\n\nP:b\nV:2\n');
    expect(packages).toHaveLength(1);
    expect(unknowns).toEqual(['a record without name or version ("../../x\\u001b[2J")']);
  });

  it('reads very long lines and refuses more packages than any system has', () => {
    expect(parse(`P:a\nV:1\nD:${'x '.repeat(300_000)}\n`).packages).toHaveLength(1);
    expect(() => parse('P:a\nV:1\n\n'.repeat(100_001))).toThrow(/more than 100000 packages/);
  });
});

describe('distributionOfRepositories()', () => {
  it.each([
    ['https://dl-cdn.alpinelinux.org/alpine/v3.20/main', 'alpine', '3.20'],
    ['http://mirror/alpine/edge/testing', 'alpine', 'edge'],
    ['https://packages.wolfi.dev/os', 'wolfi', undefined],
    ['https://apk.cgr.dev/chainguard', 'chainguard', undefined],
  ])('reads %s', (line, id, versionId) => {
    expect(distributionOfRepositories(`\n${line}\n`)).toMatchObject({ id, ...(versionId && { versionId }) });
  });

  it('knows nothing of other mirrors', () => {
    expect(distributionOfRepositories('#/alpine/v3.20/main\nhttps://example.org/packages\n')).toBeUndefined();
  });
});
