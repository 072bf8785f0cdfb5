import { describe, expect, it } from 'vitest';
import { attribute, manifestMetadata, parseManifest } from './manifest.ts';

describe('parseManifest()', () => {
  it('joins continuation lines and keeps the main section apart', () => {
    const manifest = parseManifest(
      'Manifest-Version: 1.0\r\nImplementation-Title: A very long ti\r\n tle\r\nEmpty: \r\n\r\nName: org/x/\r\nImplementation-Version: 1.2\r\n',
    );
    expect(attribute(manifest, 'implementation-title')).toBe('A very long title');
    expect(attribute(manifest, 'Empty')).toBeUndefined();
    expect(manifestMetadata(manifest)).toEqual({
      main: [
        { key: 'Manifest-Version', value: '1.0' },
        { key: 'Implementation-Title', value: 'A very long title' },
        { key: 'Empty', value: '' },
      ],
      sections: [
        [
          { key: 'Name', value: 'org/x/' },
          { key: 'Implementation-Version', value: '1.2' },
        ],
      ],
    });
  });

  it('leaves out the digests of a signed jar and lists of packages', () => {
    const signed = Array.from({ length: 500 }, (_, i) => `Name: c${i}.class\nSHA-256-Digest: abc=\n`).join(
      '\n',
    );
    const manifest = parseManifest(
      `A: b\nExport-Package: ${'x,'.repeat(2000)}\n\n${signed}\nName: last\nK: v\n`,
    );
    expect(manifestMetadata(manifest)).toEqual({
      main: [{ key: 'A', value: 'b' }],
      sections: [
        [
          { key: 'Name', value: 'last' },
          { key: 'K', value: 'v' },
        ],
      ],
    });
  });

  it('stops at its limit of sections', () => {
    const many = Array.from({ length: 200 }, (_, i) => `Name: ${i}\nK: v\n`).join('\n');
    expect(parseManifest(`A: b\n\n${many}`).sections).toHaveLength(64);
  });

  it('takes no line for more than it is', () => {
    expect(parseManifest(' continued\nno colon\n: no name\n').main.size).toBe(0);
  });
});
