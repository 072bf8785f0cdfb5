import { describe, expect, it } from 'vitest';
import { openExecutable } from '../../../codec/executable/index.ts';
import { buildElf, buildNote } from '../../../codec/executable/testing/build.ts';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { CatalogView, ParsedFile } from '../../cataloger.ts';
import { elfPackage } from './index.ts';

function catalog(bytes: Buffer): ParsedFile {
  const executable = openExecutable('elf', bytes.length, [{ offset: 0, bytes }]);
  return elfPackage.parseExecutable?.({ path: 'usr/bin/x', entry: {} as LayerEntry, executable }) ?? {};
}

const note = (json: string): Buffer =>
  buildElf([{ name: '.note.package', bytes: buildNote('FDO', 0xcafe1a7e, json), type: 7 }]);

// From systemd of Debian 12 and a Fedora package.
const DEBIAN =
  '{"type":"deb","os":"Debian","name":"systemd","version":"252.38-1~deb12u1","architecture":"amd64","debugInfoUrl":"https://debuginfod.debian.net"}\0';
const FEDORA =
  '{"type":"rpm","name":"coreutils","version":"9.4-1.fc40","architecture":"x86_64","osCpe":"cpe:/o:fedoraproject:fedora:40"}';

describe('elf-package', () => {
  it('reads notes of deb and rpm packages', () => {
    expect(catalog(note(DEBIAN)).packages).toEqual([
      {
        name: 'systemd',
        version: '252.38-1~deb12u1',
        type: 'deb',
        evidence: 'embedded',
        purl: 'pkg:deb/debian/systemd@252.38-1~deb12u1?arch=amd64&distro=debian',
        metadataType: 'elf-binary-package-note-json-payload',
        metadata: { type: 'deb', architecture: 'amd64', os: 'Debian' },
      },
    ]);
    expect(catalog(note(FEDORA)).packages?.[0]).toMatchObject({
      type: 'rpm',
      purl: 'pkg:rpm/fedora/coreutils@9.4-1.fc40?arch=x86_64&distro=fedora-40',
      metadata: { osCPE: 'cpe:/o:fedoraproject:fedora:40' },
    });
  });

  it('reads bare JSON, and what is of no package manager', () => {
    const json =
      '{"name":"x","version":"1.0","system":"acme","license":"MIT","cpe":"cpe:2.3:a:x:x:1.0:*:*:*:*:*:*:*"}';
    expect(
      catalog(buildElf([{ name: '.note.package', bytes: Buffer.from(json) }])).packages?.[0],
    ).toMatchObject({
      type: 'binary',
      purl: 'pkg:generic/acme/x@1.0',
      cpes: ['cpe:2.3:a:x:x:1.0:*:*:*:*:*:*:*'],
      licenses: [{ value: 'MIT', type: 'declared' }],
    });
  });

  it('passes over programs without a note or a name', () => {
    expect(catalog(buildElf([{ name: '.data', bytes: Buffer.alloc(8) }])).packages).toEqual([]);
    expect(catalog(note('{"type":"rpm"}')).packages).toEqual([]);
    expect(catalog(note('[]')).packages).toEqual([]);
  });

  it('says so where the header of an ELF file is damaged', () => {
    const bytes = note(DEBIAN);
    bytes[4] = 9;
    expect(catalog(bytes)).toEqual({ unknowns: ['it begins like an ELF file, but its header is damaged'] });
  });

  it('refuses what is no JSON and what is too long', () => {
    expect(() => catalog(note('{"name":'))).toThrow(/not valid JSON/);
    expect(() => catalog(note(`{"name":"${'x'.repeat(70_000)}"}`))).toThrow(/limit is 65536/);
  });

  it('folds the programs of one package', () => {
    const [draft] = catalog(note(FEDORA)).packages ?? [];
    if (!draft) throw new Error('no package');
    const found = ['usr/bin/ls', 'usr/bin/cat'].map((path) => ({ draft, path, layer: 0 }));
    const done = elfPackage.complete?.(found, {} as CatalogView);
    expect(done?.map((f) => [f.path, f.draft.supporting])).toEqual([['usr/bin/cat', ['usr/bin/ls']]]);
  });
});
