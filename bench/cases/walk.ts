import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { realImage, realLayer } from '../../test/support/images.ts';
import { addCosts, type Cost, measure, measureShell } from '../measure.ts';
import { measurePlimsoll, row } from '../subject.ts';
import type { Row, Section } from '../table.ts';

const MEMORY = 120e6;
/** tar stops reading at the archive's end mark; cat takes the rest, so that the writer is not cut off. */
const LIST = '{ tar t; cat >/dev/null; } | wc -l';

/** Reading every layer of an image against what gunzip and sha256sum need for the same bytes. */
export async function benchWalk(): Promise<Section[]> {
  const sections: Section[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-walk-'));
  try {
    const engine = await bundleEngine(folder);
    for (const name of ['nginx', 'big', 'nginx-zstd'] as const) {
      const [layout, layer] = [await realImage(name), await realLayer(name)];
      if (layout && layer) sections.push(await walkOne(name, layout, layer, engine));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return sections;
}

/** As it ships: one file of JavaScript. Stripping types at each start would cost 50 MB and 200 ms. */
async function bundleEngine(folder: string): Promise<string> {
  const outfile = join(folder, 'walk.mjs');
  const entryPoints = [fileURLToPath(new URL('../walk.ts', import.meta.url))];
  const common = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'error',
  } as const;
  await build({ ...common, entryPoints, outfile });
  return outfile;
}

async function walkOne(
  name: string,
  layout: string,
  { blob, tar }: { readonly blob: string; readonly tar: string },
  engine: string,
): Promise<Section> {
  const runs = name === 'big' ? 3 : 5;
  const unpack = name.endsWith('zstd') ? 'zstd -dc <' : 'gzip -dc';
  const unpacking = await measureShell(`${unpack} '${blob}' | wc -c`, { runs });
  const hashing = await measure('sha256sum', [blob, tar], { runs });
  const fastHashing = await row('openssl sha256 LAYER TAR', () =>
    measure('openssl', ['dgst', '-sha256', blob, tar], { runs }),
  );
  // openssl uses the processor's instructions for SHA-256 where older coreutils do not: the harder floor counts.
  const hashFloor = [hashing, ...(fastHashing.cost ? [fastHashing.cost] : [])].sort(
    (a, b) => a.wall - b.wall,
  )[0];
  const floor = addCosts(unpacking, hashFloor ?? hashing);
  const listing = await measureShell(`${unpack} '${blob}' | ${LIST}`, { runs });
  const against = { name: 'floor', cost: floor };
  const aim =
    name === 'nginx-zstd' ? () => ({ against }) : (cost: Cost) => ({ against, ...walkAim(cost, floor) });
  const cache = mkdtempSync(join(tmpdir(), 'plimsoll-bench-cache-'));
  const rows: Row[] = [
    { label: `${unpack.replace(' <', '')} LAYER | wc -c`, cost: unpacking },
    { label: 'sha256sum LAYER TAR', cost: hashing },
    fastHashing,
    { label: 'floor: unpacking and the faster hashing', cost: floor },
    { label: `${unpack.replace(' <', '')} LAYER | tar t`, cost: listing, against },
    await row(
      'engine alone, bench/walk.ts bundled',
      () => measure(process.execPath, [engine, layout], { runs }),
      aim,
    ),
    await row('engine, warm cache', () => measure(process.execPath, [engine, layout, cache], { runs })),
    await row(
      'plimsoll export | tar t',
      () => measureShell(`'${process.execPath}' '${EXPORT}' export 'oci:${layout}' | ${LIST}`, { runs }),
      () => ({ against }),
    ),
  ];
  rmSync(cache, { recursive: true, force: true });
  return { title: `walk ${name}: verify both digests, list every entry`, rows };
}

const EXPORT = fileURLToPath(new URL('../../bin/plimsoll.mjs', import.meta.url));

function walkAim(cost: Cost, floor: Cost): Partial<Row> {
  const met = cost.wall <= 1.25 * floor.wall && cost.rss <= MEMORY;
  return { target: { text: '<= 1.25x wall, <= 120 MB', met } };
}

/** `check` with nothing cached and with the layers' results cached. */
export async function benchCheck(): Promise<Section[]> {
  const { makeHome } = await import('../subject.ts');
  const sections: Section[] = [];
  for (const name of ['nginx', 'nginx-layers', 'big'] as const) {
    const layout = await realImage(name);
    if (layout === undefined) continue;
    const home = makeHome();
    // These images are careless: what is measured is the work, not the verdict.
    const check = ['check', '--offline', '--fail-on', 'none', `oci:${layout}`];
    const { env } = home;
    sections.push({
      title: `check ${name}`,
      rows: [
        await row('plimsoll check, cold', () =>
          measurePlimsoll(check, { env, runs: 3, prepare: home.forgetCache }),
        ),
        await row(
          'plimsoll check, warm',
          () => measurePlimsoll(check, { env }),
          (cost) => ({ target: { text: '<= 150 ms', met: cost.wall <= 150 } }),
        ),
      ],
    });
    home.remove();
  }
  return sections;
}
