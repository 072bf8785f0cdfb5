import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chunked, collect, sampleImage, writeSample } from '../../../test/support/sample-image.ts';
import type { Descriptor } from '../descriptor.ts';
import { parseManifest } from '../manifest.ts';
import { MediaType } from '../media-types.ts';
import { openLayoutSink } from './layout-sink.ts';
import { openLayoutSource } from './layout-source.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-layout-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const newDir = (): string => join(root, String(count++));
const blobFile = (dir: string, d: Pick<Descriptor, 'digest'>): string =>
  join(dir, 'blobs', d.digest.replace(':', '/'));

describe('openLayoutSink()', () => {
  it('writes what openLayoutSource() reads back byte for byte', async () => {
    const dir = newDir();
    const image = sampleImage();
    await writeSample(image, await openLayoutSink(dir, 'v1'));
    const source = await openLayoutSource(dir, 'v1');
    const document = await source.root();
    expect(document.bytes).toEqual(image.document.bytes);
    for (const layer of image.layers)
      expect(await collect(source.blob(layer))).toEqual(image.blobs.get(layer.digest));
    const [layer] = image.layers as [Descriptor];
    expect(await collect(source.blob(layer, { offset: 100 }))).toEqual(
      image.blobs.get(layer.digest)?.subarray(100),
    );
    expect(await source.locate(layer)).toEqual({ path: blobFile(dir, layer), offset: 0, size: layer.size });
    expect(readdirSync(dir).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('keeps entries and unknown fields of other tools, and moves a name', async () => {
    const dir = newDir();
    await writeSample(sampleImage({ label: 'a' }), await openLayoutSink(dir, 'v1'));
    const file = join(dir, 'index.json');
    const index = JSON.parse(readFileSync(file, 'utf8'));
    index.annotations = { 'org.example': 'kept' };
    index.manifests.push({
      mediaType: 'application/x-unknown',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
      odd: 1,
    });
    writeFileSync(file, JSON.stringify(index));
    const b = sampleImage({ label: 'b' });
    await writeSample(b, await openLayoutSink(dir, 'v1'));
    const after = JSON.parse(readFileSync(file, 'utf8'));
    expect(after.annotations).toEqual({ 'org.example': 'kept' });
    expect(after.manifests).toHaveLength(2);
    expect(after.manifests[0].odd).toBe(1);
    expect((await (await openLayoutSource(dir)).root()).digest).toBe(b.document.digest);
  });

  it('loses no entry when many write to one layout at once', async () => {
    const dir = newDir();
    const images = Array.from({ length: 12 }, (_, i) => sampleImage({ label: `n${i}` }));
    await Promise.all(images.map(async (image, i) => writeSample(image, await openLayoutSink(dir, `v${i}`))));
    for (const [i, image] of images.entries())
      expect((await (await openLayoutSource(dir, `v${i}`)).root()).digest).toBe(image.document.digest);
    expect(readdirSync(dir).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('refuses a folder that holds something else', async () => {
    const dir = newDir();
    mkdirSync(dir);
    writeFileSync(join(dir, 'package.json'), '{}');
    await expect(openLayoutSink(dir, 'v1')).rejects.toMatchObject({ code: 'usage' });
    expect(readdirSync(dir)).toEqual(['package.json']);
  });

  it('refuses bytes that do not match size or digest, and leaves no file of them', async () => {
    const dir = newDir();
    const image = sampleImage();
    const sink = await openLayoutSink(dir);
    const [layer] = image.layers as [Descriptor];
    const bytes = image.blobs.get(layer.digest) as Buffer;
    const flipped = Buffer.from(bytes);
    flipped[50] = (flipped[50] as number) ^ 1;
    const put = (b: Buffer) => sink.putBlob(layer, (offset) => chunked(b.subarray(offset)));
    await expect(put(flipped)).rejects.toMatchObject({ code: 'digest-mismatch' });
    await expect(put(Buffer.concat([bytes, bytes]))).rejects.toMatchObject({ code: 'size-mismatch' });
    await expect(put(bytes.subarray(0, 1000))).rejects.toMatchObject({ code: 'size-mismatch' });
    await sink.abort();
    expect(readdirSync(join(dir, 'blobs', 'sha256'))).toEqual([]);
    expect(readdirSync(dir).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('lists what refers to an image, once each, as the referrer itself says', async () => {
    const dir = newDir();
    const image = sampleImage();
    await writeSample(image, await openLayoutSink(dir, 'v1'));
    const { mediaType, digest, bytes } = image.document;
    const signature = parseManifest(
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: MediaType.ociManifest,
          artifactType: 'application/vnd.example.signature',
          config: image.config,
          layers: [],
          subject: { mediaType, digest, size: bytes.length },
          annotations: { who: 'me' },
        }),
      ),
    );
    const sink = await openLayoutSink(dir);
    await sink.putDocument(signature);
    await sink.putDocument(signature);
    const source = await openLayoutSource(dir);
    expect((await source.root()).digest).toBe(digest);
    expect(await source.referrers(digest)).toEqual([
      {
        mediaType: MediaType.ociManifest,
        digest: signature.digest,
        size: signature.bytes.length,
        artifactType: 'application/vnd.example.signature',
        annotations: { who: 'me' },
      },
    ]);
  });
});

describe('openLayoutSource()', () => {
  it('chooses by name, by digest, by docker spelling, and says what there is otherwise', async () => {
    const dir = newDir();
    const [a, b] = [sampleImage({ label: 'a' }), sampleImage({ label: 'b' })];
    await writeSample(a, await openLayoutSink(dir, 'v1'));
    await writeSample(b, await openLayoutSink(dir, 'docker.io/library/thing:2'));
    const digestFor = async (ref?: string) => (await (await openLayoutSource(dir, ref)).root()).digest;
    expect(await digestFor('v1')).toBe(a.document.digest);
    expect(await digestFor('thing:2')).toBe(b.document.digest);
    expect(await digestFor(`@${a.document.digest}`)).toBe(a.document.digest);
    expect(await digestFor(`whatever@${b.document.digest}`)).toBe(b.document.digest);
    expect((await openLayoutSource(dir, 'thing:2')).tags).toEqual(['docker.io/library/thing:2']);
    await expect(openLayoutSource(dir)).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('v1'),
    });
    await expect(openLayoutSource(dir, 'v2')).rejects.toMatchObject({ code: 'not-found' });
    await expect(openLayoutSource(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says which blob is missing', async () => {
    const dir = newDir();
    const image = sampleImage();
    await writeSample(image, await openLayoutSink(dir));
    const [layer] = image.layers as [Descriptor];
    rmSync(blobFile(dir, layer));
    const source = await openLayoutSource(dir);
    expect(await source.locate(layer)).toBeUndefined();
    await expect(collect(source.blob(layer))).rejects.toThrow(layer.digest);
    rmSync(blobFile(dir, image.document));
    await expect(source.root()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('follows links inside the layout and refuses those that leave it', async () => {
    const dir = newDir();
    const image = sampleImage();
    await writeSample(image, await openLayoutSink(dir));
    const [first, second] = image.layers as [Descriptor, Descriptor];
    const outside = join(root, 'outside');
    writeFileSync(outside, image.blobs.get(first.digest) as Buffer);
    rmSync(blobFile(dir, first));
    symlinkSync(outside, blobFile(dir, first));
    writeFileSync(join(dir, 'real'), image.blobs.get(second.digest) as Buffer);
    rmSync(blobFile(dir, second));
    symlinkSync('../../real', blobFile(dir, second));
    const source = await openLayoutSource(dir);
    await expect(collect(source.blob(first))).rejects.toMatchObject({ code: 'malformed' });
    expect(await collect(source.blob(second))).toEqual(image.blobs.get(second.digest));
  });

  it('ends on an index that lists itself', async () => {
    const dir = newDir();
    await writeSample(sampleImage(), await openLayoutSink(dir, 'v1'));
    // No index can hold its own digest; what can be is an index.json whose entry announces an index and gives another.
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] }),
    );
    const inner = parseManifest(bytes);
    const self = { mediaType: MediaType.ociIndex, digest: inner.digest, size: bytes.length };
    writeFileSync(
      blobFile(dir, inner),
      JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [self] }),
    );
    writeFileSync(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [self] }));
    await expect(openLayoutSource(dir, `@sha256:${'a'.repeat(64)}`)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect((await openLayoutSource(dir)).root()).rejects.toMatchObject({ code: 'size-mismatch' });
  });

  it('refuses a layout version, an index and entries it cannot understand', async () => {
    const dir = newDir();
    await writeSample(sampleImage(), await openLayoutSink(dir, 'v1'));
    const index = readFileSync(join(dir, 'index.json'));
    const tryIndex = async (text: string) => {
      writeFileSync(join(dir, 'index.json'), text);
      await expect(openLayoutSource(dir)).rejects.toMatchObject({ code: 'malformed' });
    };
    await tryIndex('<html>');
    await tryIndex('{"schemaVersion":2,"manifests":{}}');
    await tryIndex(
      '{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"sha256:../../etc/passwd","size":1}]}',
    );
    await tryIndex('{"schemaVersion":2,"manifests":[],"manifests":[]}');
    writeFileSync(join(dir, 'index.json'), index);
    writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
    await expect(openLayoutSource(dir)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('stops at an index.json of more entries or bytes than the limits', async () => {
    const dir = newDir();
    await writeSample(sampleImage(), await openLayoutSink(dir, 'v1'));
    const { DEFAULT_LIMITS } = await import('../../base/limits.ts');
    const limits = { ...DEFAULT_LIMITS, indexEntries: 0 };
    await expect(openLayoutSource(dir, 'v1', { limits })).rejects.toMatchObject({ code: 'limit' });
    const few = { ...DEFAULT_LIMITS, documentBytes: 20 };
    await expect(openLayoutSource(dir, 'v1', { limits: few })).rejects.toMatchObject({ code: 'limit' });
  });
});
