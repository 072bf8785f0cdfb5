import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree } from '../../testing/catalog-view.ts';
import { nix } from './index.ts';
import { parseStorePath } from './store-path.ts';

const BASH = 'q5dhwqxw5l7yv0xr0d7h1qlnwbrqxgq3-bash-5.2-p15';
const GLIBC = '0a7hs4wlg7dg7vfh5sq2xyzx2a6jlmcp-glibc-2.37-8-dev';

function database(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-nix-'));
  const db = new DatabaseSync(join(folder, 'db.sqlite'));
  db.exec(
    'CREATE TABLE ValidPaths (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT UNIQUE NOT NULL)',
  );
  db.exec('CREATE TABLE Refs (referrer INTEGER, reference INTEGER, PRIMARY KEY (referrer, reference))');
  db.exec(`INSERT INTO ValidPaths VALUES (4, '/nix/store/${BASH}'), (9, '/nix/store/${GLIBC}')`);
  db.exec('INSERT INTO Refs VALUES (4, 9), (4, 4), (9, 77)');
  db.close();
  const bytes = readFileSync(join(folder, 'db.sqlite'));
  rmSync(folder, { recursive: true });
  return bytes;
}

describe('the nix cataloger', () => {
  it('finds the packages of a store, their files and what they need', () => {
    const { found, unknowns } = catalogTree(nix, {
      [`nix/store/${BASH}/bin/bash`]: 'x',
      [`nix/store/${GLIBC}/include/a.h`]: 'x',
      'nix/store/aaaahs4wlg7dg7vfh5sq2xyzx2a6jlmc-source/a': 'x',
      'nix/store/q5dhwqxw5l7yv0xr0d7h1qlnwbrqxgq4-foo-1.2.3.drv': 'x',
      'nix/store/q5dhwqxw5l7yv0xr0d7h1qlnwbrqxgq5-file-1.2.3': 'x',
      'nix/var/nix/db/db.sqlite': database(),
      'nix/var/nix/db/db.sqlite-wal': 'x',
    });
    expect(unknowns).toEqual([expect.stringMatching(/not merged/)]);
    expect(found).toEqual([
      expect.objectContaining({ path: `nix/store/${GLIBC}` }),
      {
        path: `nix/store/${BASH}`,
        layer: 0,
        draft: {
          name: 'bash',
          version: '5.2-p15',
          type: 'nix',
          evidence: 'installed',
          metadataType: 'nix-store-entry',
          metadata: {
            outputHash: 'q5dhwqxw5l7yv0xr0d7h1qlnwbrqxgq3',
            files: [`/nix/store/${BASH}/bin`, `/nix/store/${BASH}/bin/bash`],
          },
          purl: 'pkg:nix/bash@5.2-p15?outputhash=q5dhwqxw5l7yv0xr0d7h1qlnwbrqxgq3',
          scope: 'nix/store',
          provides: [BASH],
          requires: [GLIBC],
          files: [`nix/store/${BASH}/bin`, `nix/store/${BASH}/bin/bash`],
        },
      },
    ]);
    expect(found[0]?.draft.purl).toBe(
      'pkg:nix/glibc@2.37-8?output=dev&outputhash=0a7hs4wlg7dg7vfh5sq2xyzx2a6jlmcp',
    );
  });

  it('does not follow links out of a package', () => {
    const { found } = catalogTree(
      nix,
      { [`nix/store/${BASH}/bin/bash`]: 'x', [`nix/store/${BASH}/loop`]: 'x', [`nix/store/${GLIBC}/a`]: 'x' },
      undefined,
      { [`nix/store/${BASH}/loop`]: `nix/store/${BASH}` },
    );
    expect(found.find((one) => one.draft.name === 'bash')?.draft.files).toHaveLength(3);
  });

  it('says why a database could not be read', () => {
    expect(() => nix.parse?.(catalogFile('nix/var/nix/db/db.sqlite', 'x'))).toThrow(/read SQLite file/);
  });
});

describe('parseStorePath()', () => {
  const hash = BASH.slice(0, 32);
  it.each([
    [`${hash}-python3.11-requests-2.31.0`, 'python3.11-requests', '2.31.0', ''],
    [`${hash}-openssl-3.0.12-bin`, 'openssl', '3.0.12', 'bin'],
    [`${hash}-foo-unstable-2023-01-01`, 'foo-unstable', '2023-01-01', ''],
  ])('reads %s', (text, name, version, output) => {
    expect(parseStorePath(text)).toEqual({ hash, name, version, output });
  });

  it.each([
    `${hash}-source`,
    'short-a-1',
    `${hash}-a-1.tar.gz`,
    `e${hash.slice(1)}-a-1`,
    `${hash}-${'\u{1f600}'.repeat(200)}-1`,
    '',
  ])('of %s is none', (text) => {
    expect(parseStorePath(text)).toBeUndefined();
  });
});
