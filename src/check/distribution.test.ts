import { describe, expect, test } from 'vitest';
import { SUPPORT } from './distribution.data.ts';
import { detectDistribution, findEndOfLife, isRolling } from './distribution.ts';

const NOW = Date.UTC(2026, 7, 22);
const detect = (files: Readonly<Record<string, string>>, now = NOW) =>
  detectDistribution(
    (path) => (Object.hasOwn(files, path) ? Buffer.from(files[path] as string) : undefined),
    now,
  );

describe('detectDistribution()', () => {
  test.each([
    [
      'debian',
      'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
      '12',
      '2028-06-30',
    ],
    ['ubuntu', 'ID=ubuntu\nVERSION_ID="24.04"\nNAME=Ubuntu\n', '24.04', '2029-05-31'],
    ['debian', "ID='debian'\r\nVERSION_ID='9'\r\n", '9', '2022-07-01'],
    ['debian', 'ID=Debian\nVERSION_ID=8\n', '8', '2020-06-30'],
  ])('reads %s', (id, text, version, date) => {
    expect(detect({ 'etc/os-release': text })).toMatchObject({ id, version, endOfLife: { date } });
  });

  test('falls back to usr/lib and to the older files', () => {
    expect(detect({ 'usr/lib/os-release': 'ID=debian\nVERSION_ID=12\n' })?.id).toBe('debian');
    expect(detect({ 'etc/alpine-release': '3.18.4\n' })).toMatchObject({ id: 'alpine', version: '3.18' });
    expect(detect({ 'etc/redhat-release': 'CentOS Linux release 7.9.2009 (Core)' })).toMatchObject({
      id: 'centos',
      version: '7',
    });
    expect(detect({ 'etc/debian_version': '10.13\n' })).toMatchObject({ id: 'debian', version: '10' });
    expect(detect({ 'etc/debian_version': 'bookworm/sid\n' })).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['no id', 'NAME=x\n'],
    ['an id with a slash', 'ID=../../etc\n'],
    ['an id with control characters', 'ID="a\u001b[31m"\n'],
    ['an id that is too long', `ID=${'a'.repeat(65)}\n`],
    ['binary', '\u0000\u0001\u0002=\n'],
  ])('gives nothing for %s', (_, text) => {
    expect(detect({ 'etc/os-release': text })).toBeUndefined();
  });

  test('bounds the name, and knows no dates of names from JavaScript', () => {
    expect(detect({ 'etc/os-release': `ID=x\nPRETTY_NAME=${'n'.repeat(9000)}\n` })?.name.length).toBe(200);
    for (const id of ['constructor', '__proto__', 'tostring'])
      expect(detect({ 'etc/os-release': `ID=${id}\nVERSION_ID=1\n` })?.endOfLife).toBeUndefined();
    expect(findEndOfLife('debian', 'constructor', NOW)).toBeUndefined();
    expect(findEndOfLife('debian', '__proto__', NOW)).toBeUndefined();
  });

  test('tells CentOS Stream from CentOS', () => {
    const of = (name: string) =>
      detect({ 'etc/os-release': `ID=centos\nVERSION_ID=8\nPRETTY_NAME="${name}"\n` })?.endOfLife?.date;
    expect(of('CentOS Linux 8')).not.toBe(of('CentOS Stream 8'));
  });
});

describe('findEndOfLife()', () => {
  test('counts the last day as supported, wherever the clock stands', () => {
    const at = (time: string) => findEndOfLife('debian', '12', Date.parse(time))?.past;
    expect(at('2028-06-30T00:00:00Z')).toBe(false);
    expect(at('2028-06-30T23:59:59Z')).toBe(false);
    expect(at('2028-07-01T00:00:00Z')).toBe(true);
  });

  test.each([
    ['alpine', '3.21_alpha20240807'],
    ['debian', '12-rc1'],
    ['debian', ''],
    ['debian', 'sid'],
    ['debian', '999'],
    ['debian', `${'9'.repeat(5000)}`],
    ['nothing-like-it', '1'],
  ])('knows nothing of %s %s', (id, version) => {
    expect(findEndOfLife(id, version, NOW)).toBeUndefined();
  });

  test('finds a release by its leading numbers', () => {
    expect(findEndOfLife('debian', '12.7', NOW)?.date).toBe('2028-06-30');
    expect(findEndOfLife('ubuntu', '22.04.5', NOW)?.date).toBe('2027-04-01');
  });

  test('has real days only', () => {
    for (const [id, { dates, source }] of SUPPORT) {
      expect(source, id).not.toBe('');
      for (const date of Object.values(dates))
        expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(date);
    }
  });
});

test('isRolling() knows what never ends', () => {
  const is = (id: string, version?: string) => isRolling({ id, name: id, ...(version && { version }) });
  expect([is('wolfi'), is('debian'), is('alpine', '3.21_alpha2024'), is('arch')]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([is('debian', '12'), is('alpine', '3.20'), is('ubuntu')]).toEqual([false, false, false]);
});
