// node scripts/fuzz/run.ts [--runs N] [--seconds S] [--target NAME] [--seed K]
// Mutates inputs for every parser. Fails on anything thrown that is not a PlimsollError, on an input that takes longer
// than two seconds, and on a heap that grows.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL_TARGETS as TARGETS } from './all-targets.ts';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '3600' },
    target: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const chosen = TARGETS.filter((target) => !values.target || target.name === values.target);
if (chosen.length === 0) {
  console.error(`error: no such target; there are ${TARGETS.map((t) => t.name).join(', ')}`);
  process.exit(2);
}
let total = 0;
let failures = 0;
for (const target of chosen) {
  const result = await fuzz(target, {
    runs: Number(values.runs),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  });
  total += result.runs;
  console.log(
    `${target.name.padEnd(24)} ${String(result.runs).padStart(9)} inputs  ${result.perSecond}/s  heap +${result.heapGrowthMB} MB`,
  );
  if (!result.failure) continue;
  failures++;
  const file = join(
    tmpdir(),
    `plimsoll-fuzz-${target.name.replaceAll(' ', '-')}-${values.seed}-${result.failure.run}`,
  );
  writeFileSync(file, result.failure.input);
  console.log(`  FAILED at input ${result.failure.run}, kept in ${file}\n  ${result.failure.why}`);
}
console.log(`${total} inputs, ${failures} targets failed`);
process.exit(failures > 0 ? 1 : 0);
