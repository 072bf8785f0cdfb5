import { describe, expect, it } from 'vitest';
import { ALL_TARGETS as TARGETS } from '../../scripts/fuzz/all-targets.ts';
import { fuzz } from '../../scripts/fuzz/fuzz.ts';
import { CORPUS } from '../../scripts/fuzz/sbom-corpus.data.ts';
import { pathsOf } from '../../scripts/fuzz/sbom-targets.ts';
import type { Cataloger } from '../../src/sbom/cataloger.ts';
import { CATALOGERS } from '../../src/sbom/registry.ts';
import { catalogFile } from '../../src/sbom/testing/catalog-view.ts';

it('every input of the catalogers to start from is one that they understand', () => {
  const lost = CATALOGERS.flatMap((cataloger) => {
    const paths = cataloger.files.flatMap(({ glob }) => pathsOf(glob));
    return (CORPUS[cataloger.id] ?? [])
      .filter((text) => !paths.some((path) => understands(cataloger, path, text)))
      .map((text) => `${cataloger.id}: ${text.slice(0, 40)}`);
  });
  expect(lost).toEqual([]);
  expect(Object.keys(CORPUS).filter((id) => !CATALOGERS.some((c) => c.id === id))).toEqual([]);
});

function understands({ parse }: Cataloger, path: string, text: string): boolean {
  try {
    const { packages, facts } = parse?.(catalogFile(path, text)) ?? {};
    return facts !== undefined || (packages?.length ?? 0) > 0;
  } catch {
    return false; // another of its files
  }
}

// A short run with a fixed seed; scripts/fuzz/nightly.sh does a million.
describe('mutated input', () => {
  for (const target of TARGETS)
    it(`${target.name}: is read or refused, never a crash, never slow`, async () => {
      const { runs, failure } = await fuzz(target, { runs: 2000, seconds: 15, seed: 7 });
      expect(failure?.why).toBeUndefined();
      expect(runs).toBeGreaterThan(100);
    });
});
