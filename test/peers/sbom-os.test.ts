// What the packages' own tools say, against what the catalogers read from the bare files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alpm } from '../../src/sbom/catalogers/alpm/index.ts';
import { apk } from '../../src/sbom/catalogers/apk/index.ts';
import { parseStatus } from '../../src/sbom/catalogers/dpkg/status.ts';
import { nix } from '../../src/sbom/catalogers/nix/index.ts';
import { portage } from '../../src/sbom/catalogers/portage/index.ts';
import { rpm } from '../../src/sbom/catalogers/rpm/index.ts';
import type { PackageDraft } from '../../src/sbom/model.ts';
import { catalogFile, catalogTree, distribution } from '../../src/sbom/testing/catalog-view.ts';
import { realLayer } from '../support/images.ts';
import { findPeer, mustRun, requirePeers, run } from '../support/peers.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-os-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean).sort();
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
const DPKG_FORMAT = '${Package} ${Version} ${Architecture} ${db:Status-Status}\n';

async function compareWithDpkg(admin: string): Promise<void> {
  const listed = await mustRun('dpkg-query', ['--admindir', admin, '-W', '-f', DPKG_FORMAT]);
  const expected = lines(listed)
    .filter((line) => !/ (config-files|not-installed)$/.test(line))
    .map((line) => line.replace(/ [^ ]+$/, ''));
  const { packages = [], unknowns } = parseStatus(catalogFile('status', readFileSync(`${admin}/status`)));
  const read = packages.map((p) => `${p.name} ${p.version} ${p.metadata?.architecture}`);
  expect(unknowns).toEqual([]);
  expect(read.sort()).toEqual(expected.sort());
  expect(read.length).toBeGreaterThan(50);
  expect(read.some((line) => / \d+:/.test(line))).toBe(true);
}

describe.skipIf(!requirePeers('dpkg-query'))('dpkg-query', () => {
  it('lists the same names, versions and architectures of this system', async () => {
    await compareWithDpkg('/var/lib/dpkg');
  });

  it('lists the same of an image made by debootstrap', async ({ skip }) => {
    const layer = await realLayer('nginx-tar');
    if (!layer) return skip();
    const root = join(folder, 'nginx');
    mkdirSync(root);
    await mustRun('tar', ['-C', root, '-xf', layer.tar, './var/lib/dpkg']);
    await compareWithDpkg(join(root, 'var/lib/dpkg'));
  });
});

const SPEC = `Name: first
Version: 1.2.3~rc1
Release: 4.el9
Epoch: 2
Summary: A tiny package
License: MIT AND GPL-2.0-or-later
Vendor: Plimsoll
BuildArch: noarch
Requires: second
%description
Made to be read.
%package -n second
Version: 5^20240101
Summary: Without an epoch of its own
%description -n second
Nothing.
%package -n third
Epoch: 0
Summary: With an epoch of 0
%description -n third
Nothing.
%install
mkdir -p %{buildroot}/etc %{buildroot}/usr/share/many
echo a > %{buildroot}/etc/first.conf
for i in $(seq 400); do echo $i > %{buildroot}/usr/share/many/a-rather-long-name-of-a-file-$i; done
%files
%config(noreplace) /etc/first.conf
%files -n second
/usr/share/many
%files -n third
`;
const QUERY = '%{NAME} %{EPOCH} %{VERSION} %{RELEASE} %{ARCH} %{SOURCERPM} %{LICENSE}\n';
const BERKELEY = `use DB_File; use Fcntl; my ($out, $order, @blobs) = @ARGV;
$DB_HASH->{lorder} = $order; $DB_HASH->{bsize} = 4096; my $t = $order == 4321 ? 'N' : 'V'; my $n = 0;
tie my %h, 'DB_File', $out, O_RDWR|O_CREAT, 0644, $DB_HASH or die $!;
for my $f (@blobs) { open my $in, '<:raw', $f or die $!; local $/; $h{pack $t, ++$n} = <$in> }
$h{pack $t, 0} = pack $t, $n + 1; untie %h;`;

function queryLine({ metadata, licenses }: PackageDraft): string {
  const m = metadata ?? {};
  const epoch = m.epoch ?? '(none)';
  return `${m.name} ${epoch} ${m.version} ${m.release} ${m.architecture} ${m.sourceRpm} ${licenses?.[0]?.value}`;
}

function readDatabase(path: string): PackageDraft[] {
  const parsed = rpm.parse?.(catalogFile(path.slice(1), readFileSync(path)));
  expect(parsed?.unknowns).toEqual([]);
  return [...(parsed?.packages ?? [])];
}

describe.skipIf(!requirePeers('rpm', 'rpmbuild', 'sqlite3'))('rpm', () => {
  const database = join(folder, 'sqlite');
  let blobs: string[] = [];

  beforeAll(async () => {
    writeFileSync(join(folder, 'a.spec'), SPEC);
    const top = ['--define', `_topdir ${folder}/top`, '--define', `_rpmdir ${folder}/out`];
    await mustRun('rpmbuild', [...top, '-bb', join(folder, 'a.spec')]);
    const files = lines(await mustRun('find', [join(folder, 'out'), '-name', '*.rpm']));
    const install = ['--dbpath', database, '--justdb', '--nodeps', '--noscripts', '--ignorearch', '-i'];
    await mustRun('rpm', [...install, ...files]);
    const sqlite = join(database, 'rpmdb.sqlite');
    await mustRun('sqlite3', [sqlite, 'PRAGMA wal_checkpoint(TRUNCATE)']);
    const save = `SELECT writefile('${folder}/blob' || hnum, blob) FROM Packages`;
    blobs = lines(await mustRun('sqlite3', [sqlite, save])).map((_, i) => join(folder, `blob${i + 1}`));
  });

  it('lists the same packages of its SQLite database, files included', async () => {
    const listed = lines(await mustRun('rpm', ['--dbpath', database, '-qa', '--qf', QUERY]));
    const packages = readDatabase(join(database, 'rpmdb.sqlite'));
    expect(packages.map(queryLine).sort()).toEqual(listed);
    expect(listed).toHaveLength(3);
    const dump = await mustRun('rpm', [
      '--dbpath',
      database,
      '-q',
      '--qf',
      '[%{FILENAMES} %{FILEDIGESTS} %{FILEFLAGS:fflags}\n]',
      'first',
      'second',
    ]);
    const read = packages.flatMap((p) => p.metadata?.files as Record<string, Record<string, string>>[]);
    expect(read.map((f) => `${f.path} ${f.digest?.value} ${f.flags}`).sort()).toEqual(lines(dump));
    expect(read.length).toBeGreaterThan(400);
  });

  it.skipIf(!requirePeers('perl')).each([
    ['little-endian', '1234'],
    ['big-endian', '4321'],
  ])('lists the same packages of a %s Berkeley DB', async (order, number) => {
    const made = join(folder, order);
    mkdirSync(made);
    await mustRun('perl', ['-e', BERKELEY, join(made, 'Packages'), number, ...blobs]);
    const backend = ['--define', '_db_backend bdb_ro', '--dbpath', made];
    const listed = lines(await mustRun('rpm', [...backend, '-qa', '--qf', QUERY]));
    expect(listed).toHaveLength(3);
    expect(readDatabase(join(made, 'Packages')).map(queryLine).sort()).toEqual(listed);
  });

  it.skipIf(!requirePeers('syft'))('is read by syft from ndb as it is here', async () => {
    const { writeNdb } = await import('../../src/codec/ndb/testing/write-ndb.ts');
    const root = join(folder, 'suse');
    const path = join(root, 'usr/lib/sysimage/rpm/Packages.db');
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, writeNdb(blobs.map((blob) => readFileSync(blob))));
    const env = { SYFT_CHECK_FOR_APP_UPDATE: 'false' };
    const { stdout } = await run(findPeer('syft') as string, ['-q', '-o', 'json', `dir:${root}`], { env });
    const theirs = (JSON.parse(stdout) as { artifacts: { name: string; version: string }[] }).artifacts;
    expect(theirs.map((a) => `${a.name} ${a.version}`).sort()).toEqual(
      readDatabase(path)
        .map((p) => `${p.name} ${p.version}`)
        .sort(),
    );
  });
});

const MUSL = `C:Q1p78yvTLG094tHE1+dToJGbmYzQE=
P:musl
V:1.2.4-r2
A:x86_64
S:383152
I:622592
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT BSD-2-Clause
o:musl
m:Timo <timo@example.org>
D:!bad /bin/sh so:libx.so.1
p:so:libc.musl-x86_64.so.1=1
F:lib
M:0:0:755
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1QQ0jYgLqUiJbjZ8A9o2J5WnQm0w=
`;
const ZLIB = `%NAME%\nzlib\n\n%VERSION%\n1:1.3.1-1\n\n%BASE%\nzlib-ng\n\n%DESC%\nCompression\n\n%ARCH%\nx86_64\n
%SIZE%\n365568\n\n%REASON%\n1\n\n%LICENSE%\nMIT\n\n%VALIDATION%\npgp\n\n%DEPENDS%\nglibc\nsh>=5\n\n%PROVIDES%\nminizip\n`;
const ZLIB_MTREE = `#mtree
/set type=file uid=0 gid=0 mode=644
./.PKGINFO time=1706000000.0 size=10 md5digest=aaaa
./usr time=1706000000.0 type=dir
./usr/zlib.h time=1706000000.0 size=9 md5digest=0f5a sha256digest=8a55
./usr/libz.so time=1706000000.0 type=link link=libz.so.1
`;
const PACMAN = 'var/lib/pacman/local/zlib-1:1.3.1-1';
const PORTAGE = 'var/db/pkg/app-shells/bash-5.1_p16-r2';
const STORE = 'nix/store/q5dhwqxw5l7yv0xr0d7h1qlnwbrqxgq3-glibc-2.37-8-dev';
const MADE_ROOT: Readonly<Record<string, string | Buffer>> = {
  'etc/os-release': 'ID=alpine\nVERSION_ID=3.18.4\nNAME="Alpine Linux"\n',
  'lib/apk/db/installed': MUSL,
  [`${PACMAN}/desc`]: ZLIB,
  [`${PACMAN}/files`]: '%FILES%\nusr/\nusr/zlib.h\nusr/libz.so\n',
  [`${PACMAN}/mtree`]: gzipSync(ZLIB_MTREE),
  [`${PORTAGE}/CONTENTS`]:
    'dir /bin\nobj /bin/bash 8ff3819553818db46d80bf18e7bd5366 1650000000\nsym /bin/rbash -> bash 1650000000\n',
  [`${PORTAGE}/SIZE`]: '5000\n',
  [`${PORTAGE}/LICENSE`]: 'GPL-3+\n',
  [`${STORE}/include/a.h`]: 'x',
};

interface SyftArtifact {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly purl: string;
  readonly metadataType: string;
  readonly metadata: unknown;
}

// syft names no Arch package on what is not Arch; this root is of all distributions.
function comparable({ name, version, type, purl, metadataType, metadata }: SyftArtifact): object {
  return { name, version, type, ...(type !== 'alpm' && { purl }), metadataType, metadata };
}

describe.skipIf(!requirePeers('syft'))('syft', () => {
  it('writes the same metadata of each kind of package', async () => {
    const root = join(folder, 'made');
    for (const [path, content] of Object.entries(MADE_ROOT)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const env = { SYFT_CHECK_FOR_APP_UPDATE: 'false' };
    const kinds = 'apk,alpm,portage,nix';
    const args = ['-q', '-o', 'json', '--override-default-catalogers', kinds, `dir:${root}`];
    const theirs = JSON.parse(await mustRun(findPeer('syft') as string, args, { env })) as {
      artifacts: SyftArtifact[];
    };
    const release = distribution('alpine', '3.18.4');
    const ours = [apk, alpm, portage, nix].flatMap((cataloger) =>
      catalogTree(cataloger, MADE_ROOT, release).found.map(({ draft }) => draft as SyftArtifact),
    );
    const sorted = (list: readonly SyftArtifact[]): object[] =>
      list.map(comparable).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    expect(sorted(ours)).toEqual(sorted(theirs.artifacts));
    expect(ours).toHaveLength(4);
  });
});
