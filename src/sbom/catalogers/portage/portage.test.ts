import { describe, expect, it } from 'vitest';
import { catalogFile, catalogTree, distribution } from '../../testing/catalog-view.ts';
import { atomNames, licenseNames } from './atoms.ts';
import { portage } from './index.ts';

const FOLDER = 'var/db/pkg/app-shells/bash-5.1_p16-r2';
const CONTENTS = `dir /bin
obj /bin/bash 8ff3819553818db46d80bf18e7bd5366 1650000000
sym /bin/rbash -> bash 1650000000
obj /usr/share/doc/a b.txt 44a14dcf85ae45e233e4d47509cc2369 1650000000
obj broken
sym broken
`;

describe('the portage cataloger', () => {
  it('reads a package of a folder of records', () => {
    const { found, unknowns } = catalogTree(
      portage,
      {
        [`${FOLDER}/CONTENTS`]: CONTENTS,
        [`${FOLDER}/SIZE`]: '5000\n',
        [`${FOLDER}/LICENSE`]: 'GPL-3+ doc? ( FDL-1.3 ) || ( MIT BSD )\n',
        [`${FOLDER}/RDEPEND`]: '>=sys-libs/readline-8.1:0= !!app-shells/old virtual/libiconv\n',
        [`${FOLDER}/HOMEPAGE`]: 'https://tiswww.case.edu/php/chet/bash/bashtop.html https://example.org\n',
        [`${FOLDER}/DESCRIPTION`]: 'The standard GNU Bourne again shell\n',
      },
      distribution('gentoo', '2.14'),
    );
    expect(unknowns).toEqual([]);
    expect(found).toHaveLength(1);
    expect(found[0]?.draft).toMatchObject({
      name: 'app-shells/bash',
      version: '5.1_p16-r2',
      type: 'portage',
      purl: 'pkg:ebuild/app-shells/bash@5.1_p16-r2',
      requires: ['sys-libs/readline', 'virtual/libiconv'],
      scope: 'var/db/pkg',
      files: ['bin/bash', 'bin/rbash', 'usr/share/doc/a b.txt'],
      homepage: 'https://tiswww.case.edu/php/chet/bash/bashtop.html',
      description: 'The standard GNU Bourne again shell',
      supporting: [`${FOLDER}/LICENSE`, `${FOLDER}/SIZE`],
      metadataType: 'portage-db-entry',
      metadata: {
        installedSize: 5000,
        files: [
          { path: '/bin/bash', digest: { algorithm: 'md5', value: '8ff3819553818db46d80bf18e7bd5366' } },
          {
            path: '/usr/share/doc/a b.txt',
            digest: { algorithm: 'md5', value: '44a14dcf85ae45e233e4d47509cc2369' },
          },
        ],
      },
    });
    expect(found[0]?.draft.licenses?.map((l) => l.value)).toEqual(['GPL-3+', 'FDL-1.3', 'MIT', 'BSD']);
  });

  it.each([
    ['gtk+-2.24.33-r1', 'gtk+', '2.24.33-r1'],
    ['libX11-1.8.7', 'libX11', '1.8.7'],
    ['font-adobe-100dpi-1.0.4', 'font-adobe-100dpi', '1.0.4'],
    ['openssl-1.1.1w', 'openssl', '1.1.1w'],
    ['gcc-14.0.0_pre20240114', 'gcc', '14.0.0_pre20240114'],
    ['portage-9999', 'portage', '9999'],
    ['x-1.0_rc1_p2-r3', 'x', '1.0_rc1_p2-r3'],
  ])('splits %s', (folder, name, version) => {
    const parsed = portage.parse?.(catalogFile(`var/db/pkg/a/${folder}/CONTENTS`, 'dir /\n'));
    expect(parsed?.packages?.[0]).toMatchObject({ name: `a/${name}`, version });
  });

  it('refuses folders without a version, however long', () => {
    for (const folder of ['bash', '-1', 'a-1-', 'a-1.2_'.repeat(10_000)]) {
      const file = catalogFile(`var/db/pkg/a/${folder}/CONTENTS`, 'dir /\n');
      expect(() => portage.parse?.(file)).toThrow(/no name with a version/);
    }
  });
});

describe('atomNames()', () => {
  it('reads operators, slots, conditions and blockers', () => {
    const text = '|| ( dev-lang/python:3.12 ~dev-lang/python-exec-2.4.10 ) ssl? ( =dev-libs/a-1.2* ) !x/y [';
    expect(atomNames(text)).toEqual(['dev-lang/python', 'dev-lang/python-exec', 'dev-libs/a']);
  });
});

describe('licenseNames()', () => {
  it('gives each name once', () => {
    expect(licenseNames(' GPL-2 || ( GPL-2 ) x? ( MIT )')).toEqual(['GPL-2', 'MIT']);
    expect(licenseNames('')).toEqual([]);
  });
});
