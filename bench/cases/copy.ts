import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realImage } from '../../test/support/images.ts';
import { findPeer, mustRun, requirePeers } from '../../test/support/peers.ts';
import { type Cost, measure, measureShell } from '../measure.ts';
import { type BenchRegistry, startBenchRegistry } from '../registry.ts';
import { type Home, makeHome, measurePlimsoll, row } from '../subject.ts';
import type { Row, Section } from '../table.ts';

/** From a registry on loopback to an OCI layout, and back; what the registry itself costs is nobody's here. */
export async function benchCopy(): Promise<Section[]> {
  if (!requirePeers('skopeo', 'docker-registry')) return [];
  const registry = await startBenchRegistry();
  const home = makeHome();
  const sections: Section[] = [];
  try {
    for (const name of ['nginx', 'nginx-layers', 'big'] as const) {
      const layout = await realImage(name);
      if (layout === undefined) continue;
      sections.push(await pull(name, layout, registry, home));
    }
  } finally {
    home.remove();
    await registry.stop();
  }
  return sections;
}

async function pull(name: string, layout: string, registry: BenchRegistry, home: Home): Promise<Section> {
  const image = `${registry.address}/bench/${name}:latest`;
  await mustRun(
    'skopeo',
    ['copy', '--quiet', '--dest-tls-verify=false', `oci:${layout}`, `docker://${image}`],
    {
      timeout: 600_000,
    },
  );
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-copy-'));
  const to = join(folder, 'layout');
  const options = {
    env: home.env,
    prepare: () => rmSync(to, { recursive: true, force: true }),
  };
  const rows: Row[] = [];
  const peers: { name: string; cost: Cost }[] = [];
  const add = (made: Row, peer?: string) => {
    rows.push(made);
    if (peer !== undefined && made.cost !== undefined) peers.push({ name: peer, cost: made.cost });
  };
  if (findPeer('curl') !== undefined)
    add(
      await row('floor: curl every blob, sha256sum', () =>
        measureShell(curl(layout, registry, name, to), options),
      ),
    );
  const skopeo = ['copy', '--quiet', '--src-tls-verify=false', `docker://${image}`, `oci:${to}:latest`];
  add(await row('skopeo copy', () => measure('skopeo', skopeo, options)), 'skopeo');
  if (findPeer('crane') !== undefined)
    add(await row('crane pull --format oci', () => measure('crane', craneArgs(image, to), options)), 'crane');
  const ours = ['copy', '--no-progress', '--allow-http-registry', `registry:${image}`, `oci:${to}:latest`];
  add(
    await row(
      'plimsoll copy',
      () => measurePlimsoll(ours, options),
      (cost) => copyAim(cost, peers),
    ),
  );
  rmSync(folder, { recursive: true, force: true });
  return { title: `copy ${name}: registry to layout over loopback`, rows };
}

function copyAim(cost: Cost, peers: readonly { name: string; cost: Cost }[]): Partial<Row> {
  const met = peers.every((peer) => cost.wall <= peer.cost.wall && cost.cpu <= peer.cost.cpu);
  const best = [...peers].sort((a, b) => a.cost.wall - b.cost.wall)[0];
  return { ...(best && { against: best }), target: { text: 'wall and CPU no worse than each peer', met } };
}

function craneArgs(image: string, to: string): string[] {
  return ['pull', '--insecure', '--format', 'oci', image, to];
}

function curl(layout: string, registry: BenchRegistry, name: string, to: string): string {
  const read = (digest: string) =>
    JSON.parse(readFileSync(join(layout, 'blobs', digest.replace(':', '/')), 'utf8'));
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  const layers: { digest: string }[] = read(index.manifests[0].digest).layers;
  const base = `http://${registry.address}/v2/bench/${name}/blobs`;
  const fetches = layers.map(({ digest }, n) => `curl -sSf -o '${to}/${n}' ${base}/${digest}`);
  return [`mkdir -p '${to}'`, ...fetches, `sha256sum '${to}'/*`].join('; ');
}
