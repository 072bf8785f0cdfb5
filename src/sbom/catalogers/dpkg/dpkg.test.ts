import { describe, expect, it } from 'vitest';
import type { PackageDraft } from '../../model.ts';
import { catalogFile, catalogTree, distribution } from '../../testing/catalog-view.ts';
import { dpkg } from './index.ts';
import { parseStatus } from './status.ts';

const BOOKWORM = distribution('debian', '12');

const LIBGCC = `Package: libgcc-s1
Protected: yes
Status: install ok installed
Priority: optional
Section: libs
Installed-Size: 140
Maintainer: Debian GCC Maintainers <debian-gcc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Source: gcc-12
Version: 12.2.0-14+deb12u1
Replaces: libgcc1 (<< 1:10)
Provides: libgcc1 (= 1:12.2.0-14+deb12u1)
Depends: gcc-12-base (= 12.2.0-14+deb12u1), libc6 (>= 2.35)
Description: GCC support library
 Shared version of the support library, a library of internal subroutines
 that GCC uses to overcome shortcomings of particular machines, or
 special needs for some languages.
Homepage: http://gcc.gnu.org/
Important: yes
`;
const GCC_BASE = `Package: gcc-12-base
Status: install ok installed
Architecture: amd64
Source: gcc-12
Version: 12.2.0-14+deb12u1
`;
const BASH = `Package: bash
Essential: yes
Status: install ok installed
Installed-Size: 7163
Maintainer: Matthias Klose <doko@debian.org>
Architecture: amd64
Source: bash (5.2.15-2)
Version: 5.2.15-2+b13
Pre-Depends: libc6 (>= 2.36), libtinfo6 (>= 6)
Conffiles:
 /etc/bash.bashrc 89269e1298235f1b12b4c16e4065ad0d
 /etc/skel/.bashrc 1f98b8f3f3c8f8927eca945d59dcc1c6
 /etc/old.conf ee35a240758f374832e809ae0ea4883a obsolete
Description: GNU Bourne Again SHell
`;

function status(...stanzas: string[]): string {
  return stanzas.join('\n');
}

function draft(drafts: readonly { readonly draft: PackageDraft }[], name: string): PackageDraft {
  const found = drafts.find((one) => one.draft.name === name);
  if (!found) throw new Error(`${name} was not found`);
  return found.draft;
}

describe('the dpkg cataloger', () => {
  it('reads records with what they need, their lists and their licences', () => {
    const { found } = catalogTree(
      dpkg,
      {
        'var/lib/dpkg/status': status(LIBGCC, GCC_BASE, BASH),
        'var/lib/dpkg/info/libgcc-s1:amd64.md5sums':
          '8ff3819553818db46d80bf18e7bd5366  lib/x86_64-linux-gnu/libgcc_s.so.1\n',
        'var/lib/dpkg/info/libgcc-s1.md5sums': '00000000000000000000000000000000  etc/not-this\n',
        'var/lib/dpkg/info/bash.md5sums': 'be6f2d8e0c0ab01e0a4e8b6bc2b7e8e0  bin/bash\n',
        'var/lib/dpkg/info/bash.conffiles': '/etc/bash.bashrc\nremove-on-upgrade /etc/bash.gone\n',
        'usr/share/doc/gcc-12-base/copyright': 'See /usr/share/common-licenses/GPL-3.\n',
      },
      BOOKWORM,
      { 'usr/share/doc/libgcc-s1': 'usr/share/doc/gcc-12-base' },
    );
    expect(found).toHaveLength(3);
    const libgcc = draft(found, 'libgcc-s1');
    expect(libgcc).toMatchObject({
      version: '12.2.0-14+deb12u1',
      type: 'deb',
      purl: 'pkg:deb/debian/libgcc-s1@12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12&upstream=gcc-12',
      requires: ['gcc-12-base', 'libc6'],
      provides: ['libgcc1'],
      files: ['lib/x86_64-linux-gnu/libgcc_s.so.1'],
      supporting: ['var/lib/dpkg/info/libgcc-s1:amd64.md5sums', 'usr/share/doc/gcc-12-base/copyright'],
      metadataType: 'dpkg-db-entry',
    });
    expect(libgcc.licenses).toMatchObject([{ value: 'GPL-3', path: 'usr/share/doc/gcc-12-base/copyright' }]);
    const bash = draft(found, 'bash');
    expect(bash.purl).toBe(
      'pkg:deb/debian/bash@5.2.15-2%2Bb13?arch=amd64&distro=debian-12&upstream=bash%405.2.15-2',
    );
    expect(bash.metadata).toMatchObject({ source: 'bash', sourceVersion: '5.2.15-2', installedSize: 7163 });
    const file = (path: string, value: string, isConfigFile: boolean): object => ({
      ...{ path, digest: { algorithm: 'md5', value }, isConfigFile },
    });
    expect(bash.metadata?.files).toEqual([
      file('/bin/bash', 'be6f2d8e0c0ab01e0a4e8b6bc2b7e8e0', false),
      file('/etc/bash.bashrc', '89269e1298235f1b12b4c16e4065ad0d', true),
      { path: '/etc/bash.gone', isConfigFile: true },
      file('/etc/old.conf', 'ee35a240758f374832e809ae0ea4883a', true),
      file('/etc/skel/.bashrc', '1f98b8f3f3c8f8927eca945d59dcc1c6', true),
    ]);
  });

  it('reads the single records of distroless, whose lists lie beside them and are no records', () => {
    const { found, unknowns } = catalogTree(
      dpkg,
      {
        'var/lib/dpkg/status.d/libc6': 'Package: libc6\nVersion: 2.36-9+deb12u10\nArchitecture: amd64\n',
        'var/lib/dpkg/status.d/libc6.md5sums': 'be6f2d8e0c0ab01e0a4e8b6bc2b7e8e0  lib/libc.so.6\n',
        'var/lib/dpkg/status.d/openssl':
          'Package: openssl\nVersion: 3.0.16-1\nArchitecture: amd64\nDepends: libc6\n',
      },
      BOOKWORM,
    );
    expect(unknowns).toEqual([]);
    expect(found.map((f) => f.draft.name)).toEqual(['libc6', 'openssl']);
    expect(draft(found, 'libc6').files).toEqual(['lib/libc.so.6']);
    expect(new Set(found.map((f) => f.draft.scope))).toEqual(new Set(['var/lib/dpkg/status.d']));
  });

  it('keeps the root of a file system inside of the image in front of its files', () => {
    const { found } = catalogTree(dpkg, {
      'srv/jail/var/lib/dpkg/status': status(GCC_BASE),
      'srv/jail/var/lib/dpkg/info/gcc-12-base:amd64.md5sums': 'be6f2d8e0c0ab01e0a4e8b6bc2b7e8e0  bin/x\n',
    });
    expect(found[0]?.draft.files).toEqual(['srv/jail/bin/x']);
    expect(found[0]?.draft.purl).toBeUndefined();
  });

  it('says where a list was longer than is read', () => {
    const { unknowns } = catalogTree(dpkg, {
      'usr/lib/dpkg/info/a.conffiles': Buffer.alloc(1024 * 1024 + 1, '/'),
    });
    expect(unknowns).toEqual(['the list of files is longer than is read']);
  });
});

describe('parseStatus()', () => {
  it.each([
    ['install ok installed', 1],
    ['hold ok installed', 1],
    ['install ok triggers-pending', 1],
    ['install ok triggers-awaited', 1],
    ['install ok half-configured', 1],
    ['install reinstreq half-installed', 1],
    ['install ok unpacked', 1],
    ['deinstall ok installed', 1],
    ['deinstall ok config-files', 0],
    ['purge ok not-installed', 0],
    ['install ok not-installed', 0],
    ['deinstall', 0],
  ])('of a package in the state %j finds %d', (state, count) => {
    const file = catalogFile('var/lib/dpkg/status', `Package: a\nStatus: ${state}\nVersion: 1\n`);
    expect(parseStatus(file).packages).toHaveLength(count);
  });

  it('keeps epochs, names that are no names, and a last record without end', () => {
    const text = 'Package: ../../x\u001b[2J\nVersion: 1:2.3-4~bpo\n\n\n\nPackage: b\nVersion: 2';
    const { packages } = parseStatus(catalogFile('status', text));
    expect(packages?.map((p) => [p.name, p.version])).toEqual([
      ['../../x\u001b[2J', '1:2.3-4~bpo'],
      ['b', '2'],
    ]);
  });

  it('names records that lack a name or version and reads the others', () => {
    const { packages, unknowns } = parseStatus(
      catalogFile('status', 'Package: a\n\nPackage: b\nVersion: 2\n'),
    );
    expect(packages).toHaveLength(1);
    expect(unknowns).toEqual(['a record without name or version (it begins "Package: a")']);
  });

  it('refuses more packages than any system has', () => {
    const text = 'Package: a\nVersion: 1\n\n'.repeat(100_001);
    expect(() => parseStatus(catalogFile('status', text))).toThrow(/more than 100000 packages/);
  });

  it('passes over bytes that are no records', () => {
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) & 0xff));
    expect(parseStatus(catalogFile('status', noise)).packages).toEqual([]);
  });
});
