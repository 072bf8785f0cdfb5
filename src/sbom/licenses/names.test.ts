import { describe, expect, test } from 'vitest';
import { toSpdxExpression } from './names.ts';

const MAPPED: readonly (readonly [string, string])[] = [
  // SPDX expressions, ids in any case.
  ['MIT', 'MIT'],
  ['apache-2.0', 'Apache-2.0'],
  ['(MIT OR Apache-2.0)', 'MIT OR Apache-2.0'],
  ['(MIT OR ISC) AND zlib', '(MIT OR ISC) AND Zlib'],
  ['GPL-2.0-only WITH classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  ['MPL-2.0+', 'MPL-2.0+'],
  ['LicenseRef-Foo AND MIT', 'LicenseRef-Foo AND MIT'],
  ['DocumentRef-a:LicenseRef-b', 'DocumentRef-a:LicenseRef-b'],
  // Ids that SPDX deprecated for a clearer one.
  ['GPL-2.0', 'GPL-2.0-only'],
  ['GPL-2.0+', 'GPL-2.0-or-later'],
  ['GPL-3.0-with-GCC-exception', 'GPL-3.0-only WITH GCC-exception-3.1'],
  // Debian.
  ['GPL-2+', 'GPL-2.0-or-later'],
  ['GPL-2', 'GPL-2.0-only'],
  ['LGPL-2.1+', 'LGPL-2.1-or-later'],
  ['Expat', 'MIT'],
  ['BSD-3-clause', 'BSD-3-Clause'],
  ['Artistic', 'Artistic-1.0'],
  ['GPL-2 or Artistic', 'GPL-2.0-only OR Artistic-1.0'],
  ['GPL-1+ or Artistic', 'GPL-1.0-or-later OR Artistic-1.0-Perl'],
  ['GPL-2+ or AFL-2.1, and Expat', '(GPL-2.0-or-later OR AFL-2.1) AND MIT'],
  ['GPL-2+ with Autoconf exception', 'GPL-2.0-or-later WITH Autoconf-exception-2.0'],
  ['GPL-3+ with Autoconf exception', 'GPL-3.0-or-later WITH Autoconf-exception-3.0'],
  ['GPL-2 with Linux-syscall-note exception', 'GPL-2.0-only WITH Linux-syscall-note'],
  ['GFDL-NIV-1.3+', 'GFDL-1.3-no-invariants-or-later'],
  ['LGPLv3+_or_GPLv2+', 'LGPL-3.0-or-later OR GPL-2.0-or-later'],
  // Fedora.
  ['GPLv2+ and LGPLv2+ and MIT', 'GPL-2.0-or-later AND LGPL-2.0-or-later AND MIT'],
  ['ASL 2.0', 'Apache-2.0'],
  ['GPL+ or Artistic', 'GPL-1.0-or-later OR Artistic-1.0-Perl'],
  // Python classifiers.
  ['License :: OSI Approved :: MIT License', 'MIT'],
  ['License :: OSI Approved :: ISC License (ISCL)', 'ISC'],
  ['License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)', 'GPL-2.0-or-later'],
  ['License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
  ['License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication', 'CC0-1.0'],
  // Maven, npm, R and free words.
  ['Apache 2.0', 'Apache-2.0'],
  ['The Apache Software License, Version 2.0', 'Apache-2.0'],
  ['Apache License v2', 'Apache-2.0'],
  ['MIT License', 'MIT'],
  ['The MIT License (MIT)', 'MIT'],
  ['Eclipse Public License - v 2.0', 'EPL-2.0'],
  ['GNU Lesser General Public License (LGPL), Version 2.1', 'LGPL-2.1-only'],
  ['GPL version 2 or (at your option) any later version', 'GPL-2.0-or-later'],
  ['The Unlicense (Unlicense)', 'Unlicense'],
  ['MIT / Apache-2.0', 'MIT OR Apache-2.0'],
  ['MIT/X11', 'MIT'],
  ['GPL (>= 2)', 'GPL-2.0-or-later'],
  ['MIT + file LICENSE', 'MIT'],
  ['(MIT', 'MIT'],
  ['perl and MIT', '(GPL-1.0-or-later OR Artistic-1.0-Perl) AND MIT'],
  // Addresses.
  ['https://opensource.org/licenses/MIT', 'MIT'],
  ['http://www.opensource.org/licenses/mit-license.php', 'MIT'],
  ['http://www.apache.org/licenses/LICENSE-2.0.txt', 'Apache-2.0'],
  ['https://licenses.nuget.org/BSD-3-Clause', 'BSD-3-Clause'],
  ['https://creativecommons.org/licenses/by-sa/4.0/legalcode', 'CC-BY-SA-4.0'],
  ['https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html#SEC1', 'LGPL-2.1-only'],
];

// Each may mean several licences, or none that SPDX lists.
const UNMAPPED: readonly string[] = [
  '',
  '   ',
  'BSD',
  'License :: OSI Approved :: BSD License',
  'GPL',
  'LGPL',
  'Apache',
  'License :: OSI Approved :: Apache Software License',
  'GNU General Public License v2 (GPLv3)',
  'GPL (< 3)',
  'MIT, BSD',
  'MIT and',
  'MIT and/or ISC',
  'public-domain',
  'UNLICENSED',
  'NOASSERTION',
  'NONE',
  'SEE LICENSE IN LICENSE.txt',
  'custom:MIT',
  'GPL-2+ with OpenSSL exception',
  'BSD-3-clause and BSD-3-clause-pcre',
  'GPL-9',
  '@MIT',
  '@@@MIT',
  'MIT WITH',
  'LicenseRef-',
  'https://example.com/licenses/MIT',
  'http://opensource.org/licenses/bsd-license.php',
  'constructor',
  '__proto__',
  'MIT\u0000',
];

describe('toSpdxExpression()', () => {
  test.each(MAPPED)('maps %j to %j', (value, expression) => {
    expect(toSpdxExpression(value)).toBe(expression);
    expect(toSpdxExpression(expression)).toBe(expression);
  });

  test.each(UNMAPPED)('leaves %j unmapped', (value) => {
    expect(toSpdxExpression(value)).toBeUndefined();
  });

  test.each([
    ['brackets', '('.repeat(1000)],
    ['nested brackets', `${'('.repeat(33)}MIT AND ISC${')'.repeat(33)}`],
    ['blanks', ' '.repeat(1_000_000)],
    ['commas and words', ', or later'.repeat(100)],
    ['operators', ' or'.repeat(300)],
    ['slashes', '/ '.repeat(500)],
    ['plus signs', `GPL${'+'.repeat(1000)}`],
    ['hyphens', `gnu${'-with'.repeat(200)}`],
    ['licences over the length limit', Array(300).fill('MIT').join(' OR ')],
    ['digits', `GPL-${'1.'.repeat(500)}`],
  ])('gives up on hostile %s at once', (_, value) => {
    const start = performance.now();
    expect(toSpdxExpression(value)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(100);
  });
});
