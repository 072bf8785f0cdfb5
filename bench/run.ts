import { cpus, loadavg } from 'node:os';
import { benchCopy } from './cases/copy.ts';
import { benchSbom } from './cases/sbom.ts';
import { benchInspect, benchStart } from './cases/start.ts';
import { benchCheck, benchWalk } from './cases/walk.ts';
import { renderSection, type Section } from './table.ts';

// node bench/run.ts [NAME…]: what things cost here and now, against the floor and against the peers. Never fails on a
// figure: machines differ, ratios within one run do not lie as easily.

const BENCHES: Readonly<Record<string, () => Promise<Section[]>>> = {
  start: benchStart,
  inspect: benchInspect,
  walk: benchWalk,
  check: benchCheck,
  sbom: benchSbom,
  copy: benchCopy,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`error: running benchmarks: "${unknown}" is none of ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
console.log(
  `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`,
);
for (const name of asked.length > 0 ? asked : Object.keys(BENCHES)) {
  try {
    for (const section of (await BENCHES[name]?.()) ?? []) console.log(renderSection(section));
  } catch (error) {
    console.log(`\n== ${name}: could not be measured: ${error instanceof Error ? error.message : error}`);
  }
}
