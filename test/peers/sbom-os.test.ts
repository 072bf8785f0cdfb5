// What the packages' own tools say, against what the catalogers read from the bare files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/sbom/catalogers/dpkg/status.ts';
import { rpm } from '../../src/sbom/catalogers/rpm/index.ts';
import type { PackageDraft } from '../../src/sbom/model.ts';
import { catalogFile } from '../../src/sbom/testing/catalog-view.ts';
import { findPeer, mustRun, requirePeers, run } from '../support/peers.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-os-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean).sort();
}

describe.skipIf(!requirePeers('dpkg-query'))('dpkg-query', () => {
  it('lists the same names, versions and architectures', async () => {
    const admin = '/var/lib/dpkg';
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
    const format = '${Package} ${Version} ${Architecture} ${db:Status-Status}\n';
    const listed = await mustRun('dpkg-query', ['--admindir', admin, '-W', '-f', format]);
    const expected = lines(listed)
      .filter((line) => !/ (config-files|not-installed)$/.test(line))
      .map((line) => line.replace(/ [^ ]+$/, ''));
    const { packages = [], unknowns } = parseStatus(catalogFile('status', readFileSync(`${admin}/status`)));
    const read = packages.map((p) => `${p.name} ${p.version} ${p.metadata?.architecture}`);
    expect(unknowns).toEqual([]);
    expect(read.sort()).toEqual(expected.sort());
    expect(read.length).toBeGreaterThan(50);
    expect(read.some((line) => / \d+:/.test(line))).toBe(true);
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
