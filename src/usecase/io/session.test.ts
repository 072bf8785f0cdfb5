import { describe, expect, it } from 'vitest';
import { foldersOf, openSession, type SessionOptions, wantedPlatform } from './session.ts';

const open = (options: Partial<SessionOptions> = {}) =>
  openSession({ env: { HOME: '/home/u' }, cwd: '/', version: '0', ...options });

describe('foldersOf()', () => {
  it('follows the XDG base directory specification, and plimsoll’s own variables before it', () => {
    const home = { HOME: '/home/u' };
    expect(foldersOf(home)).toEqual({
      store: '/home/u/.local/share/plimsoll/store',
      cache: '/home/u/.cache/plimsoll',
    });
    const xdg = { ...home, XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' };
    expect(foldersOf(xdg)).toEqual({ store: '/data/plimsoll/store', cache: '/cache/plimsoll' });
    expect(foldersOf({ ...home, XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '' })).toEqual(foldersOf(home));
    const own = { ...xdg, PLIMSOLL_STORE: '/s', PLIMSOLL_CACHE: '/c' };
    expect(foldersOf(own)).toEqual({ store: '/s', cache: '/c' });
  });
});

describe('openSession()', () => {
  it('knows a platform that was named from the machine’s own', () => {
    expect(open({ platform: 'linux/s390x' })).toMatchObject({
      ...{ platform: { os: 'linux', architecture: 's390x' }, platformRequired: true, allPlatforms: false },
    });
    expect(open()).toMatchObject({ platformRequired: false, allPlatforms: false });
    const all = open({ platform: 'all' });
    expect(all).toMatchObject({ platformRequired: false, allPlatforms: true });
    expect([wantedPlatform(all), wantedPlatform(open())]).toEqual(['all', open().platform]);
    expect(() => open({ platform: 'linux/' })).toThrow(/linux\//);
  });

  it('takes the time from SOURCE_DATE_EPOCH when that is one', () => {
    expect(open({ env: { SOURCE_DATE_EPOCH: '1790000000' } }).now).toBe(1_790_000_000_000);
    for (const odd of ['', 'soon', '-1', '1e3', '9'.repeat(20)])
      expect(Math.abs(open({ env: { SOURCE_DATE_EPOCH: odd } }).now - Date.now()), odd).toBeLessThan(60_000);
  });

  it('reaches no registry offline, and keeps nothing when no cache is wanted', async () => {
    expect(() => open({ offline: true }).registry()).toThrow(expect.objectContaining({ code: 'offline' }));
    const forgetful = open({ env: { HOME: '/home/u', PLIMSOLL_NO_CACHE: '1' } });
    expect([forgetful.scanCache, await forgetful.blobPlaces()]).toEqual([undefined, undefined]);
    await forgetful.close();
  });
});
