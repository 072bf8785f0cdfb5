import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type RawEntry, rawTar } from '../../../test/support/raw-tar.ts';
import {
  collect,
  imageOf,
  type SampleImage,
  sampleImage,
  writeSample,
} from '../../../test/support/sample-image.ts';
import { type Digest, digestOf, hexOf } from '../../base/digest.ts';
import type { ImageManifest } from '../manifest.ts';
import type { ImageSource } from '../medium.ts';
import { openDockerArchiveSink, openOciArchiveSink } from './archive-sink.ts';
import { openDockerArchiveSource, openOciArchiveSource } from './docker-archive-source.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-archives-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const newFile = (bytes?: Buffer): string => {
  const file = join(root, `${count++}.tar`);
  if (bytes) writeFileSync(file, bytes);
  return file;
};
const layerTar = (text: string): Buffer => rawTar([{ name: 'file', body: text }]);
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

async function readAll(source: ImageSource): Promise<Map<Digest, Buffer>> {
  const { value } = await source.root();
  const blobs = new Map<Digest, Buffer>();
  if (value.kind !== 'image') throw new Error('expected an image');
  for (const blob of [value.config, ...value.layers])
    blobs.set(blob.digest, await collect(source.blob(blob)));
  return blobs;
}

describe('openOciArchiveSink()', () => {
  it('writes what openOciArchiveSource() reads back, the same bytes each time', async () => {
    const image = sampleImage();
    const [a, b] = [newFile(), newFile()];
    await writeSample(image, await openOciArchiveSink(a, 'example.com/thing:v1'));
    await writeSample(image, await openOciArchiveSink(b, 'example.com/thing:v1'));
    expect(readFileSync(a)).toEqual(readFileSync(b));
    const source = await openOciArchiveSource(a);
    expect((await source.root()).bytes).toEqual(image.document.bytes);
    expect(source.tags).toEqual(['example.com/thing:v1']);
    expect(await readAll(source)).toEqual(new Map([...image.blobs]));
    const layer = (image.document.value as ImageManifest).layers[0]!;
    const range = (await source.locate(layer))!;
    expect(readFileSync(range.path).subarray(range.offset, range.offset + range.size)).toEqual(
      image.blobs.get(layer.digest),
    );
    await source.close();
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('leaves nothing behind when it is aborted, and keeps the old file until it is whole', async () => {
    const file = newFile(Buffer.from('old'));
    const sink = await openOciArchiveSink(file, 'v1');
    await sink.putDocument(sampleImage().document);
    await sink.abort();
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('writes to a stream for the file name -', async () => {
    const out = new PassThrough();
    const bytes = collect(out);
    const image = sampleImage();
    await writeSample(image, await openOciArchiveSink('-', 'v1', { stdout: out }));
    out.end();
    const source = await openOciArchiveSource('-', 'v1', { stdin: Readable.from([await bytes]) });
    expect((await source.root()).digest).toBe(image.document.digest);
    await source.close();
  });
});

describe('openOciArchiveSource()', () => {
  it('reads members in any order, gzip and zstd archives too', async () => {
    const image = sampleImage();
    const { mediaType, digest, bytes } = image.document;
    const blobs = [...image.blobs, [digest, bytes] as const];
    const tar = rawTar([
      ...blobs.map(([d, body]) => ({ name: `./blobs/sha256/${hexOf(d)}`, body })).reverse(),
      {
        name: './index.json',
        body: json({ schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] }),
      },
      { name: './oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
    ]);
    for (const stored of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
      const source = await openOciArchiveSource(newFile(stored));
      expect((await source.root()).digest).toBe(digest);
      expect(await readAll(source)).toEqual(new Map([...image.blobs]));
      const [layer] = image.layers;
      const range = (await source.locate(layer!))!;
      expect(readFileSync(range.path).subarray(range.offset, range.offset + range.size)).toEqual(
        image.blobs.get(layer!.digest),
      );
      await source.close();
    }
    await expect(openOciArchiveSource(newFile(gzipSync(tar).subarray(0, 5000)))).rejects.toMatchObject({
      code: 'malformed',
    });
  });

  it('refuses what is no archive of an image', async () => {
    await expect(openOciArchiveSource(join(root, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(openOciArchiveSource(root)).rejects.toMatchObject({ code: 'malformed' });
    await expect(openOciArchiveSource(newFile(Buffer.alloc(0)))).rejects.toMatchObject({ code: 'not-found' });
    const text = Buffer.from('text'.repeat(500));
    for (const bytes of [text, gzipSync(text), Buffer.from('{}')])
      await expect(openOciArchiveSource(newFile(bytes))).rejects.toMatchObject({
        code: 'malformed',
        message: expect.stringMatching(/: it is not an archive: it looks like (text|a JSON document)$/),
      });
    const evil = rawTar([{ name: '../oci-layout', body: '{}' }]);
    await expect(openOciArchiveSource(newFile(evil))).rejects.toMatchObject({ code: 'malformed' });
  });
});

describe('openDockerArchiveSink()', () => {
  it('is an oci-archive as well, so that the digest survives', async () => {
    const image = sampleImage();
    const file = newFile();
    await writeSample(image, await openDockerArchiveSink(file, 'docker.io/library/thing:v1'));
    const source = await openDockerArchiveSource(file, 'thing:v1');
    expect((await source.root()).digest).toBe(image.document.digest);
    expect(source.madeManifest).toBe(false);
    await source.close();
    const plain = await openDockerArchiveSource(file, '@0');
    expect(plain.madeManifest).toBe(true);
    expect(plain.tags).toEqual(['thing:v1']);
    expect(await readAll(plain)).toEqual(new Map([...image.blobs]));
    await plain.close();
  });

  it('stores zstd layers uncompressed and says so', async () => {
    const image = sampleImage({ compression: 'zstd' });
    const file = newFile();
    const said: string[] = [];
    const onProgress = (e: { label: string }) => said.push(e.label);
    await writeSample(image, await openDockerArchiveSink(file, 'thing:v1', { onProgress }));
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('decompressed');
    const plain = sampleImage({ compression: 'none', flavour: 'docker' });
    const source = await openDockerArchiveSource(file);
    expect((await source.root()).value).toEqual(plain.document.value);
    expect(await readAll(source)).toEqual(new Map([...plain.blobs]));
    await source.close();
  });

  it('refuses what docker cannot load', async () => {
    const image = imageOf([layerTar('x')]);
    const sink = await openDockerArchiveSink(newFile(), 'thing:v1');
    await sink.putDocument(image.document);
    await sink.tag(image.document);
    await expect(sink.close()).rejects.toMatchObject({ code: 'unsupported' });
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

// The shapes of `docker save` and its imitators, as the tools write them.
describe('openDockerArchiveSource()', () => {
  const tars = [layerTar('lower'), layerTar('upper')] as const;
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: tars.map((t) => digestOf(t)) },
  });
  const id = hexOf(digestOf(config));
  const manifest = (
    Config: string,
    Layers: string[],
    RepoTags: string[] | null = ['thing:v1'],
  ): RawEntry => ({
    name: 'manifest.json',
    body: json([{ Config, RepoTags, Layers }]),
  });
  const open = (entries: RawEntry[], ref?: string) => openDockerArchiveSource(newFile(rawTar(entries)), ref);
  const expectTars = async (source: ImageSource, mediaType: string) => {
    const document = await source.root();
    expect(document.value.kind === 'image' && document.value.layers.map((l) => l.mediaType)).toEqual([
      mediaType,
      mediaType,
    ]);
    const blobs = await readAll(source);
    for (const [digest, bytes] of blobs) expect(digestOf(bytes)).toBe(digest);
    expect([...blobs.keys()][0]).toBe(`sha256:${id}`);
    await source.close();
    return document.digest;
  };
  const PLAIN = 'application/vnd.docker.image.rootfs.diff.tar';

  it('reads every historical shape to the same image', async () => {
    const legacy = await expectTars(
      await open([
        { name: `${id}.json`, body: config },
        { name: 'aaa/', type: '5' },
        { name: 'aaa/VERSION', body: '1.0' },
        { name: 'aaa/json', body: '{}' },
        { name: 'aaa/layer.tar', body: tars[0] },
        { name: 'bbb/layer.tar', body: tars[1] },
        manifest(`${id}.json`, ['aaa/layer.tar', 'bbb/layer.tar']),
        { name: 'repositories', body: '{"thing":{"v1":"bbb"}}' },
      ]),
      PLAIN,
    );
    const skopeo = await expectTars(
      await open([
        { name: 'a.tar', body: tars[0] },
        { name: 'aaa/layer.tar', type: '2', link: '../a.tar' },
        { name: 'b.tar', body: tars[1] },
        { name: `${id}.json`, body: config },
        { name: 'bbb/layer.tar', type: '2', link: '../b.tar' },
        manifest(`${id}.json`, ['aaa/layer.tar', 'bbb/layer.tar'], null),
      ]),
      PLAIN,
    );
    const old = await expectTars(
      await open([
        { name: `${id}.json`, body: config },
        { name: 'a/layer.tar', body: tars[0] },
        { name: 'b/layer.tar', type: '1', link: 'b0' },
        { name: 'b0', body: tars[1] },
        { name: 'b/layer.tar', type: '1', link: 'b0' },
        manifest(`${id}.json`, ['a/layer.tar', 'b/layer.tar']),
      ]),
      PLAIN,
    );
    expect(skopeo).toBe(legacy);
    expect(old).toBe(legacy);
  });

  it('reads compressed layers, whatever they are called', async () => {
    const source = await open([
      { name: `sha256:${id}`, body: config },
      { name: 'a.tar.gz', body: gzipSync(tars[0]) },
      { name: 'b.tar.gz', body: gzipSync(tars[1]) },
      manifest(`sha256:${id}`, ['a.tar.gz', 'b.tar.gz']),
    ]);
    await expectTars(source, `${PLAIN}.gzip`);
  });

  it('chooses among several images by tag, place and id, and lists them otherwise', async () => {
    const other = json({ ...JSON.parse(config.toString()), created: '2020-01-01T00:00:00Z' });
    const entries: RawEntry[] = [
      { name: 'one.json', body: config },
      { name: `${hexOf(digestOf(other))}.json`, body: other },
      { name: 'a', body: tars[0] },
      { name: 'b', body: tars[1] },
      {
        name: 'manifest.json',
        body: json([
          { Config: 'one.json', RepoTags: ['one:latest'], Layers: ['a', 'b'] },
          { Config: `${hexOf(digestOf(other))}.json`, RepoTags: ['host/two:1', 'two:2'], Layers: ['a', 'b'] },
        ]),
      },
    ];
    const configOf = async (ref: string) => {
      const source = await open(entries, ref);
      const document = await source.root();
      await source.close();
      return document.value.kind === 'image' && document.value.config.digest;
    };
    expect(await configOf('one')).toBe(digestOf(config));
    expect(await configOf('docker.io/library/two:2')).toBe(digestOf(other));
    expect(await configOf('@0')).toBe(digestOf(config));
    expect(await configOf(`@${digestOf(other)}`)).toBe(digestOf(other));
    expect(await configOf(hexOf(digestOf(other)).slice(0, 12))).toBe(digestOf(other));
    await expect(open(entries)).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('host/two:1'),
    });
    await expect(open(entries, 'three')).rejects.toMatchObject({ code: 'not-found' });
    await expect(open(entries, '@7')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses missing members, wrong counts and a configuration that is not what its name says', async () => {
    const ok: RawEntry[] = [
      { name: `${id}.json`, body: config },
      { name: 'a', body: tars[0] },
      { name: 'b', body: tars[1] },
    ];
    await expect(open([...ok, manifest(`${id}.json`, ['a', 'c'])])).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(open([...ok, manifest('x.json', ['a', 'b'])])).rejects.toMatchObject({ code: 'not-found' });
    await expect(open([...ok, manifest(`${id}.json`, ['a'])])).rejects.toMatchObject({ code: 'malformed' });
    await expect(open([...ok, manifest('../x', ['a', 'b'])])).rejects.toMatchObject({ code: 'malformed' });
    const swapped = [{ name: `${id}.json`, body: json({ rootfs: {} }) }, manifest(`${id}.json`, [])];
    await expect(open(swapped)).rejects.toMatchObject({ code: 'digest-mismatch' });
    await expect(open([{ name: 'repositories', body: '{}' }])).rejects.toMatchObject({ code: 'unsupported' });
    await expect(open([{ name: 'manifest.json', body: '{"a":1}' }])).rejects.toMatchObject({
      code: 'malformed',
    });
    const many = Array.from({ length: 513 }, () => 'a');
    await expect(open([...ok, manifest(`${id}.json`, many)])).rejects.toMatchObject({ code: 'limit' });
  });
});

describe('standard input', () => {
  it('is read for the file name -, compressed or not', async () => {
    const image: SampleImage = sampleImage();
    const file = newFile();
    await writeSample(image, await openDockerArchiveSink(file, 'thing:v1'));
    for (const bytes of [readFileSync(file), gzipSync(readFileSync(file))]) {
      const source = await openDockerArchiveSource('-', undefined, { stdin: Readable.from([bytes]) });
      expect((await source.root()).digest).toBe(image.document.digest);
      await source.close();
    }
  });
});
