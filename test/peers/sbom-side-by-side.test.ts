// What syft lists of the same images and source trees: whatever differs must be explained.
import { describe, expect, it, type TestContext } from 'vitest';
import { requirePeers, warnSkipped } from '../support/peers.ts';
import { type Comparison, compareInput, type Difference } from './side-by-side/compare.ts';
import { IMAGES, TREES } from './side-by-side/inputs.ts';
import { CannotBeMade, type Input } from './side-by-side/workshop.ts';

async function comparison(input: Input, context: TestContext): Promise<Comparison> {
  try {
    return await compareInput(input);
  } catch (error) {
    if (!(error instanceof CannotBeMade)) throw error;
    warnSkipped(error.message);
    return context.skip(error.message);
  }
}

function line({ only, pkg, other }: Difference): string {
  const where = other ? `${pkg.purl} against ${other}` : pkg.paths.slice(0, 3).join(' ');
  return `${only}: ${pkg.type} ${pkg.name} ${pkg.version} (${where})`;
}

describe.skipIf(!requirePeers('syft'))('beside syft', () => {
  it('is shown at least 12 images and 20 source trees', () => {
    expect(IMAGES.length).toBeGreaterThanOrEqual(12);
    expect(TREES.length).toBeGreaterThanOrEqual(20);
  });

  for (const input of [...IMAGES, ...TREES])
    it(`lists ${input.name}: ${input.about}`, async (context) => {
      const { ours, unexplained } = await comparison(input, context);
      expect(unexplained.map(line)).toEqual([]);
      expect(ours).toBeGreaterThan(0);
    });
});
