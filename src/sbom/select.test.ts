import { describe, expect, it } from 'vitest';
import { excludedBy, GlobTable } from './select.ts';

describe('GlobTable', () => {
  const table = new GlobTable<string>();
  table.add('**/lib/dpkg/status', 'status');
  table.add('**/lib/dpkg/status.d/*', 'single');
  table.add('**/*.{jar,war}', 'java');
  table.add('**/libpython*.so*', 'library');
  table.add('**/{var/lib,usr/share}/rpm/Packages', 'rpm');
  table.add('opt/bitnami/**/.spdx-*.spdx', 'bitnami');

  it.each([
    ['var/lib/dpkg/status', ['status']],
    ['lib/dpkg/status', ['status']],
    ['var/lib/dpkg/status-old', []],
    ['mylib/dpkg/status', []],
    ['var/lib/dpkg/status.d/base', ['single']],
    ['var/lib/dpkg/status.d/a/b', []],
    ['app/x.jar', ['java']],
    ['x.war', ['java']],
    ['x.jar.txt', []],
    ['usr/lib/libpython3.11.so.1.0', ['library']],
    ['usr/share/rpm/Packages', ['rpm']],
    ['opt/bitnami/a/b/.spdx-nginx.spdx', ['bitnami']],
    ['opt/bitnami/.spdx-nginx.spdx', ['bitnami']],
  ])('find(%j) gives %j', (path, values) => {
    expect(table.find(path)).toEqual(values);
  });
});

describe('excludedBy()', () => {
  const excluded = excludedBy(['./test', '**/node_modules', '*.md', 'docs/**', '{a,b}/c']);

  it.each(['test', 'test/x', 'app/node_modules/y/package.json', 'README.md', 'docs/x', 'b/c/d'])(
    'leaves %j out',
    (path) => expect(excluded(path)).toBe(true),
  );
  it.each(['tests', 'app/test', 'app/README.md', 'node_modules2', 'c', 'docsx'])('keeps %j', (path) =>
    expect(excluded(path)).toBe(false),
  );
});
