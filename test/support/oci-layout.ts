import { createHash } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

// OCI image layouts put together by hand, on purpose without the product's own writers: the tests judge those.

export interface LayoutLayer {
  /** A file on the same file system, hard-linked into the layout, or the blob itself. */
  readonly blob: string | Buffer;
  readonly mediaType: string;
  /** `sha256:…` of the uncompressed tar. */
  readonly diffId: string;
  readonly createdBy?: string;
}

export interface LayoutOptions {
  /** The `config` object of the image configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `org.opencontainers.image.ref.name` in the index. */
  readonly ref?: string;
  readonly created?: string;
}

const OCI = 'application/vnd.oci.image';
export const LAYER_TAR = `${OCI}.layer.v1.tar`;
export const LAYER_GZIP = `${LAYER_TAR}+gzip`;
export const LAYER_ZSTD = `${LAYER_TAR}+zstd`;

/** Writes a one-image layout, replacing what `dir` held. Gives the manifest's digest. */
export async function writeLayout(
  dir: string,
  layers: readonly LayoutLayer[],
  options: LayoutOptions = {},
): Promise<string> {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, 'blobs', 'sha256'), { recursive: true });
  const created = options.created ?? '2025-06-15T15:06:40Z';
  const blobs = [];
  for (const layer of layers) blobs.push(await putBlob(dir, layer.blob, layer.mediaType));
  const config = putJson(dir, `${OCI}.config.v1+json`, {
    architecture: 'amd64',
    os: 'linux',
    created,
    config: options.config ?? {},
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map((layer) => ({ created, created_by: layer.createdBy ?? 'test support' })),
  });
  const manifest = putJson(dir, `${OCI}.manifest.v1+json`, {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config,
    layers: blobs,
  });
  const annotations = options.ref ? { 'org.opencontainers.image.ref.name': options.ref } : undefined;
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(dir, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  return manifest.digest;
}

/** `sha256:…` of bytes. */
export function sha256(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** `sha256:…` of a file, streamed. */
export async function sha256File(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return `sha256:${hash.digest('hex')}`;
}

interface Placed {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

async function putBlob(dir: string, blob: string | Buffer, mediaType: string): Promise<Placed> {
  if (typeof blob !== 'string') return putBytes(dir, mediaType, blob);
  const digest = await sha256File(blob);
  linkSync(blob, join(dir, 'blobs', digest.replace(':', '/')));
  return { mediaType, digest, size: statSync(blob).size };
}

function putJson(dir: string, mediaType: string, value: unknown): Placed {
  return putBytes(dir, mediaType, Buffer.from(JSON.stringify(value)));
}

function putBytes(dir: string, mediaType: string, bytes: Buffer): Placed {
  const digest = sha256(bytes);
  writeFileSync(join(dir, 'blobs', digest.replace(':', '/')), bytes);
  return { mediaType, digest, size: bytes.length };
}
