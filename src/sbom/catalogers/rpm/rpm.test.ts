import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BIG_ENDIAN, LITTLE_ENDIAN } from '../../../codec/bdb/testing/packages.data.ts';
import { writeNdb } from '../../../codec/ndb/testing/write-ndb.ts';
import { HELLO_TINY } from '../../../codec/rpm-header/testing/header.data.ts';
import { type TagValue, writeRpmHeader } from '../../../codec/rpm-header/testing/write-header.ts';
import { catalogFile, catalogTree, distribution } from '../../testing/catalog-view.ts';
import { rpm } from './index.ts';

const unpack = (text: string): Buffer => gunzipSync(Buffer.from(text, 'base64'));
const REAL = unpack(HELLO_TINY);
const FEDORA = distribution('fedora', '39');
const SUSE_DATABASE = 'usr/lib/sysimage/rpm/Packages.db';

function header(tags: Readonly<Record<number, TagValue>> = {}): Buffer {
  return writeRpmHeader({
    1000: { string: 'a' },
    1001: { string: '1' },
    1002: { string: '2' },
    1022: { string: 'x86_64' },
    ...tags,
  });
}

function catalog(...headers: Buffer[]): ReturnType<typeof catalogTree> {
  return catalogTree(rpm, { [SUSE_DATABASE]: writeNdb(headers) }, FEDORA);
}

describe('the rpm cataloger', () => {
  it('reads a package that rpm installed, with those of its files that are there', () => {
    const { found, unknowns } = catalogTree(
      rpm,
      { [SUSE_DATABASE]: writeNdb([REAL]), 'etc/hello.conf': 'a\n' },
      FEDORA,
    );
    expect(unknowns).toEqual([]);
    expect(found).toHaveLength(1);
    expect(found[0]?.draft).toMatchObject({
      name: 'hello-tiny',
      version: '2:1.2.3-4.el9',
      type: 'rpm',
      purl: 'pkg:rpm/fedora/hello-tiny@1.2.3-4.el9?arch=noarch&distro=fedora-39&epoch=2&upstream=hello-tiny-1.2.3-4.el9.src.rpm',
      licenses: [{ value: 'MIT AND GPL-2.0-or-later', type: 'declared', path: SUSE_DATABASE }],
      files: ['etc/hello.conf'],
      supplier: 'Organization: Plimsoll Works',
      homepage: 'https://example.org/hello',
    });
    expect(found[0]?.draft.provides).toEqual(['config(hello-tiny)', 'hello-tiny', 'hello-virtual']);
    expect(found[0]?.draft.metadata).toMatchObject({
      epoch: 2,
      release: '4.el9',
      sourceRpm: 'hello-tiny-1.2.3-4.el9.src.rpm',
      vendor: 'Plimsoll Works',
      modularityLabel: '',
      size: 4,
      files: [
        {
          path: '/etc/hello.conf',
          mode: 0o100644,
          size: 2,
          digest: {
            algorithm: 'sha256',
            value: '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7',
          },
          userName: 'root',
          groupName: 'root',
          flags: 'cn',
        },
      ],
    });
  });

  it.each([
    ['little-endian', LITTLE_ENDIAN],
    ['big-endian', BIG_ENDIAN],
  ])('reads a %s Berkeley DB', (_, bytes) => {
    const { found, unknowns } = catalogTree(rpm, { 'var/lib/rpm/Packages': unpack(bytes) }, FEDORA);
    expect(unknowns).toEqual([]);
    expect(found.map((f) => f.draft.name).sort()).toEqual(['hello-tiny', 'hello-tiny-libs']);
  });

  it('tells an absent epoch from 0 and keeps the label of a module', () => {
    const label = 'nodejs:20:9020020240208094412:rhel9';
    const { found } = catalog(
      header(),
      header({ 1003: { int32: [0] }, 1000: { string: 'b' } }),
      header({ 1000: { string: 'c' }, 5096: { string: label } }),
    );
    expect(found.map(({ draft }) => [draft.version, draft.metadata?.epoch])).toEqual([
      ['1-2', null],
      ['0:1-2', 0],
      ['1-2', null],
    ]);
    expect(found[1]?.draft.purl).toContain('epoch=0');
    expect(found[2]?.draft.metadata?.modularityLabel).toBe(label);
    expect(found[2]?.draft.purl).toContain('rpmmod=nodejs:20:9020020240208094412:rhel9');
  });

  it.each([
    ['rhel', 'redhat'],
    ['hummingbird', 'redhat'],
    ['opensuse-leap', 'opensuse'],
    ['opensuse-tumbleweed', 'opensuse'],
    ['sles', 'sles'],
    ['amzn', 'amzn'],
  ])('names packages of %s in the purl namespace %s', (id, namespace) => {
    const { found } = catalogTree(rpm, { [SUSE_DATABASE]: writeNdb([header()]) }, distribution(id, '9'));
    expect(found[0]?.draft.purl).toBe(`pkg:rpm/${namespace}/a@1-2?arch=x86_64&distro=${id}-9`);
  });

  it('leaves out keys of signers and headers without a name', () => {
    const { found, unknowns } = catalog(
      header({ 1000: { string: 'gpg-pubkey' } }),
      writeRpmHeader({ 1001: { string: '1' } }),
      header(),
    );
    expect([found.length, unknowns]).toEqual([1, []]);
  });

  it('lets the owner of a file meet those who require its path', () => {
    const { found } = catalog(
      header({ 1117: { strings: ['sh'] }, 1118: { strings: ['/bin/'] }, 1116: { int32: [0] } }),
      header({ 1000: { string: 'b' }, 1049: { strings: ['/bin/sh', 'rpmlib(x)'] } }),
    );
    expect(found[0]?.draft.provides).toEqual(['/bin/sh']);
    expect(found[1]?.draft.requires).toEqual(['/bin/sh', 'rpmlib(x)']);
  });

  it('passes over files whose folder does not exist', () => {
    const { found, unknowns } = catalog(
      header({ 1117: { strings: ['x', 'y'] }, 1118: { strings: ['/'] }, 1116: { int32: [9, 0xffffffff] } }),
    );
    expect(found[0]?.draft.metadata?.files).toEqual([]);
    expect(unknowns).toEqual([]);
  });

  it('loses only the damaged record', () => {
    const broken = header();
    broken.writeUInt32BE(0xffffffff, 4);
    const { found, unknowns } = catalog(broken, header());
    expect(found).toHaveLength(1);
    expect(unknowns).toEqual(['read rpm header: 4 tags with 4294967295 bytes']);
  });

  it('reads the packages beside a damaged one, wherever a byte of it is wrong', () => {
    for (let at = 0; at < REAL.length; at += 11) {
      const broken = Buffer.from(REAL);
      broken[at] = (broken[at] as number) ^ 0xff;
      const names = catalog(broken, header()).found.map((one) => one.draft.name);
      expect(names).toContain('a');
    }
  });

  it('says why a database could not be read', () => {
    const read = (content: string | Buffer): readonly string[] | undefined =>
      rpm.parse?.(catalogFile('var/lib/rpm/Packages', content)).unknowns;
    expect(read('nothing known')).toEqual(['read rpm database: it is of none of the known formats']);
    expect(read(unpack(LITTLE_ENDIAN).subarray(0, 9000))).toEqual([
      expect.stringMatching(/^read Berkeley DB file/),
    ]);
    expect(read('SQLite format 3\0')).toEqual(['read SQLite file: it is none']);
    const cut = rpm.parse?.(catalogFile('var/lib/rpm/Packages', unpack(LITTLE_ENDIAN), 16_384));
    expect(cut?.unknowns?.[0]).toBe('the database is larger than is read');
  });

  it('says that a write-ahead log has not been merged', () => {
    const { unknowns } = catalogTree(rpm, { 'var/lib/rpm/rpmdb.sqlite-wal': Buffer.alloc(5000) });
    expect(unknowns).toEqual([expect.stringMatching(/changes that are not merged/)]);
    expect(catalogTree(rpm, { 'var/lib/rpm/rpmdb.sqlite-wal': '' }).unknowns).toEqual([]);
  });

  it('refuses more files than any package has', () => {
    const { unknowns } = catalog(header({ 1117: { strings: Array.from({ length: 1_000_001 }, () => '') } }));
    expect(unknowns).toEqual(['read rpm header: more than 1000000 files']);
  });

  it('reads the manifest of distroless images', () => {
    const line = (epoch: string, number: string): string =>
      [
        'zlib',
        '1.2.13-2.azl3',
        '1',
        '2',
        'Microsoft Corporation',
        epoch,
        '99',
        'x86_64',
        number,
        'zlib.src.rpm',
      ].join('\t');
    const { found, unknowns } = catalogTree(
      rpm,
      { 'var/lib/rpmmanifest/container-manifest-2': `${line('(none)', '0')}\n${line('3', '3')}\nbroken\n` },
      distribution('azurelinux', '3.0'),
    );
    expect(found.map((f) => [f.draft.version, f.draft.metadata?.epoch])).toEqual([
      ['1.2.13-2.azl3', null],
      ['3:1.2.13-2.azl3', 3],
    ]);
    expect(found[0]?.draft.purl).toBe(
      'pkg:rpm/azurelinux/zlib@1.2.13-2.azl3?arch=x86_64&distro=azurelinux-3.0&upstream=zlib.src.rpm',
    );
    expect(found[0]?.draft.metadata).not.toHaveProperty('modularityLabel');
    expect(unknowns).toEqual(['a line that is no package (it begins "broken")']);
  });
});
