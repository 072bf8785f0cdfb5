import { realImage } from '../../test/support/images.ts';
import { findPeer } from '../../test/support/peers.ts';
import { type Cost, measure } from '../measure.ts';
import { makeHome, measurePlimsoll, row } from '../subject.ts';
import type { Row, Section } from '../table.ts';

const RUNS = 20;

/** `plimsoll --version` against Node doing nothing. */
export async function benchStart(): Promise<Section[]> {
  const home = makeHome();
  const { env } = home;
  const bare = await measure(process.execPath, ['-e', '0'], { runs: RUNS, env });
  const against = { name: 'node', cost: bare };
  const rows: Row[] = [
    { label: 'node -e 0', cost: bare },
    await row(
      'plimsoll --version',
      () => measurePlimsoll(['--version'], { runs: RUNS, env }),
      (cost) => ({ against, target: { text: '<= node + 25 ms', met: cost.wall <= bare.wall + 25 } }),
    ),
    await row(
      'plimsoll --help',
      () => measurePlimsoll(['--help'], { runs: RUNS, env }),
      () => ({ against }),
    ),
  ];
  home.remove();
  return [{ title: 'start', rows }];
}

/** `inspect` of an image on this machine. */
export async function benchInspect(): Promise<Section[]> {
  const layout = await realImage('nginx');
  if (layout === undefined) return [];
  const home = makeHome();
  const { env } = home;
  const rows: Row[] = [];
  let peer: Cost | undefined;
  if (findPeer('skopeo') !== undefined) {
    const skopeo = await row('skopeo inspect', () =>
      measure('skopeo', ['inspect', `oci:${layout}`], { env }),
    );
    rows.push(skopeo);
    peer = skopeo.cost;
  }
  rows.push(
    await row(
      'plimsoll inspect',
      () => measurePlimsoll(['inspect', `oci:${layout}`], { runs: RUNS, env }),
      (cost) => ({
        ...(peer && { against: { name: 'skopeo', cost: peer } }),
        target: { text: '<= 120 ms', met: cost.wall <= 120 },
      }),
    ),
  );
  home.remove();
  return [{ title: 'inspect a local image', rows }];
}
