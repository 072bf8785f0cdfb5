import { describe, expect, it } from 'vitest';
import { digestOf } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import type { Descriptor } from './descriptor.ts';
import type { ImageIndex } from './manifest.ts';
import { MediaType } from './media-types.ts';
import { parsePlatform } from './platform.ts';
import { listPlatforms, selectManifest } from './select.ts';

function child(platform?: string, extra: Partial<Descriptor> = {}): Descriptor {
  return {
    mediaType: MediaType.ociManifest,
    digest: digestOf(Buffer.from(`${platform}${JSON.stringify(extra)}`)),
    size: 1,
    ...(platform && { platform: parsePlatform(platform) }),
    ...extra,
  };
}

function indexOf(...manifests: Descriptor[]): ImageIndex {
  return { kind: 'index', mediaType: MediaType.ociIndex, manifests };
}

function choose(index: ImageIndex, platform: string): string | undefined {
  const { descriptor, exact } = selectManifest(index, parsePlatform(platform));
  return `${index.manifests.indexOf(descriptor)}${exact ? '' : '~'}`;
}

function refusal(index: ImageIndex, platform: string, where: string): PlimsollError {
  try {
    selectManifest(index, parsePlatform(platform), where);
  } catch (thrown) {
    return thrown as PlimsollError;
  }
  throw new Error('a platform was chosen');
}

const ATTESTATION = { 'vnd.docker.reference.type': 'attestation-manifest' };

describe('selectManifest()', () => {
  it('takes the nearest variant, not the first that would do', () => {
    const index = indexOf(child('linux/arm/v5'), child('linux/arm/v7'), child('linux/amd64'));
    expect(choose(index, 'linux/arm/v7')).toBe('1');
    expect(choose(index, 'linux/arm/v6')).toBe('0~');
    expect(choose(index, 'linux/amd64/v3')).toBe('2~');
  });

  it('takes the first of equals', () => {
    expect(
      choose(indexOf(child('linux/amd64', { size: 1 }), child('linux/amd64', { size: 2 })), 'amd64'),
    ).toBe('0');
  });

  it('never takes an attestation, by platform or by annotation', () => {
    const index = indexOf(
      child('unknown/unknown'),
      child('linux/amd64', { annotations: ATTESTATION }),
      child('linux/amd64'),
    );
    expect(choose(index, 'linux/amd64')).toBe('2');
    expect(() =>
      selectManifest(indexOf(child('unknown/unknown')), parsePlatform('unknown/unknown')),
    ).toThrow();
  });

  it('takes an only image without a platform, with a note, whatever artifacts lie beside it', () => {
    const index = indexOf(child(undefined, { artifactType: 'application/spdx+json' }), child());
    const selection = selectManifest(index, parsePlatform('linux/amd64'));
    expect(selection).toMatchObject({ descriptor: index.manifests[1], exact: false });
    expect(selection.note).toContain('does not say');
  });

  it('refuses to guess between several without a platform', () => {
    const index = indexOf(child(), child(undefined, { size: 2 }));
    expect(() => selectManifest(index, parsePlatform('linux/amd64'), 'x')).toThrow(/choose a platform of x/);
  });

  it('names the platforms there are when none serves', () => {
    const index = indexOf(
      child('linux/amd64'),
      child('unknown/unknown'),
      child('linux/arm/v6'),
      child('linux/amd64'),
    );
    const error = refusal(index, 'windows/amd64', 'nginx');
    expect(error).toBeInstanceOf(PlimsollError);
    expect(error.code).toBe('not-found');
    expect(error.message).toBe(
      'choose a platform of nginx: it has no image for windows/amd64, only linux/amd64, linux/arm/v6',
    );
    expect(error.hint).toContain('--platform linux/amd64');
  });

  it('keeps the message short for an index of thousands', () => {
    const index = indexOf(...Array.from({ length: 4096 }, (_, i) => child(`os${i}/amd64`)));
    expect(() => selectManifest(index, parsePlatform('linux/amd64'))).toThrow(/os39\/amd64 and 4056 more$/);
  });
});

describe('listPlatforms()', () => {
  it('lists each image platform once', () => {
    const index = indexOf(child('linux/arm64/v8'), child(), child('linux/arm64'), child('unknown/unknown'));
    expect(listPlatforms(index)).toEqual(['linux/arm64']);
  });
});
