import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import { MediaType } from '../../image/media-types.ts';
import { caught, collect } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { type Answer, reply } from '../testing/server.ts';
import { mirrorOfUrl, readHostsToml } from './mirrors.ts';
import { readRegistriesConf } from './registries-conf.ts';

const { start, client, later } = fixture();
const manifest = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] }),
);
const digest = digestOf(manifest);
const ok: Answer = (_, r) => reply(r, 200, { 'content-type': MediaType.ociIndex }, manifest);
const toml = (text: string) => parse(text) as JsonObject;

async function root(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-mirror-'));
  later(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

describe('mirrors', () => {
  it('are asked first, the registry only when they fail', async () => {
    const [mirror, upstream] = [await start(ok), await start(ok)];
    const c = client({ mirrors: { [upstream.host]: [mirror.origin] } });
    await c.getManifest(repoOf(upstream), 'v1');
    expect([asked(mirror).length, upstream.seen.length]).toEqual([1, 0]);
  });
  it.each([
    ['lacks it', ((_, r) => reply(r, 404)) as Answer],
    ['wants credentials', ((_, r) => reply(r, 401, { 'www-authenticate': 'Basic realm="x"' })) as Answer],
    ['is ill', ((_, r) => reply(r, 503)) as Answer],
    ['is full', ((_, r) => reply(r, 429, { 'retry-after': '9999' })) as Answer],
    ['breaks', ((_, r) => void r.destroy()) as Answer],
    [
      'lies',
      ((_, r) =>
        reply(
          r,
          200,
          { 'content-type': MediaType.ociIndex },
          '{"schemaVersion":2,"manifests":[]}',
        )) as Answer,
    ],
  ])('are passed over when one %s', async (_, answer) => {
    const [mirror, upstream] = [await start(answer), await start(ok)];
    const c = client({ mirrors: { [upstream.host]: [mirror.origin] } });
    expect((await c.getManifest(repoOf(upstream), digest)).digest).toBe(digest);
    expect(await c.headManifest(repoOf(upstream), digest)).toMatchObject({ digest });
    expect(asked(mirror).length).toBeGreaterThan(0);
  });
  it('that do not answer are not asked again for a while', async () => {
    const [mirror, upstream] = [await start((_, r) => reply(r, 503)), await start(ok)];
    const c = client({ mirrors: { [upstream.host]: [mirror.origin] } });
    for (let i = 0; i < 5; i++) await c.getManifest(repoOf(upstream), 'v1');
    expect(asked(mirror)).toHaveLength(1);
  });
  it('never see the credentials of the registry', async () => {
    const mirror = await start((_, r) => reply(r, 401, { 'www-authenticate': 'Basic realm="x"' }));
    const upstream = await start(ok);
    const credentials = { registry: upstream.host, username: 'u', password: 'p' };
    await client({ credentials, mirrors: { [upstream.host]: [mirror.origin] } }).getManifest(
      repoOf(upstream),
      'v1',
    );
    expect(mirror.seen.some((r) => r.headers.authorization)).toBe(false);
  });
  describe('and blobs', () => {
    const content = Buffer.alloc(200_000, 5);
    const blob = { digest: digestOf(content), size: content.length, mediaType: 'x' };
    it.each([
      [
        'breaks off in the middle',
        ((_, r) => {
          r.writeHead(200, { 'content-length': String(content.length) });
          r.write(content.subarray(0, 90_000), () => setTimeout(() => r.destroy(), 20));
        }) as Answer,
      ],
      ['has another length', ((_, r) => reply(r, 200, { 'content-length': '7' }, '1234567')) as Answer],
      ['is a login portal', ((_, r) => reply(r, 200, { 'content-type': 'text/html' }, '<html>')) as Answer],
    ])('come from the registry when a mirror %s', async (_, answer) => {
      const mirror = await start(answer);
      const upstream = await start((q, r) => {
        const from = Number(/\d+/.exec(q.headers.range ?? '0')?.[0]);
        reply(
          r,
          from ? 206 : 200,
          { 'content-range': `bytes ${from}-199999/200000` },
          content.subarray(from),
        );
      });
      const c = client({ mirrors: { [upstream.host]: [mirror.origin] } });
      expect((await collect(c.getBlob(repoOf(upstream), blob))).equals(content)).toBe(true);
      expect([asked(mirror).length, asked(upstream).length]).toEqual([1, 1]);
    });
  });
  it('take no pushes', async () => {
    const [mirror, upstream] = [await start(ok), await start((_, r) => reply(r, 201))];
    const c = client({ mirrors: { [upstream.host]: [mirror.origin] } });
    await c.putManifest(repoOf(upstream), 'v1', { bytes: manifest, digest, mediaType: MediaType.ociIndex });
    expect(mirror.seen).toHaveLength(0);
  });
});

describe("the machine's settings", () => {
  it("follow containerd's hosts.toml, with ?ns= and capabilities", async () => {
    const [mirror, upstream] = [await start(ok), await start(ok)];
    const systemRoot = await root({
      [`etc/containerd/certs.d/${upstream.host}/hosts.toml`]: `[host."${mirror.origin}"]\n  capabilities = ["pull"]\n`,
    });
    const c = client({ systemRoot });
    await c.getManifest(repoOf(upstream), digest);
    await c.getManifest(repoOf(upstream), 'v1');
    expect(asked(mirror).map((r) => r.url)).toEqual([
      `/v2/a/b/manifests/${digest}?ns=${encodeURIComponent(upstream.host)}`,
    ]);
    expect(asked(upstream)).toHaveLength(1);
  });
  it('follow registries.conf: mirrors with another path, and what is blocked', async () => {
    const [mirror, upstream] = [await start(ok), await start(ok)];
    const systemRoot = await root({
      'etc/containers/registries.conf': `
[[registry]]
prefix = "${upstream.host}/a"
location = "${upstream.host}/a"
[[registry.mirror]]
location = "${mirror.host}/cache/of/a"
insecure = true
[[registry]]
location = "${upstream.host}/secret"
blocked = true`,
    });
    const c = client({ systemRoot });
    await c.getManifest(repoOf(upstream), 'v1');
    expect(asked(mirror).map((r) => r.url)).toEqual(['/v2/cache/of/a/b/manifests/v1']);
    const error = await caught(c.getManifest(repoOf(upstream, 'secret/x'), 'v1'));
    expect([error.code, error.message.includes('blocks')]).toEqual(['unsupported', true]);
    expect(upstream.seen).toHaveLength(0);
  });
  it('follow a moved location, without the registry itself', async () => {
    const [moved, upstream] = [await start(ok), await start(ok)];
    const systemRoot = await root({
      'etc/containers/registries.conf.d/10-move.conf': `[[registry]]\nprefix = "${upstream.host}"\nlocation = "${moved.host}/all"\n`,
    });
    await client({ systemRoot }).getManifest(repoOf(upstream), 'v1');
    expect([asked(moved)[0]?.url, upstream.seen.length]).toEqual(['/v2/all/a/b/manifests/v1', 0]);
  });
  it("follow docker's daemon.json", async () => {
    const mirror = await start(ok);
    const systemRoot = await root({
      'etc/docker/daemon.json': JSON.stringify({ 'registry-mirrors': [mirror.origin] }),
    });
    await client({ systemRoot }).getManifest({ registry: 'docker.io', repository: 'library/nginx' }, 'v1');
    expect(asked(mirror)[0]?.url).toBe('/v2/library/nginx/manifests/v1');
  });
  it('are passed over where damaged, with a warning, or when they are not wanted', async () => {
    const upstream = await start(ok);
    const said: string[] = [];
    const systemRoot = await root({
      'etc/docker/daemon.json': '{',
      'etc/containers/registries.conf': '[[registry',
      [`etc/containerd/certs.d/${upstream.host}/hosts.toml`]: '= ='.repeat(9),
    });
    await client({ systemRoot, onWarning: (m) => said.push(m) }).getManifest(repoOf(upstream), 'v1');
    expect(said).toHaveLength(3);
    const quiet: string[] = [];
    const c = client({ systemRoot, machineSettings: false, onWarning: (m) => quiet.push(m) });
    await c.getManifest(repoOf(upstream), 'v1');
    expect(quiet).toEqual([]);
  });
  it('larger than a megabyte are not read', async () => {
    const upstream = await start(ok);
    const said: string[] = [];
    const systemRoot = await root({ 'etc/containers/registries.conf': `# ${'x'.repeat(1_100_000)}\n` });
    await client({ systemRoot, onWarning: (m) => said.push(m) }).getManifest(repoOf(upstream), 'v1');
    expect(said.join()).toContain('bytes of TOML');
  });
});

describe('readHostsToml()', () => {
  it('reads mirrors in order, CA files, override_path and skip_verify', () => {
    const { mirrors, server } = readHostsToml(
      toml(`
server = "https://registry-1.docker.io"
[host."https://first.example/prefix"]
  capabilities = ["pull", "resolve", "push"]
  ca = ["ca.pem", "/abs/ca.pem"]
[host."https://second.example/v2/dockerhub"]
  override_path = true
  skip_verify = true
[host."https://pusher.example"]
  capabilities = ["push"]`),
      'docker.io',
      '/etc/x',
    );
    expect(server).toBeUndefined();
    expect(mirrors).toEqual([
      {
        ...{
          origin: 'https://first.example',
          apiPath: '/prefix/v2',
          namespace: 'docker.io',
          insecure: false,
        },
        ...{ capabilities: new Set(['pull', 'resolve']), caFiles: ['/etc/x/ca.pem', '/abs/ca.pem'] },
      },
      {
        ...{
          origin: 'https://second.example',
          apiPath: '/v2/dockerhub',
          namespace: 'docker.io',
          insecure: true,
        },
        capabilities: new Set(['pull', 'resolve']),
      },
    ]);
  });
  it('keeps a server that is another host', () => {
    expect(readHostsToml(toml('server = "https://other.example"'), 'docker.io', '/').server?.origin).toBe(
      'https://other.example',
    );
  });
});

describe('readRegistriesConf()', () => {
  const conf = toml(`
[[registry]]
prefix = "*.corp.example"
insecure = true
[[registry]]
location = "docker.io"
mirror-by-digest-only = true
[[registry.mirror]]
location = "m.example"
[[registry]]
prefix = "docker.io/library"
location = "mirror.example/hub"
[[registry.mirror]]
location = "tags.example"
pull-from-mirror = "tag-only"`);
  const read = (registry: string, repository: string) => readRegistriesConf(conf, registry, repository);
  it('takes the longest prefix, whole components only', () => {
    expect(read('docker.io', 'library/nginx')?.relocated?.rewrite).toEqual({ from: 'library', to: 'hub' });
    expect(read('docker.io', 'libraryx/nginx')?.relocated).toBeUndefined();
    expect(read('other.example', 'x')).toBeUndefined();
  });
  it('reads what a mirror is for', () => {
    expect(read('docker.io', 'team/x')?.mirrors[0]?.capabilities).toEqual(new Set(['pull']));
    expect(read('docker.io', 'library/x')?.mirrors[0]?.capabilities).toEqual(new Set(['resolve']));
  });
  it('matches subdomains by wildcard', () => {
    expect(read('a.corp.example:5000', 'x')).toMatchObject({ insecure: true, http: true });
    expect(read('corp.example.evil', 'x')).toBeUndefined();
  });
});

describe('mirrorOfUrl()', () => {
  it('completes a bare host and keeps a path', () => {
    expect(mirrorOfUrl('m.example/p/')).toMatchObject({ origin: 'https://m.example', apiPath: '/p/v2' });
    expect(mirrorOfUrl('http://')).toBeUndefined();
  });
});
