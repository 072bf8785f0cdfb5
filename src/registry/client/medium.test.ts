import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import { parseManifest } from '../../image/manifest.ts';
import { MediaType } from '../../image/media-types.ts';
import type { ImageSource } from '../../image/medium.ts';
import { caught, collect } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { reply } from '../testing/server.ts';
import { serveUploads } from '../testing/uploads.ts';
import { addPlace, type BlobPlaces, type PlacesByBlob, removePlace } from './blob-places.ts';
import { login } from './login.ts';
import { openRegistrySink } from './sink.ts';
import { openRegistrySource } from './source.ts';

const { start, client, later } = fixture();
const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] }));
const document = parseManifest(bytes);
const layer = randomBytes(5000);
const blob = { mediaType: MediaType.ociLayerGzip, digest: digestOf(layer), size: layer.length };
const open = async function* (offset: number) {
  yield layer.subarray(offset);
};

describe('openRegistrySource()', () => {
  it('reads the manifest by digest where one is given, and keeps the tag for display', async () => {
    const server = await start((_, r) => reply(r, 200, { 'content-type': MediaType.ociIndex }, bytes));
    const source = openRegistrySource(client(), { ...repoOf(server), tag: 'v1', digest: document.digest });
    expect((await source.root()).bytes.equals(bytes)).toBe(true);
    expect(asked(server)[0]?.url).toContain(document.digest);
    expect([source.name, source.tags]).toEqual([
      `${server.host}/a/b@${document.digest}`,
      [`${server.host}/a/b:v1`],
    ]);
  });
  it('means latest when nothing is said', () => {
    expect(openRegistrySource(client(), { registry: 'r.example', repository: 'x' }).name).toBe(
      'r.example/x:latest',
    );
  });
  it('refuses a child that is not as long as its index says', async () => {
    const server = await start((_, r) => reply(r, 200, { 'content-type': MediaType.ociIndex }, bytes));
    const source = openRegistrySource(client(), repoOf(server));
    const child = { mediaType: MediaType.ociIndex, digest: document.digest, size: bytes.length };
    await source.document(child);
    expect((await caught(source.document({ ...child, size: 1 }))).code).toBe('size-mismatch');
  });
  it('streams blobs from an offset', async () => {
    const server = await start((_, r) => reply(r, 200, {}, layer));
    const source = openRegistrySource(client(), repoOf(server));
    expect((await collect(source.blob(blob, { offset: 4000 }))).equals(layer.subarray(4000))).toBe(true);
    expect(await source.locate(blob)).toBeUndefined();
  });
});

describe('openRegistrySource() and openRegistrySink() with a memory of places', () => {
  const memory = (known: PlacesByBlob = new Map()) => {
    const places: BlobPlaces = {
      find: (registry, digest) =>
        (known.get(digest) ?? [])
          .filter((p) => p.startsWith(`${registry}/`))
          .map((p) => p.slice(registry.length + 1)),
      note: (registry, repository, digest) => addPlace(known, `${registry}/${repository}`, digest),
      forget: (registry, repository, digest) => removePlace(known, `${registry}/${repository}`, digest),
    };
    return { known, places };
  };
  const elsewhere = { transport: 'store' } as ImageSource;
  const mounting = (has: string) =>
    start((request, r) => {
      const from = new URL(request.url, 'http://x').searchParams.get('from');
      if (request.method !== 'POST') return reply(r, 404);
      return from === has ? reply(r, 201) : reply(r, 202, { location: `/up/${from}` });
    });

  it('mount a blob that another repository of the registry is remembered to have', async () => {
    const server = await mounting('team/base');
    const { known, places } = memory();
    places.note(server.host, 'team/base', blob.digest);
    places.note('elsewhere.example', 'team/other', blob.digest);
    const sink = openRegistrySink(client(), repoOf(server), places);
    expect(await sink.adoptBlob(blob, elsewhere)).toBe(true);
    expect(asked(server).map((r) => r.url)).toEqual([
      `/v2/a/b/blobs/uploads/?mount=${encodeURIComponent(blob.digest)}&from=team%2Fbase`,
    ]);
    expect(known.get(blob.digest)?.[0]).toBe(`${server.host}/a/b`);
  });

  it('ask nobody of whom nothing is remembered, nor the repository itself', async () => {
    const server = await mounting('a/b');
    const { places } = memory();
    const sink = openRegistrySink(client(), repoOf(server), places);
    places.note('elsewhere.example', 'team/base', blob.digest);
    places.note(server.host, 'a/b', blob.digest);
    expect(await sink.adoptBlob(blob, elsewhere)).toBe(false);
    expect(asked(server)).toEqual([]);
  });

  it('forget what is no longer there, ask two at most, and leave one upload open', async () => {
    const server = await mounting('nobody');
    const { known, places } = memory();
    for (const name of ['x/3', 'x/2', 'x/1']) places.note(server.host, name, blob.digest);
    const sink = openRegistrySink(client(), repoOf(server), places);
    expect(await sink.adoptBlob(blob, elsewhere)).toBe(false);
    expect(known.get(blob.digest)).toEqual([`${server.host}/x/3`]);
    const log = asked(server).map((r) => `${r.method} ${r.url.replace(/mount=[^&]*&/, '')}`);
    expect(log).toEqual([
      'POST /v2/a/b/blobs/uploads/?from=x%2F1',
      'POST /v2/a/b/blobs/uploads/?from=x%2F2',
      'DELETE /up/x/1',
    ]);
  });

  it('note what was read whole, looked up and pushed, but no foreign layer', async () => {
    const server = await start((request, r) =>
      reply(r, 200, { 'content-length': String(layer.length) }, request.method === 'HEAD' ? '' : layer),
    );
    const { known, places } = memory();
    const source = openRegistrySource(client(), repoOf(server), places);
    for await (const _ of source.blob(blob)) break;
    expect(known.size).toBe(0);
    await collect(source.blob(blob));
    expect(known.get(blob.digest)).toEqual([`${server.host}/a/b`]);
    const sink = openRegistrySink(client(), repoOf(server, 'c/d'), places);
    expect(await sink.hasBlob(blob)).toBe(true);
    expect(known.get(blob.digest)?.[0]).toBe(`${server.host}/c/d`);
    const foreign = { ...blob, mediaType: MediaType.dockerForeignLayerGzip, urls: ['https://x.example/l'] };
    known.clear();
    await sink.hasBlob(foreign);
    expect(known.size).toBe(0);
    const uploads = await serveUploads();
    later(uploads.close);
    const to = { registry: uploads.host, repository: 'e/f' };
    await openRegistrySink(client(), to, places).putBlob(blob, open);
    expect(known.get(blob.digest)).toEqual([`${uploads.host}/e/f`]);
  });
});

describe('openRegistrySink()', () => {
  it('pushes a document by digest, and the tag only when told', async () => {
    const server = await start((_, r) => reply(r, 201));
    const sink = openRegistrySink(client(), { ...repoOf(server), tag: 'v1' });
    await sink.putDocument(document);
    expect(asked(server).map((r) => r.url)).toEqual([`/v2/a/b/manifests/${document.digest}`]);
    await sink.tag(document);
    expect(asked(server).at(-1)?.url).toBe('/v2/a/b/manifests/v1');
  });
  it('refuses to pass one digest off as another', async () => {
    const server = await start((_, r) => reply(r, 201));
    const sink = openRegistrySink(client(), { ...repoOf(server), digest: digestOf(Buffer.from('x')) });
    expect((await caught(sink.tag(document))).code).toBe('digest-mismatch');
  });
  it('uses the upload session that a failed mount left', async () => {
    const server = await serveUploads();
    later(server.close);
    const c = client();
    const sink = openRegistrySink(c, { registry: server.host, repository: 'dst', tag: 'v1' });
    const source = openRegistrySource(c, { registry: server.host, repository: 'src' });
    expect(await sink.adoptBlob(blob, source)).toBe(false);
    await sink.putBlob(blob, open);
    expect(server.log.filter((l) => l.startsWith('POST'))).toHaveLength(1);
    expect(server.blobs.has(blob.digest)).toBe(true);
  });
  it('gives up upload sessions that nobody used', async () => {
    const server = await serveUploads();
    later(server.close);
    const c = client();
    const sink = openRegistrySink(c, { registry: server.host, repository: 'dst', tag: 'v1' });
    await sink.adoptBlob(blob, openRegistrySource(c, { registry: server.host, repository: 'src' }));
    await sink.abort();
    expect(server.log.at(-1)).toMatch(/^DELETE/);
  });
  it('mounts only from its own registry', async () => {
    const server = await start((_, r) => reply(r, 201));
    const c = client();
    const sink = openRegistrySink(c, repoOf(server));
    const other = openRegistrySource(c, { registry: 'other.example', repository: 'a' });
    const layout = { ...other, transport: 'oci' } as ImageSource;
    expect([await sink.adoptBlob(blob, other), await sink.adoptBlob(blob, layout)]).toEqual([false, false]);
    expect(server.seen).toHaveLength(0);
    expect(await sink.adoptBlob(blob, openRegistrySource(c, repoOf(server, 'src')))).toBe(true);
  });
  it('does not push layers that live elsewhere', async () => {
    const server = await start((_, r) => reply(r, 404));
    const sink = openRegistrySink(client(), repoOf(server));
    const foreign = { ...blob, mediaType: MediaType.dockerForeignLayerGzip, urls: ['https://x.example/'] };
    expect(await sink.hasBlob(foreign)).toBe(true);
    expect(await sink.hasBlob(blob)).toBe(false);
  });
});

describe('login()', () => {
  const options = (home: string) => ({
    ...{ env: { HOME: home }, systemRoot: '/nonexistent', userAgent: 'plimsoll/test' },
    retry: { base: 1, tries: 2 },
  });
  it('keeps credentials that the registry takes, and no others', async () => {
    const home = await mkdtemp(join(tmpdir(), 'plimsoll-login-'));
    later(() => rm(home, { recursive: true }));
    const good = `Basic ${Buffer.from('ann:right').toString('base64')}`;
    const { serve } = await import('../testing/server.ts');
    const server = await serve((q, r) =>
      q.headers.authorization === good
        ? reply(r, 200)
        : reply(r, 401, { 'www-authenticate': 'Basic realm="x"' }),
    );
    later(server.close);
    const wrong = await caught(login(server.host, { username: 'ann', password: 'wrong' }, options(home)));
    expect(wrong.code).toBe('auth');
    const path = await login(server.host, { username: 'ann', password: 'right' }, options(home));
    const kept = JSON.parse(await readFile(path, 'utf8'));
    expect(kept.auths[server.host].auth).toBe(Buffer.from('ann:right').toString('base64'));
    const c = client({ env: { HOME: home } });
    await c.ping(server.host);
    expect(await c.credentialSource({ registry: server.host, repository: '' })).toBe(path);
  });
  it.each([
    ['', 'x'],
    ['a:b', 'x'],
    ['a', ''],
    ['a', 'x\ny'],
  ])('refuses %j and %j', async (username, password) => {
    expect((await caught(login('r.example', { username, password }, options('/nonexistent')))).code).toBe(
      'usage',
    );
  });
});
