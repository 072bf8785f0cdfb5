// Lists the same images and source trees with plimsoll and syft, and writes the page about it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, compareInput, syftVersion } from '../test/peers/side-by-side/compare.ts';
import { IMAGES, TREES } from '../test/peers/side-by-side/inputs.ts';
import { comparisonPage, type Skipped } from '../test/peers/side-by-side/page.ts';
import { CannotBeMade } from '../test/peers/side-by-side/workshop.ts';

const comparisons: Comparison[] = [];
const skipped: Skipped[] = [];
const chosen = process.argv.slice(2);
for (const input of [...IMAGES, ...TREES]) {
  if (chosen.length > 0 && !chosen.includes(input.name)) continue;
  try {
    const comparison = await compareInput(input);
    comparisons.push(comparison);
    console.error(summary(comparison));
  } catch (error) {
    if (!(error instanceof CannotBeMade)) throw error;
    skipped.push({ input, reason: error.message });
    console.error(`${input.name}: skipped: ${error.message}`);
  }
}
if (chosen.length === 0)
  writeFileSync(
    join(import.meta.dirname, '../docs/syft-comparison.md'),
    comparisonPage(await syftVersion(), comparisons, skipped),
  );
process.exitCode = comparisons.some(({ unexplained }) => unexplained.length > 0) ? 1 : 0;

function summary({ input, ours, syft, both, unexplained }: Comparison): string {
  const lines = unexplained.map(
    ({ only, pkg, other }) =>
      `  not explained: ${only} ${pkg.type} ${pkg.name} ${pkg.version} ${other ? `${pkg.purl} | ${other}` : pkg.paths[0]}`,
  );
  return [`${input.name}: plimsoll ${ours}, syft ${syft}, both ${both}`, ...lines].join('\n');
}
