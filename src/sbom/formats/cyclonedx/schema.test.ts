import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cycloneErrors, cycloneLicenceIds, spdxLicenceIds } from '../../testing/cyclonedx-schemas.ts';
import { cyclonedxJson } from '../cyclonedx-json/index.ts';
import { arbitrarySbom } from '../testing/arbitrary.ts';
import { anyText } from '../testing/texts.ts';
import { CYCLONEDX_VERSIONS } from './write.ts';

describe.each([...CYCLONEDX_VERSIONS])('CycloneDX %s', (version) => {
  it('is valid by the official schema, whatever packages are called', () => {
    fc.assert(
      fc.property(arbitrarySbom(anyText), (sbom) => {
        const document: unknown = JSON.parse(cyclonedxJson.write(sbom, { version }).text);
        expect(cycloneErrors(version, document)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('licence ids', () => {
  it('of the SPDX list are all in the list of CycloneDX: none is written that its schema refuses', () => {
    const known = new Set(cycloneLicenceIds());
    expect(spdxLicenceIds().filter((id) => !known.has(id))).toEqual([]);
  });
});
