import { describe, expect, it } from 'vitest';
import { fuzz } from '../../scripts/fuzz/fuzz.ts';
import { TARGETS } from '../../scripts/fuzz/targets.ts';

// A short run with a fixed seed; scripts/fuzz/nightly.sh does a million.
describe('mutated input', () => {
  for (const target of TARGETS)
    it(`${target.name}: is read or refused, never a crash, never slow`, async () => {
      const { runs, failure } = await fuzz(target, { runs: 2000, seconds: 15, seed: 7 });
      expect(failure?.why).toBeUndefined();
      expect(runs).toBeGreaterThan(100);
    });
});
