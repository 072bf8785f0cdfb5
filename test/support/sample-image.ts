import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Digest, digestOf } from '../../src/base/digest.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { type Document, parseManifest } from '../../src/image/manifest.ts';
import { MediaType } from '../../src/image/media-types.ts';
import type { ImageSink } from '../../src/image/medium.ts';
import { rawTar } from './raw-tar.ts';

/** An image in memory: the document that names it, and every blob by digest. */
export interface SampleImage {
  readonly document: Document;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly blobs: ReadonlyMap<Digest, Buffer>;
}

export interface SampleOptions {
  readonly flavour?: 'oci' | 'docker';
  readonly compression?: 'gzip' | 'zstd' | 'none';
  /** Makes images differ. */
  readonly label?: string;
}

/** Two layers of real files, the licences of the machine where it has them. */
export function sampleImage(options: SampleOptions = {}): SampleImage {
  const tars = [
    rawTar([{ name: 'licences/', type: '5', mode: 0o755 }, ...licences()]),
    rawTar([
      { name: 'etc/', type: '5', mode: 0o755 },
      { name: 'etc/label', body: options.label ?? 'sample' },
      { name: 'licences/GPL', type: '2', link: 'GPL-3' },
    ]),
  ];
  return imageOf(tars, options);
}

/** An image of these uncompressed layers. */
export function imageOf(tars: readonly Buffer[], options: SampleOptions = {}): SampleImage {
  const docker = options.flavour === 'docker';
  const compression = options.compression ?? 'gzip';
  const blobs = new Map<Digest, Buffer>();
  const put = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const layers = tars.map((tar) => put(compress(tar, compression), layerType(docker, compression)));
  const config = put(
    Buffer.from(
      JSON.stringify({
        architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
        os: 'linux',
        created: '2025-06-15T15:06:40Z',
        config: { Cmd: ['/bin/true'], Labels: { 'org.example.sample': options.label ?? 'sample' } },
        rootfs: { type: 'layers', diff_ids: tars.map((tar) => digestOf(tar)) },
        history: tars.map((_, i) => ({ created: '2025-06-15T15:06:40Z', created_by: `layer ${i + 1}` })),
      }),
    ),
    docker ? MediaType.dockerConfig : MediaType.ociConfig,
  );
  const mediaType = docker ? MediaType.dockerManifest : MediaType.ociManifest;
  const document = parseManifest(
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers })),
  );
  return { document, config, layers, blobs };
}

/** Puts a sample through a sink the way every copy does: blobs, document, tag, close. */
export async function writeSample(image: SampleImage, sink: ImageSink): Promise<void> {
  for (const descriptor of [...image.layers, image.config]) {
    const bytes = image.blobs.get(descriptor.digest) as Buffer;
    if (!(await sink.hasBlob(descriptor)))
      await sink.putBlob(descriptor, (offset) => chunked(bytes.subarray(offset)));
  }
  await sink.putDocument(image.document);
  await sink.tag(image.document);
  await sink.close();
}

/** The bytes in chunks of `size`. */
export async function* chunked(bytes: Buffer, size = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All of a stream. */
export async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of stream) parts.push(chunk);
  return Buffer.concat(parts);
}

function compress(tar: Buffer, compression: 'gzip' | 'zstd' | 'none'): Buffer {
  if (compression === 'none') return tar;
  return compression === 'gzip' ? gzipSync(tar) : zstdCompressSync(tar);
}

function layerType(docker: boolean, compression: 'gzip' | 'zstd' | 'none'): string {
  if (docker) return compression === 'gzip' ? MediaType.dockerLayerGzip : MediaType.dockerLayer;
  if (compression === 'none') return MediaType.ociLayer;
  return compression === 'gzip' ? MediaType.ociLayerGzip : MediaType.ociLayerZstd;
}

function licences(): { name: string; body: Buffer }[] {
  const dir = '/usr/share/common-licenses';
  try {
    const files = readdirSync(dir, { withFileTypes: true }).filter((f) => f.isFile());
    return files.map((f) => ({ name: `licences/${f.name}`, body: readFileSync(join(dir, f.name)) }));
  } catch {
    return [
      {
        name: 'licences/GPL-3',
        body: Buffer.from('The GNU General Public License is a free licence.\n'.repeat(500)),
      },
    ];
  }
}
