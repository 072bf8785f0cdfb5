import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { classifyLicenseText } from './classify.ts';
import { FINGERPRINTS } from './fingerprints.data.ts';
import { parseSpdx } from './spdx.ts';

const texts = createRequire(import.meta.url)('spdx-license-list/full') as Record<
  string,
  { licenseText: string }
>;
const IDS = [...new Set(FINGERPRINTS.map(([id]) => id))];
// The list appends the GPL to the LGPL 3.
const textOf = (id: string): string =>
  (texts[id]?.licenseText ?? '').replace(/(4\. Combined.*?)GNU GENERAL PUBLIC LICENSE.*$/s, '$1');
const expressions = (text: string): string[] => classifyLicenseText(text).map((one) => one.expression);

const GPL_NOTICE = `This program is free software; you can redistribute it and/or modify it under the terms of the GNU
General Public License as published by the Free Software Foundation; either version 2 of the License, or (at your option)
any later version. This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even
the implied warranty of MERCHANTABILITY. See the GNU General Public License for more details. You should have received a
copy of the GNU General Public License along with this program, version 1 of the hint.`;

describe('classifyLicenseText() of whole texts', () => {
  test.each(IDS)('knows %s by its text, and finds no other in it', (id) => {
    expect(expressions(textOf(id))).toEqual([id]);
    expect(parseSpdx(id)).toBeDefined();
  });

  test.each([
    ['upper case', (text: string) => text.toUpperCase()],
    ['wrapped at 40 columns', (text: string) => text.replace(/(.{1,40})(?:\s|$)/g, '$1\n')],
    ['in comments', (text: string) => text.replace(/^/gm, ' * ')],
    ['in shell comments with CRLF', (text: string) => text.replace(/^/gm, '# ').replace(/\n/g, '\r\n')],
    ['in a Debian field', (text: string) => text.replace(/^/gm, ' ').replace(/^ $/gm, ' .')],
    ['with a holder', (text: string) => `Copyright 2020 A. Nonymous <a@example.org>\n${text}`],
  ])('knows MIT, BSD-3-Clause, ISC and GPL-3.0 %s', (_, change) => {
    for (const id of ['MIT', 'BSD-3-Clause', 'ISC', 'GPL-3.0-only'])
      expect(expressions(change(textOf(id)))).toEqual([id]);
  });

  test('tells two licences in one file from their blends', () => {
    const both = `${textOf('MIT')}\n\n${textOf('BSD-3-Clause')}`;
    expect(expressions(both).sort()).toEqual(['BSD-3-Clause', 'MIT']);
    expect(expressions(`${textOf('BSD-2-Clause')}\n${textOf('BSD-3-Clause')}`).sort()).toEqual([
      'BSD-2-Clause',
      'BSD-3-Clause',
    ]);
    expect(expressions(`${textOf('ISC')}\n${textOf('MIT')}`).sort()).toEqual(['ISC', 'MIT']);
  });

  test('knows ISC as most people write it', () => {
    const text = textOf('ISC')
      .replace('ISC DISCLAIMS', 'THE AUTHOR DISCLAIMS')
      .replace('ISC BE LIABLE', 'THE AUTHOR BE LIABLE');
    expect(expressions(text)).toEqual(['ISC']);
    expect(expressions(text.replaceAll('THE AUTHOR', 'ALICE AND BOB'))).toEqual(['ISC']);
  });

  test('gives a lower confidence to a copy that lacks a part', () => {
    const words = textOf('MIT').split(' ');
    const cut = classifyLicenseText(words.slice(0, Math.floor(words.length * 0.9)).join(' '));
    expect(cut[0]?.expression).toBe('MIT');
    expect(cut[0]?.confidence).toBeLessThan(1);
    expect(expressions(words.slice(0, Math.floor(words.length / 2)).join(' '))).toEqual([]);
  });
});

describe('classifyLicenseText() of notices', () => {
  test.each([
    [GPL_NOTICE, ['GPL-2.0-or-later']],
    [GPL_NOTICE.replace(/; either version.*?any later version/s, ' version 2'), ['GPL-2.0-only']],
    [
      GPL_NOTICE.replaceAll('General', 'Lesser General').replace('version 2', 'version 2.1'),
      ['LGPL-2.1-or-later'],
    ],
    [
      GPL_NOTICE.replaceAll('General', 'Affero General').replace('version 2', 'version 3'),
      ['AGPL-3.0-or-later'],
    ],
    [GPL_NOTICE.replace(/^/gm, '# * '), ['GPL-2.0-or-later']],
    [
      'Permission is granted to copy this document under the terms of the GNU Free Documentation License, Version 1.2 or any later version; with no Invariant Sections.',
      ['GFDL-1.2-no-invariants-or-later'],
    ],
    ['You may copy this under the same terms as Perl itself.', ['GPL-1.0-or-later OR Artistic-1.0-Perl']],
    ['Licensed under the Apache License, Version 2.0.', ['Apache-2.0']],
    ['The text is in /usr/share/common-licenses/GPL-2.', ['GPL-2.0-only']],
    [`${GPL_NOTICE} The text is in /usr/share/common-licenses/GPL-2.`, ['GPL-2.0-or-later']],
    ['Free under the terms of the GNU General Public License.', ['GPL-1.0-or-later']],
    // Not licences.
    ['', []],
    ['This is not under the GPL.', []],
    ['We wrote to the general public about a driving license, version 2.', []],
    ['See version 3 of the manual, and the GNU General Public License for more details.', []],
    ['The text is in /usr/share/common-licenses/BSD.', []],
    ['/usr/share/common-licenses/constructor', []],
  ])('%#', (text, expected) => {
    expect(expressions(text)).toEqual(expected);
  });

  test('counts no notice that is part of a whole text', () => {
    expect(expressions(textOf('GPL-2.0-only'))).toEqual(['GPL-2.0-only']);
    expect(expressions(textOf('LGPL-2.1-only'))).toEqual(['LGPL-2.1-only']);
  });
});

test.each([
  ['one word', 'a'.repeat(2_000_000)],
  ['blanks', ' '.repeat(2_000_000)],
  ['anchors', 'the GNU General Public License '.repeat(60_000)],
  ['anchors and numbers', 'under terms of the General Public License version 2 or '.repeat(30_000)],
  ['pointers', '/usr/share/common-licenses/GPL-2 '.repeat(60_000)],
  ['blanks after a word', `same${' '.repeat(500_000)}terms${' '.repeat(500_000)}`],
  ['many blanks after many words', `same${' '.repeat(300)}`.repeat(2000)],
  ['signs', '\u0000\ufffd\ud800'.repeat(500_000)],
])('classifyLicenseText() is quick on hostile %s', (_, text) => {
  const start = performance.now();
  expect(classifyLicenseText(text).length).toBeLessThan(20);
  expect(performance.now() - start).toBeLessThan(500);
});
