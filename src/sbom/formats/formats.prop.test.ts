import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Package, Sbom } from '../model.ts';
import { cyclonedxJson } from './cyclonedx-json/index.ts';
import { cyclonedxXml } from './cyclonedx-xml/index.ts';
import type { SbomFormat } from './format.ts';
import { spdxJson } from './spdx-json/index.ts';
import { spdxTagValue } from './spdx-tag-value/index.ts';
import { spdx3Json } from './spdx3-json/index.ts';
import { syftJson } from './syft-json/index.ts';
import { arbitrarySbom } from './testing/arbitrary.ts';
import { anyText, xmlText } from './testing/texts.ts';

interface Case {
  readonly format: SbomFormat;
  readonly versions: readonly (string | undefined)[];
  readonly text: fc.Arbitrary<string>;
  /** What the format has no place for, taken away. */
  readonly held?: (pkg: Package) => Package;
}

const CASES: readonly Case[] = [
  { format: syftJson, versions: [undefined], text: anyText },
  { format: cyclonedxJson, versions: ['1.7', '1.6', '1.5'], text: anyText, held: withoutFileLists },
  { format: cyclonedxXml, versions: ['1.7', '1.5'], text: xmlText, held: withoutFileLists },
  { format: spdxJson, versions: ['2.3'], text: anyText, held: withoutFileLists },
  { format: spdx3Json, versions: ['3.0'], text: anyText, held: withoutFileLists },
  { format: spdxTagValue, versions: ['2.3'], text: anyText, held: withoutFileLists },
];

function withoutFileLists(pkg: Package): Package {
  const { metadata, ...rest } = pkg;
  if (!metadata) return pkg;
  const { files, ...others } = metadata;
  const kept = Array.isArray(files) && files.length > 0 ? others : metadata;
  return { ...rest, ...(Object.keys(kept).length > 0 && { metadata: kept }) };
}

function heldBy(sbom: Sbom, held: Case['held']): Sbom {
  return held ? { ...sbom, packages: sbom.packages.map(held) } : sbom;
}

describe.each(CASES)('$format.name', ({ format, versions, text, held }) => {
  it.each(versions)('read(write(sbom)) is the sbom, and says what is not (version %s)', (version) => {
    fc.assert(
      fc.property(arbitrarySbom(text), (sbom) => {
        const written = format.write(sbom, { version });
        const back = format.read?.(Buffer.from(written.text), 'x');
        expect(back?.sbom).toEqual(heldBy(sbom, held));
        expect(back?.dropped).toEqual([]);
        if (heldBy(sbom, held) === sbom) expect(written.dropped).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('write() gives the same bytes for the same content, whatever the order of keys', () => {
    fc.assert(
      fc.property(arbitrarySbom(text), (sbom) => {
        const shuffled = JSON.parse(JSON.stringify(sbom, reversedKeys)) as Sbom;
        expect(format.write(shuffled, {}).text).toBe(format.write(sbom, {}).text);
      }),
      { numRuns: 50 },
    );
  });

  it('is recognised by its first bytes', () => {
    fc.assert(
      fc.property(arbitrarySbom(text), fc.boolean(), (sbom, compact) => {
        const head = format.write(sbom, { compact }).text.slice(0, 65536);
        expect(CASES.filter((c) => c.format.detects?.(head)).map((c) => c.format.name)).toEqual([
          format.name,
        ]);
      }),
      { numRuns: 50 },
    );
  });
});

function reversedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
