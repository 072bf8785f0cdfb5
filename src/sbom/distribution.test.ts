import { describe, expect, it } from 'vitest';
import { distroQualifier, readDistribution } from './distribution.ts';

const read = (files: Record<string, string>) => (path: string) =>
  files[path] === undefined ? undefined : Buffer.from(files[path]);

describe('readDistribution()', () => {
  it('reads os-release', () => {
    const text =
      'ID=ubuntu\nID_LIKE="debian linux"\nNAME=Ubuntu\nPRETTY_NAME="Ubuntu 24.04"\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\n';
    expect(readDistribution(read({ 'etc/os-release': text }))).toEqual({
      id: 'ubuntu',
      name: 'Ubuntu',
      prettyName: 'Ubuntu 24.04',
      idLike: ['debian', 'linux'],
      versionId: '24.04',
      versionCodename: 'noble',
    });
  });

  it('takes older release files where there is no os-release', () => {
    expect(readDistribution(read({ 'etc/alpine-release': '3.18.4\n' }))).toMatchObject({
      id: 'alpine',
      versionId: '3.18',
    });
  });

  it('knows none where nothing says', () => {
    expect(readDistribution(read({}))).toBeUndefined();
    expect(readDistribution(read({ 'etc/os-release': 'NAME=x\n' }))).toBeUndefined();
  });
});

describe('distroQualifier()', () => {
  const record = { id: 'arch', name: 'Arch', prettyName: 'Arch', idLike: [] };

  it('joins id and version, or build id, or stands alone', () => {
    expect(distroQualifier({ ...record, id: 'debian', versionId: '12' })).toBe('debian-12');
    expect(distroQualifier({ ...record, buildId: 'rolling' })).toBe('arch-rolling');
    expect(distroQualifier(record)).toBe('arch');
    expect(distroQualifier(undefined)).toBeUndefined();
  });
});
