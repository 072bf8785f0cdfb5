import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rawTar } from '../../../test/support/raw-tar.ts';
import { chunked, imageOf, type SampleImage, writeSample } from '../../../test/support/sample-image.ts';
import { type DiffId, digestOf } from '../../base/digest.ts';
import { parseManifest } from '../manifest.ts';
import { MediaType } from '../media-types.ts';
import { knownImages } from './known-images.ts';
import { openStore, type Store } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-known-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const newStore = (): Store => openStore(join(root, String(count++)));

const tars = ['base', 'middle', 'top'].map((body) => rawTar([{ name: body, body }]));
const diffIds = tars.map((tar) => digestOf(tar) as string as DiffId);
const base = imageOf(tars.slice(0, 1), { label: 'base' });
const middle = imageOf(tars.slice(0, 2), { label: 'middle', compression: 'zstd' });
const other = imageOf([rawTar([{ name: 'other', body: 'x' }])], { label: 'other' });
const put = async (store: Store, image: SampleImage, name?: string) =>
  writeSample(image, await store.sink(name));
const names = (store: Store, layers = diffIds) => knownImages(store.root, layers).map((k) => k.name);

describe('knownImages()', () => {
  it('gives named images that begin with the same layer and have fewer', async () => {
    const store = newStore();
    await put(store, base, 'base:1');
    await put(store, middle, 'middle:1');
    await put(store, other, 'other:1');
    await put(store, imageOf(tars, { label: 'whole' }), 'whole:1');
    expect(await store.known(diffIds)).toEqual([
      { name: 'docker.io/library/middle:1', digest: middle.document.digest, diffIds: diffIds.slice(0, 2) },
      { name: 'docker.io/library/base:1', digest: base.document.digest, diffIds: diffIds.slice(0, 1) },
    ]);
    expect(names(store, diffIds.slice(0, 1))).toEqual([]);
    expect(names(store, [])).toEqual([]);
  });

  it('finds the platforms of an index under the index’s name', async () => {
    const store = newStore();
    await put(store, base);
    const { mediaType, digest, bytes } = base.document;
    const absent = { mediaType, digest: digestOf(Buffer.from('absent')), size: 6 };
    const manifests = [absent, { mediaType, digest, size: bytes.length }];
    const index = parseManifest(
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests })),
    );
    const sink = await store.sink('multi:1');
    await sink.putDocument(index);
    await sink.tag(index);
    await sink.close();
    expect(knownImages(store.root, diffIds)).toMatchObject([
      { name: 'docker.io/library/multi:1', digest: index.digest },
    ]);
  });

  it('knows nothing where there is no store, nothing named, or nothing whole', async () => {
    const store = newStore();
    expect(names(store)).toEqual([]);
    await put(store, base);
    expect(names(store)).toEqual([]);
    await put(store, middle, 'middle:1');
    const config = join(store.root, 'blobs', middle.config.digest.replace(':', '/'));
    const text = readFileSync(config, 'utf8');
    for (const damaged of ['', 'null', '[]', text.slice(0, -5), `${text}${' '.repeat(300_000)}`]) {
      writeFileSync(config, damaged);
      expect(names(store), damaged.slice(0, 20)).toEqual([]);
    }
    for (const index of ['null', '{"manifests":[null,1,{"digest":1}]}', '{"manifests":{}}', 'x']) {
      writeFileSync(join(store.root, 'index.json'), index);
      expect(names(store), index).toEqual([]);
    }
  });

  it('looks at the images added last when there are many', async () => {
    const store = newStore();
    await put(store, base, 'base:1');
    for (let i = 0; i < 48; i++) {
      const sink = await store.sink(`other:${i}`);
      const { document, config, blobs, layers } = imageOf([tars[2] as Buffer], { label: String(i) });
      for (const blob of [config, ...layers])
        if (!(await sink.hasBlob(blob))) await sink.putBlob(blob, () => chunked(blobs.get(blob.digest)!));
      await sink.putDocument(document);
      await sink.tag(document);
      await sink.close();
    }
    expect(names(store)).toEqual([]);
    await store.tag('base:1', 'base:2');
    expect(names(store)).toEqual(['docker.io/library/base:2']);
  });
});
