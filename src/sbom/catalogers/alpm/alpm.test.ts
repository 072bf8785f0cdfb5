import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree, distribution } from '../../testing/catalog-view.ts';
import { alpm } from './index.ts';
import { parseMtree } from './mtree.ts';

const FOLDER = 'var/lib/pacman/local/zlib-1:1.3.1-1';
const DESC = `%NAME%
zlib

%VERSION%
1:1.3.1-1

%BASE%
zlib-ng

%DESC%
Compression library implementing the deflate compression method found in gzip and PKZIP

%URL%
https://www.zlib.net/

%ARCH%
x86_64

%PACKAGER%
Levente Polyak <anthraxx@archlinux.org>

%SIZE%
365568

%REASON%
1

%LICENSE%
custom:zlib
MIT

%VALIDATION%
pgp

%DEPENDS%
glibc
sh>=5

%PROVIDES%
libz.so=1-64
minizip
`;
const FILES = `%FILES%
usr/
usr/include/
usr/include/zlib.h
usr/lib/libz.so

%BACKUP%
etc/zlib.conf\t8ff3819553818db46d80bf18e7bd5366
`;
const MTREE = `#mtree
/set type=file uid=0 gid=0 mode=644
./.BUILDINFO time=1706000000.0 size=10 md5digest=aaaa sha256digest=bbbb
/set mode=755
./usr time=1706000000.0 type=dir
./usr/include/zlib.h time=1706000000.0 mode=644 size=96829 md5digest=0f5a sha256digest=8a55
./usr/lib/libz.so time=1706000000.0 mode=777 type=link link=libz.so.1.3.1
./usr/a\\040b\\303\\274 time=nothing uid=5
`;
const ARCH = { ...distribution('arch'), buildId: 'rolling' };

describe('the alpm cataloger', () => {
  it('reads a package of a folder of records', () => {
    const { found, unknowns } = catalogTree(
      alpm,
      { [`${FOLDER}/desc`]: DESC, [`${FOLDER}/files`]: FILES, [`${FOLDER}/mtree`]: gzipSync(MTREE) },
      ARCH,
    );
    expect(unknowns).toEqual([]);
    expect(found).toHaveLength(1);
    expect(found[0]?.draft).toMatchObject({
      name: 'zlib',
      version: '1:1.3.1-1',
      type: 'alpm',
      purl: 'pkg:alpm/arch/zlib@1:1.3.1-1?arch=x86_64&distro=arch-rolling&upstream=zlib-ng',
      requires: ['glibc', 'sh'],
      provides: ['libz.so', 'minizip'],
      scope: 'var/lib/pacman/local',
      files: ['usr/include/zlib.h', 'usr/lib/libz.so'],
      supporting: [`${FOLDER}/files`, `${FOLDER}/mtree`],
      licenses: [{ value: 'custom:zlib' }, { value: 'MIT' }],
    });
    expect(found[0]?.draft.metadata).toEqual({
      basepackage: 'zlib-ng',
      package: 'zlib',
      version: '1:1.3.1-1',
      description: 'Compression library implementing the deflate compression method found in gzip and PKZIP',
      architecture: 'x86_64',
      size: 365568,
      packager: 'Levente Polyak <anthraxx@archlinux.org>',
      url: 'https://www.zlib.net/',
      validation: 'pgp',
      reason: 1,
      files: [
        { path: '/usr', time: '2024-01-23T08:53:20Z', type: 'dir' },
        {
          path: '/usr/include/zlib.h',
          time: '2024-01-23T08:53:20Z',
          size: '96829',
          digest: [
            { algorithm: 'md5', value: '0f5a' },
            { algorithm: 'sha256', value: '8a55' },
          ],
        },
        { path: '/usr/lib/libz.so', time: '2024-01-23T08:53:20Z', type: 'link', link: 'libz.so.1.3.1' },
        { path: '/usr/a bü', uid: '5' },
      ],
      backup: [
        { path: '/etc/zlib.conf', digest: [{ algorithm: 'md5', value: '8ff3819553818db46d80bf18e7bd5366' }] },
      ],
      provides: ['libz.so=1-64', 'minizip'],
      depends: ['glibc', 'sh>=5'],
    });
  });

  it('reads a package without lists, and one with only an mtree', () => {
    const { found } = catalogTree(alpm, {
      'var/lib/pacman/local/a-1-1/desc': '%NAME%\na\n\n%VERSION%\n1-1',
      'x/var/lib/pacman/local/b-1-1/desc': '%NAME%\nb\n\n%VERSION%\n1-1',
      'x/var/lib/pacman/local/b-1-1/mtree': MTREE,
    });
    expect(found.map((one) => one.draft.files)).toEqual([
      [],
      ['x/usr/include/zlib.h', 'x/usr/lib/libz.so', 'x/usr/a bü'],
    ]);
    expect(found[0]?.draft.purl).toBeUndefined();
  });

  it('refuses records without a name', () => {
    expect(() => alpm.parse?.(catalogFile('var/lib/pacman/local/a/desc', '%VERSION%\n1\n'))).toThrow(
      /no name or no version/,
    );
  });
});

describe('parseMtree()', () => {
  it('refuses gzip that is damaged or unpacks without end', () => {
    expect(() => parseMtree(gzipSync(MTREE).subarray(0, 40))).toThrow(/gzip is damaged/);
    expect(() => parseMtree(gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1)))).toThrow(/unpacks to more than/);
  });

  it('refuses more files than any package has', () => {
    expect(() => parseMtree(Buffer.from('./a\n'.repeat(500_001)))).toThrow(/more than 500000 files/);
  });

  it('passes over what is no mtree', () => {
    expect(parseMtree(Buffer.from('a\n\n./\n/set\n'))).toEqual([{ path: '/' }]);
  });
});
