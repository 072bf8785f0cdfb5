// Root file systems of other distributions, with their package databases in the real format.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { debs, inside, unpackDebs, write } from './workshop.ts';

const DISTROLESS = [
  'libc6',
  'libssl3',
  'openssl',
  'base-files',
  'tzdata',
  'netbase',
  'libgcc-s1',
  'gcc-12-base',
];

/** Each package's stanza and sums below `status.d`, as distroless images have them. */
export async function distrolessRoot(root: string): Promise<void> {
  await unpackDebs(root, ...DISTROLESS);
  const from = await debs(DISTROLESS);
  for (const deb of readdirSync(from)) {
    const name = deb.split('_')[0] as string;
    await inside(root, 'mkdir', '-p', 'control', 'var/lib/dpkg/status.d');
    await inside(root, 'dpkg-deb', '-e', join(from, deb), 'control');
    await inside(root, 'mv', 'control/control', `var/lib/dpkg/status.d/${name}`);
    await inside(root, 'mv', 'control/md5sums', `var/lib/dpkg/status.d/${name}.md5sums`);
    await inside(root, 'rm', '-r', 'control');
  }
}

const SPEC = `Name: galley
Version: 1.4.0~rc2
Release: 3.fc40
Epoch: 1
Summary: A cook's tools
License: MIT AND GPL-2.0-or-later
Vendor: Plimsoll
BuildArch: noarch
%description
Pots.
%package -n galley-libs
Epoch: 0
Summary: Pans
%description -n galley-libs
Pans.
%package -n caboose
Version: 5^20240101
Summary: Without files
%description -n caboose
None.
%install
mkdir -p %{buildroot}/etc %{buildroot}/usr/lib/galley
echo a > %{buildroot}/etc/galley.conf
echo b > %{buildroot}/usr/lib/galley/pan
%files
%config /etc/galley.conf
%files -n galley-libs
/usr/lib/galley
%files -n caboose
`;

/** Packages that rpmbuild builds and rpm records. */
export async function rpmRoot(root: string): Promise<void> {
  const build = `${root}.rpmbuild`;
  await inside(root, 'mkdir', '-p', build);
  write(build, { 'galley.spec': SPEC });
  const defines = ['--define', `_topdir ${build}`, '--define', `_rpmdir ${build}/rpms`];
  await inside(build, 'rpmbuild', '-bb', '--quiet', ...defines, 'galley.spec');
  const rpms = await inside(build, 'find', 'rpms', '-name', '*.rpm');
  const database = ['--dbpath', join(root, 'usr/lib/sysimage/rpm'), '--define', '_db_backend sqlite'];
  const flags = ['--justdb', '--nodeps', '--ignorearch', '--ignoreos', ...database];
  await inside(build, 'rpm', '-i', ...flags, ...rpms.split('\n').filter(Boolean));
  await inside(root, 'rm', '-rf', build);
  write(root, {
    'etc/os-release': 'NAME="Fedora Linux"\nID=fedora\nVERSION_ID=40\nPRETTY_NAME="Fedora Linux 40"\n',
    'etc/galley.conf': 'a\n',
    'usr/lib/galley/pan': 'b\n',
  });
}

const INSTALLED = `C:Q1p78yvTLG094tHE1+dToJGbmYzQE=
P:alpine-baselayout-data
V:3.6.5-r0
A:x86_64
S:11769
I:77824
T:Alpine base dir structure and init scripts
U:https://git.alpinelinux.org/cgit/aports/tree/main/alpine-baselayout
L:GPL-2.0-only
o:alpine-baselayout
m:Natanael Copa <ncopa@alpinelinux.org>
t:1714981135
c:66187892e05b03a41d08e9acabd19b7576a1c875
r:alpine-baselayout
F:etc
R:alpine-release
Z:Q1Ja6R2tSBeQpuzKLBLD3sNE2UxQo=
R:hosts
Z:Q1BD6zJKZTRWyqGnPi4tSfd3krsMU=

C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:musl
V:1.2.5-r0
A:x86_64
S:409605
I:667648
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Timo Teräs <timo.teras@iki.fi>
t:1711042604
c:33a4b2b3ae1e5d5d0c2f9c9d8b7a6e5f4d3c2b1a
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1nd0S1FyAvcYvrSQz0SDZsjMHSWU=
R:libc.musl-x86_64.so.1
a:0:0:777
Z:Q17yJ3JFNypA4mxhJJr0ou6CzsJVI=

C:Q1Cxl8nkL1MdGZGLxsIeGrCbAHlGc=
P:libcrypto3
V:3.3.0-r2
A:x86_64
S:1816204
I:4608000
T:Crypto library from openssl
U:https://www.openssl.org/
L:Apache-2.0
o:openssl
m:Ariadne Conill <ariadne@dereferenced.org>
t:1715886072
c:0ca83ee9f7e1b9e8ba9d4c4f2c3e4a5b6c7d8e9f
D:so:libc.musl-x86_64.so.1
p:so:libcrypto.so.3=3.3.0
F:usr
F:usr/lib
R:libcrypto.so.3
a:0:0:755
Z:Q1ovCcjPkmFNJdFTl5pAPZlBUb0ek=
`;

export async function apkRoot(root: string): Promise<void> {
  write(root, {
    'etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.0\nPRETTY_NAME="Alpine Linux v3.20"\n',
    'etc/alpine-release': '3.20.0\n',
    'etc/hosts': '127.0.0.1 localhost\n',
    'lib/apk/db/installed': INSTALLED,
  });
}
