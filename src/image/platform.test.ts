import { describe, expect, it } from 'vitest';
import {
  defaultPlatform,
  formatPlatform,
  isAttestationPlatform,
  parsePlatform,
  parsePlatformObject,
  platformDistance,
} from './platform.ts';

describe('parsePlatform()', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['Linux/X86_64', 'linux/amd64'],
    ['aarch64', 'linux/arm64'],
    ['armhf', 'linux/arm/v7'],
    ['armel', 'linux/arm/v6'],
    ['i686', 'linux/386'],
    ['s390x', 'linux/s390x'],
    ['macos/arm64', 'darwin/arm64'],
    ['windows/amd64:10.0.20348.1', 'windows/amd64:10.0.20348.1'],
    ['freebsd/riscv64', 'freebsd/riscv64'],
  ])('reads %s as %s', (text, formatted) => expect(formatPlatform(parsePlatform(text))).toBe(formatted));

  it('reads a lone system as that system on this architecture', () => {
    expect(formatPlatform(parsePlatform('windows'))).toBe(`windows/${defaultPlatform().architecture}`);
  });

  it.each(['', '/', 'linux/', 'linux//v8', 'a/b/c/d', 'linux/amd 64', 'linux/amd64\u001b[1m', 'linux/é'])(
    'refuses %j',
    (text) => expect(() => parsePlatform(text)).toThrow(/expected os\/arch/),
  );
});

describe('parsePlatformObject()', () => {
  it('keeps the wire names with a dot and ignores fields of the wrong type', () => {
    const wire = {
      os: 'windows',
      architecture: 'amd64',
      'os.version': '10.0.1',
      'os.features': ['win32k', 3],
    };
    expect(parsePlatformObject(wire)).toEqual({
      os: 'windows',
      architecture: 'amd64',
      osVersion: '10.0.1',
      osFeatures: ['win32k'],
    });
    expect(parsePlatformObject({ os: 3, architecture: null, variant: [] })).toEqual({
      os: '',
      architecture: '',
    });
  });

  it('marks BuildKit attestations', () => {
    expect(isAttestationPlatform(parsePlatformObject({ os: 'unknown', architecture: 'unknown' }))).toBe(true);
    expect(isAttestationPlatform(undefined)).toBe(false);
  });
});

describe('platformDistance()', () => {
  it.each([
    ['linux/amd64', 'linux/amd64', 0],
    ['linux/amd64', 'linux/amd64/v2', undefined],
    ['linux/amd64/v3', 'linux/amd64/v3', 0],
    ['linux/amd64/v3', 'linux/amd64/v2', 1],
    ['linux/amd64/v3', 'linux/amd64', 2],
    ['linux/arm', 'linux/arm/v7', 0],
    ['linux/arm/v7', 'linux/arm', 1],
    ['linux/arm/v7', 'linux/arm/v6', 2],
    ['linux/arm/v7', 'linux/arm/v5', 3],
    ['linux/arm/v6', 'linux/arm', undefined],
    ['linux/arm/v6', 'linux/arm/v7', undefined],
    ['linux/arm/v8', 'linux/arm/v7', 1],
    ['linux/arm64', 'linux/arm64/v8', 0],
    ['linux/arm64/v9', 'linux/arm64', 2],
    ['linux/arm64', 'linux/arm64/v9', undefined],
    ['linux/arm64', 'linux/arm/v7', undefined],
    ['linux/amd64', 'windows/amd64', undefined],
    ['windows/amd64:10.0.20348.5', 'windows/amd64:10.0.20348.9', 0],
    ['windows/amd64:10.0.20348.5', 'windows/amd64:10.0.17763.5', undefined],
    ['windows/amd64', 'windows/amd64:10.0.17763.5', 0],
  ])('of %s and %s is %s', (wanted, offered, distance) => {
    expect(platformDistance(parsePlatform(wanted), parsePlatform(offered))).toBe(distance);
  });
});
