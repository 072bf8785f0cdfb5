import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { python } from './index.ts';

const SITE = 'usr/lib/python3.11/site-packages';
const METADATA = `Metadata-Version: 2.1
Name: Flask_Demo
Version: 3.1.3
Summary: A simple framework.
Home-page: UNKNOWN
Author-email: Pallets <contact@palletsprojects.com>
License: BSD-3-Clause
Platform: UNKNOWN
Classifier: License :: OSI Approved :: BSD License
Requires-Python: >=3.9
Requires-Dist: Click>=8.1.3
Requires-Dist: importlib-metadata>=3.6.0; python_version < '3.10'
Requires-Dist: asgiref>=3.2 ; extra == "async"
Requires-Dist: zope.interface
Provides-Extra: async
Project-URL: Homepage, https://flask.example.org

Name: not this one
`;
const RECORD = `../../../bin/flask,sha256=iA31pXUb0B2Oe7IC77jSS4D_Ld1yQBn2YMA5oc3hWiI,216
"flask/a,b.py",sha256=AA,7
flask_demo-3.1.3.dist-info/RECORD,,
`;
const ISC = `ISC License

Copyright (c) 2024 A. Author

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,
NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
`;
const distribution = (name: string, version: string, rest = '') =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${rest}\nText\n`;
const tree = (files: Record<string, string>) => catalogTree(python, files);
const only = (files: Record<string, string>) => tree(files).found[0]?.draft;

describe('the python cataloger', () => {
  it('joins METADATA, RECORD and top_level.txt to what syft-json has for a distribution', () => {
    const info = `${SITE}/flask_demo-3.1.3.dist-info`;
    const draft = only({
      [`${info}/METADATA`]: METADATA,
      [`${info}/RECORD`]: RECORD,
      [`${info}/top_level.txt`]: 'flask\n',
    });
    expect(draft).toMatchObject({
      name: 'Flask_Demo',
      version: '3.1.3',
      type: 'python',
      language: 'python',
      evidence: 'installed',
      purl: 'pkg:pypi/flask-demo@3.1.3',
      supplier: 'Person: Pallets (contact@palletsprojects.com)',
      homepage: 'https://flask.example.org',
      description: 'A simple framework.',
      licenses: [{ value: 'BSD-3-Clause', type: 'declared', path: `${info}/METADATA` }],
      supporting: [`${info}/RECORD`, `${info}/top_level.txt`],
      metadataType: 'python-package',
    });
    expect(draft?.metadata).toEqual({
      name: 'Flask_Demo',
      version: '3.1.3',
      author: '',
      authorEmail: 'Pallets <contact@palletsprojects.com>',
      platform: '',
      files: [
        {
          path: '../../../bin/flask',
          digest: { algorithm: 'sha256', value: 'iA31pXUb0B2Oe7IC77jSS4D_Ld1yQBn2YMA5oc3hWiI' },
          size: '216',
        },
        { path: 'flask/a,b.py', digest: { algorithm: 'sha256', value: 'AA' }, size: '7' },
        { path: 'flask_demo-3.1.3.dist-info/RECORD' },
      ],
      sitePackagesRootPath: `/${SITE}`,
      topLevelPackages: ['flask'],
      requiresPython: '>=3.9',
      requiresDist: [
        'Click>=8.1.3',
        "importlib-metadata>=3.6.0; python_version < '3.10'",
        'asgiref>=3.2 ; extra == "async"',
        'zope.interface',
      ],
      providesExtra: ['async'],
    });
  });

  it('finds what a distribution needs beside it, whatever the spelling, markers and extras judged', () => {
    const { found } = tree({
      [`${SITE}/flask_demo-3.1.3.dist-info/METADATA`]: METADATA,
      [`${SITE}/click-8.dist-info/METADATA`]: distribution('click', '8'),
      [`${SITE}/asgiref-3.dist-info/METADATA`]: distribution('asgiref', '3'),
      [`${SITE}/importlib_metadata-4.dist-info/METADATA`]: distribution('importlib_metadata', '4'),
      [`${SITE}/zope_interface-5.dist-info/METADATA`]: distribution('zope-interface', '5'),
      [`${SITE}/setuptools/_vendor/click-1.dist-info/METADATA`]: distribution('click', '1'),
    });
    expect(found[0]?.draft.requires).toEqual([
      `/${SITE}/click-8.dist-info/METADATA`,
      `/${SITE}/zope_interface-5.dist-info/METADATA`,
    ]);
  });

  it("looks in the system's other folders only from the system's own", () => {
    const needs = distribution('a', '1', 'Requires-Dist: b\n');
    const { found } = tree({
      'usr/local/lib/python3.11/dist-packages/a-1.dist-info/METADATA': needs,
      'usr/lib/python3/dist-packages/b-1.egg-info/PKG-INFO': distribution('b', '1'),
      'srv/venv/lib/python3.11/site-packages/a-1.dist-info/METADATA': needs,
    });
    expect(found.map(({ draft }) => draft.requires)).toEqual([
      ['/usr/lib/python3/dist-packages/b-1.egg-info/PKG-INFO'],
      [],
      [],
    ]);
  });

  it('reads egg-info as a folder, as a file and inside of an egg', () => {
    const { found } = tree({
      [`${SITE}/a-1.egg-info/PKG-INFO`]: distribution('a', '1'),
      [`${SITE}/a-1.egg-info/requires.txt`]: 'c>=1\n\n[extra]\nb\n\n[:python_version < "3"]\nb\n',
      [`${SITE}/a-1.egg-info/installed-files.txt`]: '../a/__init__.py\n',
      [`${SITE}/b-2.egg-info`]: distribution('b', '2'),
      [`${SITE}/c-3-py3.11.egg/EGG-INFO/PKG-INFO`]: distribution('c', '3'),
      'usr/lib/python2.7/Python-2.7.egg-info': distribution('Python', '2.7.18'),
    });
    expect(found.map(({ draft }) => [draft.name, draft.metadata?.sitePackagesRootPath])).toEqual([
      ['a', `/${SITE}`],
      ['b', `/${SITE}`],
      ['c', `/${SITE}`],
    ]);
    expect(found[0]?.draft.metadata?.files).toEqual([{ path: '../a/__init__.py' }]);
    expect(found[0]?.draft.requires).toEqual([`/${SITE}/c-3-py3.11.egg/EGG-INFO/PKG-INFO`]);
  });

  it('says where a distribution came from', () => {
    const info = `${SITE}/a-1.dist-info`;
    const from = (origin: string) =>
      only({ [`${info}/METADATA`]: distribution('a', '1'), [`${info}/direct_url.json`]: origin });
    const git = from('{"url": "https://x.org/a.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}');
    expect(git?.metadata?.directUrlOrigin).toEqual({
      url: 'https://x.org/a.git',
      commitId: 'abc',
      vcs: 'git',
    });
    expect(git?.purl).toBe('pkg:pypi/a@1?vcs_url=git%2Bhttps:%2F%2Fx.org%2Fa.git%40abc');
    expect(from('{"url": "file:///src/a", "dir_info": {}}')?.purl).toBe('pkg:pypi/a@1');
    expect(from('{')?.metadata).not.toHaveProperty('directUrlOrigin');
  });

  it.each([
    ['License-Expression: MIT OR Apache-2.0\nLicense: see file\n', ['MIT OR Apache-2.0']],
    ['License: BSD\n', ['BSD']],
    [
      'License: Permission is hereby granted\n        to everyone\nClassifier: License :: OSI Approved :: MIT License\n',
      ['MIT License'],
    ],
    ['License: UNKNOWN\nClassifier: License :: OSI Approved\n', []],
  ])('reads the licences of %j', (headers, values) => {
    const draft = only({ [`${SITE}/a-1.dist-info/METADATA`]: distribution('a', '1', headers) });
    expect(draft?.licenses?.map((l) => l.value)).toEqual(values);
  });

  it('concludes the licence from its text where the metadata names none for certain', () => {
    const info = `${SITE}/a-1.dist-info`;
    const files = {
      [`${info}/METADATA`]: distribution('a', '1', 'License: BSD\n'),
      [`${info}/licenses/LICENSE.txt`]: ISC,
      [`${info}/licenses/AUTHORS`]: ISC,
    };
    expect(only(files)?.licenses).toEqual([
      { value: 'BSD', type: 'declared', path: `${info}/METADATA` },
      { value: 'ISC', spdxExpression: 'ISC', type: 'concluded', path: `${info}/licenses/LICENSE.txt` },
    ]);
    const certain = { ...files, [`${info}/METADATA`]: distribution('a', '1', 'License: MIT\n') };
    expect(only(certain)?.licenses).toHaveLength(1);
  });

  it('says what it cannot read, and reads headers of any length in time', () => {
    expect(tree({ [`${SITE}/a-1.dist-info/METADATA`]: '\n\n' }).unknowns).toEqual([
      'a distribution without name or version',
    ]);
    const long = distribution('a', '1', 'Requires-Dist: a[ \n'.repeat(50_000));
    expect(only({ [`${SITE}/a-1.dist-info/METADATA`]: long })?.name).toBe('a');
  });
});
