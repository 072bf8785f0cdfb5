import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayoutName } from '../../test/support/images.data.ts';
import { realImage, realLayer } from '../../test/support/images.ts';
import { findPeer } from '../../test/support/peers.ts';
import { addCosts, type Cost, measure, measureShell } from '../measure.ts';
import { writeScaledImage } from '../scaled-image.ts';
import { type Home, makeHome, measurePlimsoll, row } from '../subject.ts';
import type { Row, Section } from '../table.ts';

interface Aim {
  readonly wall: number;
  readonly memory: number;
}

const AIMS: readonly { readonly image: Exclude<LayoutName, 'nginx-layers'>; readonly aim: Aim }[] = [
  { image: 'nginx-tar', aim: { wall: 600, memory: 120e6 } },
  { image: 'nginx', aim: { wall: 1400, memory: 120e6 } },
  { image: 'fat-tar', aim: { wall: 4000, memory: 250e6 } },
];
const WARM = 150;

/** Listing the packages of an image: cold, warm, and what syft and trivy need for the same. */
export async function benchSbom(): Promise<Section[]> {
  const sections: Section[] = [];
  for (const { image, aim } of AIMS) {
    const [layout, layer] = [await realImage(image), await realLayer(image)];
    if (layout && layer) sections.push(await one(image, layout, layer, aim));
  }
  sections.push(await scaling());
  return sections;
}

async function one(
  name: string,
  layout: string,
  layer: { readonly blob: string; readonly tar: string },
  aim: Aim,
): Promise<Section> {
  const home = makeHome();
  const runs = name.startsWith('fat') ? 3 : 5;
  const sbom = ['sbom', '--offline', `oci:${layout}`, '-o', 'json'];
  const { env } = home;
  const cold = await row(
    'plimsoll sbom, cold',
    () => measurePlimsoll(sbom, { env, runs, prepare: home.forgetCache }),
    (cost) => ({ target: target(cost, aim) }),
  );
  const against = cold.cost && { against: { name: 'plimsoll', cost: cold.cost } };
  const rows: Row[] = [
    await row('floor: unpack, hash twice', () => floorOf(layer)),
    cold,
    await row(
      'plimsoll sbom, warm',
      () => measurePlimsoll(sbom, { env, runs }),
      (cost) => ({ target: { text: `<= ${WARM} ms`, met: cost.wall <= WARM } }),
    ),
    ...(await peers(layout, home, runs)).map((peer) => ({ ...peer, ...against })),
  ];
  home.remove();
  return { title: `sbom ${name}`, rows };
}

async function floorOf({ blob, tar }: { readonly blob: string; readonly tar: string }): Promise<Cost> {
  const hashing = await measure('openssl', ['dgst', '-sha256', blob, tar], { runs: 3 });
  if (blob === tar) return hashing;
  return addCosts(await measureShell(`gzip -dc '${blob}' | wc -c`, { runs: 3 }), hashing);
}

function target(cost: Cost, aim: Aim): NonNullable<Row['target']> {
  const met = cost.wall <= aim.wall && cost.rss <= aim.memory;
  return { text: `<= ${aim.wall} ms, <= ${aim.memory / 1e6} MB`, met };
}

async function peers(layout: string, home: Home, runs: number): Promise<Row[]> {
  const rows: Row[] = [];
  const env = { ...home.env, SYFT_CHECK_FOR_APP_UPDATE: 'false' };
  const syft = findPeer('syft');
  if (syft)
    rows.push(
      await row('syft', () =>
        measure(syft, ['-q', '-o', 'json', `oci-dir:${layout}`], { env, runs: Math.min(runs, 3) }),
      ),
    );
  const trivy = findPeer('trivy');
  const words = [
    'image',
    '--offline-scan',
    '--skip-db-update',
    '--skip-java-db-update',
    '--format',
    'cyclonedx',
    '--input',
    layout,
    '-q',
  ];
  if (trivy)
    rows.push(
      await row('trivy, cold', () =>
        measure(trivy, ['--cache-dir', join(home.dir, 'trivy'), ...words], {
          env,
          runs: 2,
          prepare: () => rmSync(join(home.dir, 'trivy'), { recursive: true, force: true }),
        }),
      ),
    );
  return rows;
}

/** 1, 4 and 16 times the files: the cost of a file must stay what it is. */
async function scaling(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-scale-'));
  const home = makeHome();
  const rows: Row[] = [];
  for (const times of [1, 4, 16]) {
    const layout = join(folder, String(times));
    const files = await writeScaledImage(layout, times);
    const run = ['sbom', '--offline', `oci:${layout}`, '-o', `json=${join(folder, 'out.json')}`];
    rows.push(
      await row(`${times} x: ${files} files, ${files / 2} packages`, () =>
        measurePlimsoll(run, { env: home.env, runs: 3, prepare: home.forgetCache }),
      ),
    );
  }
  const [first] = rows;
  home.remove();
  rmSync(folder, { recursive: true, force: true });
  const against = first?.cost && { against: { name: '1 x', cost: first.cost } };
  return {
    title: 'sbom, growing with files',
    rows: rows.map((r, i) => (i === 0 ? r : { ...r, ...against })),
  };
}
