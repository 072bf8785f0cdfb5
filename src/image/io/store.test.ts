import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  chunked,
  collect,
  type SampleImage,
  sampleImage,
  writeSample,
} from '../../../test/support/sample-image.ts';
import { digestOf, hexOf } from '../../base/digest.ts';
import type { Descriptor } from '../descriptor.ts';
import { parseManifest } from '../manifest.ts';
import { MediaType } from '../media-types.ts';
import { defaultStoreRoot, openStore, type Store } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const newStore = (): Store => openStore(join(root, String(count++)));
const put = async (store: Store, image: SampleImage, name?: string) =>
  writeSample(image, await store.sink(name));
const blobsOf = (store: Store) => readdirSync(join(store.root, 'blobs', 'sha256'));
const rest = (store: Store) =>
  readdirSync(store.root).filter((n) => !['blobs', 'index.json', 'oci-layout'].includes(n));

describe('openStore()', () => {
  it('creates nothing before something is written', async () => {
    const store = newStore();
    expect(await store.list()).toEqual([]);
    await expect(store.source('nginx')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('pull'),
    });
    expect(await store.has('nginx')).toBe(false);
    expect(existsSync(store.root)).toBe(false);
  });

  it('stands under XDG_DATA_HOME', () => {
    expect(defaultStoreRoot({ XDG_DATA_HOME: '/data' })).toBe('/data/plimsoll/store');
    expect(defaultStoreRoot({ XDG_DATA_HOME: 'relative' })).toMatch(/\/\.local\/share\/plimsoll\/store$/);
  });
});

describe('Store', () => {
  it('finds an image by every spelling of its name, by id, digest and prefixes', async () => {
    const store = newStore();
    const image = sampleImage();
    await put(store, image, 'thing:v1');
    const names = ['thing:v1', 'docker.io/library/thing:v1', `thing@${image.document.digest}`];
    const ids = [image.document.digest, image.config.digest].flatMap((d) => [
      d,
      hexOf(d),
      hexOf(d).slice(0, 12),
    ]);
    for (const ref of [...names, ...ids]) {
      const source = await store.source(ref);
      expect((await source.root()).digest, ref).toBe(image.document.digest);
      expect(source.tags).toEqual(['docker.io/library/thing:v1']);
    }
    for (const ref of ['thing', 'thing:v2', 'ffff', `x@sha256:${'0'.repeat(64)}`])
      await expect(store.source(ref), ref).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists images with names, id, size, platform; damaged ones too', async () => {
    const store = newStore();
    const image = sampleImage();
    await put(store, image, 'thing:v1');
    await put(store, image, 'other.example/thing:v2');
    const size =
      image.document.bytes.length + [...image.blobs.values()].reduce((sum, b) => sum + b.length, 0);
    expect(await store.list()).toEqual([
      {
        digest: image.document.digest,
        mediaType: MediaType.ociManifest,
        names: ['docker.io/library/thing:v1', 'other.example/thing:v2'],
        imageId: image.config.digest,
        created: '2025-06-15T15:06:40Z',
        size,
        platforms: ['linux/amd64'],
      },
    ]);
    rmSync(join(store.root, 'blobs', 'sha256', hexOf(image.document.digest)));
    expect((await store.list())[0]?.problem).toContain('damaged');
  });

  it('moves a name; the old image stays dangling until prune()', async () => {
    const store = newStore();
    const [a, b] = [sampleImage({ label: 'a' }), sampleImage({ label: 'b' })];
    await put(store, a, 'thing:v1');
    await put(store, b, 'thing:v1');
    expect((await (await store.source('thing:v1')).root()).digest).toBe(b.document.digest);
    expect((await store.list()).map((i) => i.names.length)).toEqual([0, 1]);
    const pruned = await store.prune();
    expect(pruned.deleted).toContain(a.document.digest);
    expect(pruned.freed).toBeGreaterThan(0);
    expect((await store.list()).map((i) => i.digest)).toEqual([b.document.digest]);
    for (const [digest, bytes] of b.blobs)
      expect(
        await collect((await store.source('thing:v1')).blob({ mediaType: '', digest, size: bytes.length })),
      ).toEqual(bytes);
  });

  it('tags, and remove() takes blobs away with the last name only, never shared ones', async () => {
    const store = newStore();
    const [a, b] = [sampleImage({ label: 'a' }), sampleImage({ label: 'b' })];
    await put(store, a, 'a');
    await put(store, b, 'b');
    expect(await store.tag('a', 'ghcr.io/x/a:1')).toBe(a.document.digest);
    await expect(store.tag('nope', 'x')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.tag('a', 'UPPER')).rejects.toMatchObject({ code: 'usage' });
    expect(await store.remove('a')).toEqual({
      untagged: ['docker.io/library/a:latest'],
      deleted: [],
      freed: 0,
      spared: 0,
    });
    const removed = await store.remove('ghcr.io/x/a:1');
    expect(removed.removed).toBe(a.document.digest);
    expect(new Set(removed.deleted)).toEqual(
      new Set([a.document.digest, a.config.digest, a.layers[1]!.digest]),
    );
    expect(blobsOf(store)).toHaveLength(4);
    await expect(store.remove('a')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('remove() by id wants force when there are several names', async () => {
    const store = newStore();
    const image = sampleImage();
    await put(store, image, 'a');
    await put(store, image, 'b');
    const id = hexOf(image.config.digest).slice(0, 12);
    await expect(store.remove(id)).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('--force'),
    });
    expect((await store.remove(id, { force: true })).untagged).toHaveLength(2);
    expect(blobsOf(store)).toEqual([]);
  });

  it('keeps what refers to an image as long as the image, and no longer', async () => {
    const store = newStore();
    const image = sampleImage();
    await put(store, image, 'a');
    const { mediaType, digest, bytes } = image.document;
    const subject = { mediaType, digest, size: bytes.length };
    const signature = parseManifest(
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          artifactType: 'application/x',
          config: image.config,
          layers: [],
          subject,
        }),
      ),
    );
    const sink = await store.sink();
    await sink.putDocument(signature);
    await sink.close();
    await store.prune();
    expect((await (await store.source('a')).referrers(digest)).map((d) => d.digest)).toEqual([
      signature.digest,
    ]);
    await store.remove('a');
    expect(await store.list()).toEqual([]);
    expect(blobsOf(store)).toEqual([]);
  });

  it('pulls by digest get a name with the digest, and several platforms are found in an index', async () => {
    const store = newStore();
    const image = sampleImage();
    await put(store, image, `thing@${image.document.digest}`);
    expect((await store.list())[0]?.names).toEqual([`docker.io/library/thing@${image.document.digest}`]);
    const { mediaType, digest, bytes } = image.document;
    const index = parseManifest(
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: MediaType.ociIndex,
          manifests: [
            { mediaType, digest, size: bytes.length, platform: { os: 'linux', architecture: 'amd64' } },
            {
              mediaType,
              digest: `sha256:${'1'.repeat(64)}`,
              size: 5,
              platform: { os: 'linux', architecture: 'arm64' },
            },
          ],
        }),
      ),
    );
    const other = newStore();
    const sink = await other.sink('multi');
    for (const d of [...image.layers, image.config])
      await sink.putBlob(d, () => chunked(image.blobs.get(d.digest)!));
    await sink.putDocument(image.document);
    await sink.putDocument(index);
    await sink.tag(index);
    await sink.close();
    expect(await other.list()).toMatchObject([
      { digest: index.digest, imageId: image.config.digest, platforms: ['linux/amd64'] },
    ]);
    expect((await (await other.source(`multi@${digest}`)).root()).digest).toBe(digest);
    await expect(other.remove(digest)).rejects.toMatchObject({ code: 'usage' });
    await other.prune();
    expect(blobsOf(other)).toHaveLength(5);
  });

  it('refuses to name an image whose blobs are not all there', async () => {
    const store = newStore();
    const sink = await store.sink('a');
    const image = sampleImage();
    await sink.putDocument(image.document);
    await expect(sink.tag(image.document)).rejects.toThrow(image.config.digest);
    await sink.abort();
    expect(await store.list()).toEqual([]);
  });

  it('prune() spares what a writer at work may count on', async () => {
    const store = newStore();
    const image = sampleImage();
    await put(store, image, 'old');
    await store.remove('old'); // all gone
    await put(store, sampleImage({ label: 'x' }), 'x');
    const past = new Date(Date.now() - 60_000);
    for (const name of blobsOf(store)) utimesSync(join(store.root, 'blobs', 'sha256', name), past, past);
    await store.tag('x', 'y');
    const sink = await store.sink('b');
    const [layer] = image.layers as [Descriptor];
    expect(await sink.hasBlob(layer)).toBe(true); // shared with x
    await store.remove('x');
    await store.remove('y');
    const pruned = await store.prune();
    expect(blobsOf(store)).toEqual([hexOf(layer.digest)]);
    expect(pruned.spared).toBe(1);
    await sink.abort();
    expect((await store.prune()).deleted).toEqual([layer.digest]);
  });

  it('prune() removes stale unfinished downloads but not one that is being written', async () => {
    const store = newStore();
    await put(store, sampleImage(), 'a');
    const dir = join(store.root, 'partial');
    mkdirSync(dir, { recursive: true });
    const old = new Date(Date.now() - 3 * 86_400_000);
    const stale = join(dir, `sha256-${'a'.repeat(64)}`);
    writeFileSync(stale, 'x'.repeat(100));
    utimesSync(stale, old, old);
    writeFileSync(join(dir, `sha256-${'b'.repeat(64)}`), 'young');
    expect((await store.prune()).freed).toBe(100);
    expect(readdirSync(dir)).toEqual([`sha256-${'b'.repeat(64)}`]);
  });
});

describe('two processes that pull one image into one store', () => {
  it('both succeed and the image is whole', async () => {
    const store = newStore();
    const script = `
      import { openStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
      import { sampleImage, writeSample } from ${JSON.stringify(new URL('../../../test/support/sample-image.ts', import.meta.url).href)};
      const store = openStore(${JSON.stringify(store.root)});
      await writeSample(sampleImage(), await store.sink('thing:v1'));
      await store.prune();
    `;
    const children = Array.from({ length: 3 }, () => startNode(script));
    for (const child of children) expect(await exitOf(child)).toBe(0);
    const image = sampleImage();
    const source = await store.source('thing:v1');
    expect((await source.root()).digest).toBe(image.document.digest);
    for (const layer of image.layers) expect(digestOf(await collect(source.blob(layer)))).toBe(layer.digest);
    expect(rest(store).sort()).toEqual(['partial', 'sessions']);
    expect(readdirSync(join(store.root, 'sessions'))).toEqual([]);
  });
});

function startNode(script: string) {
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function exitOf(child: ReturnType<typeof startNode>): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });
}
