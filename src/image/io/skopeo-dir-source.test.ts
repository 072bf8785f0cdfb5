import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, type SampleImage, sampleImage } from '../../../test/support/sample-image.ts';
import { type Digest, digestOf, hexOf } from '../../base/digest.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import type { Document } from '../manifest.ts';
import { MediaType } from '../media-types.ts';
import { isSkopeoDir, openSkopeoDirSource } from './skopeo-dir-source.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-skopeo-dir-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

/** Writes a folder as skopeo 1.9 does. */
function writeDir(manifest: Buffer, files: Readonly<Record<string, Buffer | string>>): string {
  const dir = join(root, String(count++));
  mkdirSync(dir);
  writeFileSync(join(dir, 'version'), 'Directory Transport Version: 1.1\n');
  writeFileSync(join(dir, 'manifest.json'), manifest);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
  return dir;
}

function blobsOf(image: SampleImage): Record<string, Buffer> {
  return Object.fromEntries([...image.blobs].map(([digest, bytes]) => [hexOf(digest), bytes]));
}

function indexOf(document: Document, size = document.bytes.length): Buffer {
  const { mediaType, digest } = document;
  const manifests = [{ mediaType, digest, size, platform: { os: 'linux', architecture: 'amd64' } }];
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests }));
}

describe('openSkopeoDirSource()', () => {
  it('reads the manifest and every blob', async () => {
    const image = sampleImage();
    const source = await openSkopeoDirSource(writeDir(image.document.bytes, blobsOf(image)));
    expect((await source.root()).digest).toBe(image.document.digest);
    for (const blob of [...image.layers, image.config]) {
      expect(await collect(source.blob(blob))).toEqual(image.blobs.get(blob.digest));
      expect((await source.locate(blob))?.size).toBe(blob.size);
    }
    const [layer] = image.layers;
    expect((await collect(source.blob(layer!, { offset: 10 }))).length).toBe(layer!.size - 10);
    const absent = { ...layer!, digest: digestOf(Buffer.from('absent')) };
    expect(await source.locate(absent)).toBeUndefined();
    await expect(collect(source.blob(absent))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reads the manifests of an index, digest and size checked', async () => {
    const { document } = sampleImage();
    const child = `${hexOf(document.digest)}.manifest.json`;
    const open = async (index: Buffer, bytes: Buffer): Promise<Document> => {
      const source = await openSkopeoDirSource(writeDir(index, { [child]: bytes }));
      const { value } = await source.root();
      if (value.kind !== 'index') throw new Error('expected an index');
      return source.document(value.manifests[0]!);
    };
    expect((await open(indexOf(document), document.bytes)).digest).toBe(document.digest);
    const changed = Buffer.from(document.bytes);
    changed[changed.length - 1] = 0x20;
    await expect(open(indexOf(document), changed)).rejects.toMatchObject({ code: 'digest-mismatch' });
    await expect(open(indexOf(document, 5), document.bytes)).rejects.toMatchObject({ code: 'size-mismatch' });
  });

  it('reads nothing through links that lead out of the folder', async () => {
    const image = sampleImage();
    const dir = writeDir(image.document.bytes, {});
    const [layer] = image.layers;
    symlinkSync('/etc/passwd', join(dir, hexOf(layer!.digest as Digest)));
    const source = await openSkopeoDirSource(dir);
    await expect(collect(source.blob(layer!))).rejects.toMatchObject({ code: 'malformed' });
  });

  it('refuses what is no manifest, and one larger than any', async () => {
    await expect(openSkopeoDirSource(writeDir(Buffer.from('{}'), {}))).rejects.toMatchObject({
      code: 'malformed',
    });
    const limits = { ...DEFAULT_LIMITS, documentBytes: 100 };
    await expect(
      openSkopeoDirSource(writeDir(sampleImage().document.bytes, {}), limits),
    ).rejects.toMatchObject({ code: 'limit' });
    await expect(openSkopeoDirSource(join(root, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('isSkopeoDir()', () => {
  it('takes the folder’s own word for it, and only that of its format', async () => {
    const dir = writeDir(sampleImage().document.bytes, {});
    expect(await isSkopeoDir(dir)).toBe(true);
    for (const version of ['1.1', 'Directory Transport Version: 2.0\n', '', 'x'.repeat(1000)]) {
      writeFileSync(join(dir, 'version'), version);
      expect(await isSkopeoDir(dir), version.slice(0, 40)).toBe(false);
    }
    writeFileSync(join(dir, 'version'), 'Directory Transport Version: 1.0\n');
    expect(await isSkopeoDir(dir)).toBe(true);
    rmSync(join(dir, 'manifest.json'));
    expect(await isSkopeoDir(dir)).toBe(false);
    expect(await isSkopeoDir(join(root, 'none'))).toBe(false);
  });
});
