import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAYER_GZIP, LAYER_TAR, sha256, writeLayout } from '../../../test/support/oci-layout.ts';
import { rawTar } from '../../../test/support/raw-tar.ts';
import { openImage } from '../image.ts';
import { openLayoutSource } from '../io/layout-source.ts';
import { openScanCache } from '../io/scan-cache.ts';
import { type ImageWalk, walkImage } from './walk.ts';

const PLATFORM = { os: 'linux', architecture: 'amd64' };
const honest = rawTar([{ name: 'etc/motd', body: 'hello' }]);
const other = rawTar([{ name: 'bin/evil', body: 'run me' }]);

describe('walkImage() with a cache', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'plimsoll-walk-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const walk = async (blob: Buffer, mediaType: string, diffId: string): Promise<ImageWalk> => {
    const layout = join(dir, 'image');
    await writeLayout(layout, [{ blob, mediaType, diffId }]);
    const source = await openLayoutSource(layout);
    const image = await openImage(source, { platform: PLATFORM });
    return walkImage(image, { readers: [], cache: openScanCache(join(dir, 'cache')) });
  };

  it('believes a diffID only of blobs that were seen to unpack to it', async () => {
    expect((await walk(gzipSync(honest), LAYER_GZIP, sha256(honest))).fromCache).toBe(0);
    expect((await walk(gzipSync(honest), LAYER_GZIP, sha256(honest))).fromCache).toBe(1);

    // A configuration may promise the diffID of a layer that everybody has, over a blob that holds something else.
    await expect(walk(gzipSync(other), LAYER_GZIP, sha256(honest))).rejects.toMatchObject({
      code: 'digest-mismatch',
    });

    // The same layer compressed otherwise is read once more, and both are known from then on.
    expect((await walk(honest, LAYER_TAR, sha256(honest))).fromCache).toBe(0);
    expect((await walk(honest, LAYER_TAR, sha256(honest))).fromCache).toBe(1);
    expect((await walk(gzipSync(honest), LAYER_GZIP, sha256(honest))).fromCache).toBe(1);
  });

  it('believes nothing of a local file that is gone or has another size than the manifest says', async () => {
    const layout = join(dir, 'changing');
    const bytes = gzipSync(honest);
    await writeLayout(layout, [{ blob: bytes, mediaType: LAYER_GZIP, diffId: sha256(honest) }]);
    const blob = join(layout, 'blobs', sha256(bytes).replace(':', '/'));
    const again = async (): Promise<ImageWalk> => {
      const image = await openImage(await openLayoutSource(layout), { platform: PLATFORM });
      return walkImage(image, { readers: [], cache: openScanCache(join(dir, 'cache')) });
    };
    expect((await again()).fromCache).toBe(1);
    truncateSync(blob, bytes.length - 10);
    await expect(again()).rejects.toMatchObject({ code: 'size-mismatch' });
    writeFileSync(blob, Buffer.concat([bytes, Buffer.from('more')]));
    await expect(again()).rejects.toMatchObject({ code: 'size-mismatch' });
    rmSync(blob);
    await expect(again()).rejects.toMatchObject({ code: 'not-found' });
    writeFileSync(blob, bytes);
    expect((await again()).fromCache).toBe(1);
  });
});
