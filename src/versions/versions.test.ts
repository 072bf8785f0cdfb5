import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, VERSION_SCHEMES, type VersionScheme } from './index.ts';

// Each line is in ascending order; `=` joins what is equal. What the tools themselves answer.
const ORDERS: Readonly<Record<VersionScheme, readonly string[]>> = {
  deb: [
    '1.0~~ < 1.0~ < 1.0~rc1 < 1.0 = 1.0-0 = 0:1.0 < 1.0-1~bpo12+1 < 1.0-1 < 1.0a < 1.0+ < 1.0. = 1.0.0',
    '2.0 < 1:0.5',
    '1.001 = 1.1',
    '009 = 9',
    '1+deb12u9 < 1+deb12u10',
    '1.2.3-1 < 1.2.3+dfsg-1',
    '1-0ubuntu0.1 < 1-0ubuntu1',
    '5.15.0-70.77~20.04.1 < 5.15.0-164.174',
  ],
  rpm: [
    '1.0~rc1 < 1.0~rc1^git1 < 1.0 < 1.0^git1 < 1.0a < 1.0.1',
    '1.0^git1 < 1.0git1',
    '1.0^a < 1.0a',
    '010 = 10',
    '1..0 = 1_0 = 1.0',
    '5.3a < 5.3.1',
    'fc4 = fc.4',
    '1.0+1 = 1.0.1',
    '6.0 < 6.0.rc1',
    '1-1b.fc17 < 1-1.fc17',
    '1-4.el8 < 1-4.el8_4.1',
    '2 < 1:1',
    '1 = 0:1 = 1-9',
  ],
  apk: [
    '1.0_alpha < 1.0_alpha2 < 1.0_alpha10 < 1.0_beta < 1.0_pre1 < 1.0_rc1 < 1.0_rc1_p1 < 1.0 < 1.0~abc',
    '1.0 < 1.0_cvs < 1.0_svn < 1.0_git20200101 < 1.0_hg < 1.0_p < 1.0_p1 < 1.0a < 1.0.0',
    '1.01 < 1.1',
    '1.1 < 1.1-r0 < 1.1-r2 < 1.1-r10',
    '0.1.2 < 0.12',
    '2.9.1 < 2.9.1-r0',
  ],
  semver: [
    '1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2 < 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0',
    '1.0.0 = v1.0.0 = 1.0.0+build < 1.0.1',
    '1.0.0-1 < 1.0.0-A < 1.0.0-a',
    '9007199254740993.0.0 < 9007199254740994.0.0',
  ],
  pep440: [
    '1.0.dev1 < 1.0a0 = 1.0a < 1.0b1 < 1.0rc1 = 1.0c1 < 1.0 = 1.0.0 = v1.0 < 1.0+abc.2 < 1.0+abc.10 < 1.0+1 < 1.0.post1.dev1 < 1.0.post1 = 1.0-1',
    '2.0 < 1!0.1',
    '1.0a1.dev1 < 1.0a1 < 1.0a1.post1',
  ],
  maven: [
    '1-alpha < 1-beta < 1-milestone < 1-rc = 1-cr < 1-snapshot < 1 = 1.0 = 1.ga = 1-final = 1.0.0 = 1.RELEASE < 1-sp < 1-abc < 1-1 < 1.1',
    '1.0-alpha-1 = 1.0alpha1 = 1.0-a1 = 1.0-ALPHA-1',
    '31.1 < 31.1-android < 31.1-jre',
  ],
  gem: [
    '1.0.a < 1.0 = 1 = 1.0.0 = 1.0.0-x86_64-linux = 1.0-java',
    '1.0.a9 < 1.0.b1 < 1.0.rc9 < 1.0.rc10 < 1.0',
    '1.0-1 = 1.0.pre.1 < 1.0',
  ],
  golang: [
    'go1.21rc1 < go1.21.0 = 1.21.0 < go1.21.1 = go1.21.1 X:arenas',
    'v1.2.3 < v1.2.4-0.20220101000000-abcdefabcdef < v1.2.4-0.20220102000000-abcdefabcdef < v1.2.4',
    'v0.0.0-20210101000000-aaaaaaaaaaaa < v0.0.0-20220101000000-aaaaaaaaaaaa < v0.0.1',
    'v2.0.0+incompatible = v2.0.0',
    '1.22.0-0 < 1.22rc1',
  ],
  composer: [
    'dev-main < 1.0-dev < 1.0-alpha < 1.0-alpha2 < 1.0-beta < 1.0-RC1 < 1.0 = v1.0.0.0 = 1.0-stable < 1.0-patch1 = 1.0-pl1 < 1.0.1',
    '1.99 < 1.x-dev < 2.0',
  ],
  nuget: ['1.0.0-alpha = 1.0.0-ALPHA < 1.0.0-rc.9 < 1.0.0-rc.10 < 1.0 = 1.0.0.0 = 1.0.0+meta < 1.0.0.1'],
  pacman: [
    '1.0a < 1.0alpha < 1.0b < 1.0beta < 1.0p < 1.0pre < 1.0rc < 1.0 < 1.0.a < 1.0.1',
    '1 < 1.0 < 1.1 < 1.1.1 < 1.2 < 2.0 < 3.0.0',
    '1.0 = 1.0-1 < 1.0.1',
    '1.5-1 < 1.5-2',
    '9 < 1:1',
  ],
  portage: [
    '1.0_alpha < 1.0_alpha1 < 1.0_beta < 1.0_pre < 1.0_rc < 1.0 = 1.0-r0 < 1.0-r1 < 1.0_p = 1.0_p0 < 1.0_p1 < 1.0a < 1.0.0',
    '1.01 < 1.1',
    '1.2.3 < 1.2.3b',
  ],
  jvm: [
    '1.8.0_392 = 8.0.392 < 1.8.0_402 < 11.0.21 < 17.0.9+8 < 17.0.9+9',
    '21-ea < 21 < 21.0.1',
    '1.8.0_392-b07 < 1.8.0_392-b08',
  ],
};

const UNORDERED: Partial<Record<VersionScheme, readonly string[]>> = {
  deb: ['', '1.0 beta', 'a:1', ':1', '-1'],
  rpm: ['', '1 2', '-1'],
  apk: ['', 'abc', '1.0_foo', '1..0', '1.0-1'],
  semver: ['', 'latest', '1.0.0-'],
  pep440: ['', '2011k', '1.0-'],
  gem: ['', 'abc'],
  golang: ['', '(devel)'],
  composer: ['', 'master'],
  portage: ['', '1.0-1'],
  jvm: ['', 'eleven'],
};

describe('compareVersions()', () => {
  describe.each(VERSION_SCHEMES)('%s', (scheme) => {
    it.each(ORDERS[scheme])('%s', (line) => {
      const groups = line.split(' < ').map((group) => group.split(' = '));
      for (const [i, group] of groups.entries())
        for (const a of group)
          for (const [j, other] of groups.entries())
            for (const b of other)
              expect([a, compareVersions(scheme, a, b), b]).toEqual([a, Math.sign(i - j), b]);
    });

    it.each(UNORDERED[scheme] ?? [''])('throws on %j', (text) => {
      expect(() => compareVersions(scheme, text, '1.0')).toThrow(/^compare/);
      expect(() => compareVersions(scheme, '1.0', text)).toThrow(/^compare/);
    });

    it('throws on endless text, soon', () => {
      expect(() => compareVersions(scheme, '1.'.repeat(100_000), '1')).toThrow(/longer/);
    });

    const piece = fc.constantFrom(
      '0',
      '1',
      '01',
      '10',
      '.',
      '-',
      '_',
      '~',
      '^',
      '+',
      ':',
      'a',
      'rc',
      'alpha',
      'beta',
      'p',
      'pre',
      'r1',
      'dev',
      'sp',
      'v',
    );
    const version = fc.array(piece, { minLength: 1, maxLength: 7 }).map((parts) => `1${parts.join('')}`);
    const order = (a: string, b: string): number | undefined => {
      try {
        return compareVersions(scheme, a, b);
      } catch {
        return undefined;
      }
    };

    it('is an order: antisymmetric and transitive', () => {
      fc.assert(
        fc.property(version, version, version, (a, b, c) => {
          const [ab, ba, bc, ac] = [order(a, b), order(b, a), order(b, c), order(a, c)];
          expect(ba === undefined ? undefined : -ba + 0).toEqual(ab === undefined ? undefined : ab + 0);
          if (ab !== undefined && bc !== undefined && ab <= 0 && bc <= 0 && !(ab === 0 && bc === 0))
            if (isTransitive(scheme)) expect(ac).toBe(-1);
        }),
        { numRuns: 2000 },
      );
    });
  });

  it('knows no other scheme', () => {
    expect(() => compareVersions('toString' as VersionScheme, '1', '2')).toThrow(/is no scheme/);
  });
});

// A release counts only where both have one (rpm, pacman): equality without it cannot be transitive. Maven's order is
// what Maven does.
function isTransitive(scheme: VersionScheme): boolean {
  return scheme !== 'rpm' && scheme !== 'pacman' && scheme !== 'maven';
}
