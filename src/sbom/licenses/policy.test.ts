import { expect, test } from 'vitest';
import type { PackageLicense } from '../model.ts';
import { licenseApplier } from './apply.ts';
import { licensePolicy } from './policy.ts';

function verdict(value: string, allow: readonly string[], deny: readonly string[]): string | undefined {
  const licenses: PackageLicense[] = [{ value, type: 'declared' }];
  return licensePolicy([{ id: '1', name: 'a', version: '1', licenses }], { allow, deny })[0]?.verdict;
}

test.each([
  ['MIT', [], [], 'allowed'],
  ['MIT', ['MIT'], [], 'allowed'],
  ['Expat', ['mit'], [], 'allowed'],
  ['ISC', ['MIT'], [], 'denied'],
  ['GPL-3.0-only', [], ['GPL-3.0-only'], 'denied'],
  ['MIT OR GPL-3.0-only', [], ['GPL-3.0-only'], 'allowed'],
  ['MIT AND GPL-3.0-only', [], ['GPL-3.0-only'], 'denied'],
  ['(MIT OR ISC) AND Zlib', ['ISC', 'Zlib'], [], 'allowed'],
  ['(MIT OR ISC) AND Zlib', ['ISC'], [], 'denied'],
  ['MIT OR GPL-3.0-only', ['MIT'], ['MIT'], 'denied'],
  // Versions.
  ['GPL-3.0-only', [], ['GPL-2.0-or-later'], 'denied'],
  ['GPL-2.0-or-later', [], ['GPL-3.0-only'], 'allowed'],
  ['GPL-2.0-or-later', [], ['GPL-2.0-or-later'], 'denied'],
  ['GPL-3.0-or-later', [], ['GPL-3.0'], 'denied'],
  ['GPL-3.0-only', [], ['GPL-3.0'], 'denied'],
  ['GPL-2.0-or-later', ['GPL-3.0-only'], [], 'allowed'],
  ['GPL-2.0-only', ['GPL-3.0-only'], [], 'denied'],
  ['GPL-3.0-only', ['GPL-2.0-or-later'], [], 'allowed'],
  ['LGPL-3.0-only', [], ['GPL-2.0-or-later'], 'allowed'],
  ['MIT', ['MIT-0'], [], 'denied'],
  ['MPL-1.1+', ['MPL-2.0'], [], 'allowed'],
  // Exceptions.
  ['GPL-2.0-only WITH Classpath-exception-2.0', ['GPL-2.0-only'], [], 'denied'],
  ['GPL-2.0-only WITH Classpath-exception-2.0', ['GPL-2.0-only WITH Classpath-exception-2.0'], [], 'allowed'],
  ['GPL-2.0-only WITH Classpath-exception-2.0', [], ['GPL-2.0-only'], 'allowed'],
  // What is not known is never called allowed.
  ['custom', [], ['GPL-3.0-only'], 'unknown'],
  ['LicenseRef-x', ['MIT'], [], 'unknown'],
  ['LicenseRef-x', ['LicenseRef-x'], [], 'allowed'],
  ['MIT AND LicenseRef-x', ['MIT'], [], 'unknown'],
  ['MIT OR LicenseRef-x', ['MIT'], [], 'allowed'],
] as const)('licensePolicy() judges %s, allowing %j, denying %j: %s', (value, allow, deny, expected) => {
  expect(verdict(value, allow, deny)).toBe(expected);
});

test('licensePolicy() gives a row a licence, and one for a package without', () => {
  const licenses: PackageLicense[] = [
    { value: 'Expat', type: 'declared' },
    { value: 'text of its own', type: 'declared' },
  ];
  const rows = licensePolicy(
    [
      { id: '1', name: 'a', version: '1', licenses },
      { id: '2', name: 'b', version: '2', licenses: [] },
    ],
    { deny: ['GPL-2.0-only'] },
  );
  expect(rows).toEqual([
    { package: { id: '1', name: 'a', version: '1' }, value: 'Expat', expression: 'MIT', verdict: 'allowed' },
    { package: { id: '1', name: 'a', version: '1' }, value: 'text of its own', verdict: 'unknown' },
    { package: { id: '2', name: 'b', version: '2' }, verdict: 'unknown' },
  ]);
});

test.each(['GPL3.0.0.0', 'nonsense', 'MIT OR ISC', ''])('licensePolicy() refuses the entry %j', (entry) => {
  expect(() => licensePolicy([], { deny: [entry] })).toThrow(/is not one SPDX licence/);
});

test('licenseApplier() fills expressions, keeps those that are there, and invents none', () => {
  const apply = licenseApplier();
  const given: PackageLicense[] = [
    { value: 'Expat', type: 'declared', path: 'a' },
    { value: 'Expat', spdxExpression: 'ISC', type: 'concluded' },
    { value: 'BSD', type: 'declared' },
  ];
  expect(apply(given)).toEqual([{ ...given[0], spdxExpression: 'MIT' }, given[1], given[2]]);
  expect(apply(given)[2]).toBe(given[2]);
});
