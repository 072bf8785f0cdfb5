// Every parser of outside bytes. A new one is a line here: something to start from, and a run that may throw
// PlimsollError and nothing else.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { digestOf } from '../../src/base/digest.ts';
import { parseJson } from '../../src/base/json.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/base/limits.ts';
import { detectDistribution, runRules } from '../../src/check/index.ts';
import { decompress, sniffCompression } from '../../src/codec/compression.ts';
import { renderTemplate } from '../../src/codec/gotemplate/index.ts';
import { TarParser } from '../../src/codec/tar/reader.ts';
import { encodeTarHeader, type TarEntryFields, tarEnd, tarPadding } from '../../src/codec/tar/writer.ts';
import { indexTar } from '../../src/codec/tar-index.ts';
import { parseYaml } from '../../src/codec/yaml.ts';
import { parseImageConfig } from '../../src/image/config.ts';
import { decodeEntries } from '../../src/image/layers/entry-codec.ts';
import { FileIndex } from '../../src/image/layers/file-index.ts';
import { scanLayer } from '../../src/image/layers/scan.ts';
import { parseManifest } from '../../src/image/manifest.ts';
import { parseReference } from '../../src/image/reference.ts';

export interface Target {
  readonly name: string;
  readonly corpus: readonly Buffer[];
  run(bytes: Buffer): unknown;
}

const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  layerBytes: 64 * 1024 * 1024,
  ratioGraceBytes: 8 * 1024 * 1024,
  layerEntries: 10_000,
};

const DIGEST = `sha256:${'a'.repeat(64)}`;
const CONFIG = {
  architecture: 'amd64',
  os: 'linux',
  config: {
    User: '0:0',
    Env: ['A=b'],
    Entrypoint: ['/a'],
    ExposedPorts: { '80/tcp': {} },
    Labels: { a: 'b' },
  },
  rootfs: { type: 'layers', diff_ids: [DIGEST] },
  history: [
    { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
    { created_by: 'RUN |1 T=x /bin/sh -c y # buildkit', empty_layer: true },
  ],
};
const LAYER = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: DIGEST, size: 5 };
const MANIFEST = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { ...LAYER, mediaType: 'application/vnd.oci.image.config.v1+json' },
  layers: [LAYER],
  annotations: { a: 'b' },
};
const INDEX = {
  schemaVersion: 2,
  manifests: [
    {
      ...LAYER,
      mediaType: MANIFEST.mediaType,
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
    },
  ],
};
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function tarOf(entries: readonly TarEntryFields[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const stored = entry.sparse ? entry.sparse.reduce((n, e) => n + e.length, 0) : (entry.size ?? 0);
    return [encodeTarHeader(entry), Buffer.alloc(stored, 'x'), tarPadding(stored)];
  });
  return Buffer.concat([...parts, tarEnd()]);
}

const TAR = tarOf([
  { path: 'etc', type: 'directory', mode: 0o755 },
  { path: 'etc/passwd', type: 'file', mode: 0o644, size: 700 },
  { path: `long/${'n'.repeat(300)}`, type: 'file', mode: 0o644, size: 3, uid: 4_000_000, mtime: 1.5 },
  { path: 'link', type: 'symlink', mode: 0o777, linkPath: 'etc/passwd' },
  { path: 'hard', type: 'hardlink', mode: 0o644, linkPath: 'etc/passwd' },
  {
    path: 'sparse',
    type: 'file',
    mode: 0o644,
    size: 100_000,
    sparse: [
      { offset: 512, length: 10 },
      { offset: 99_990, length: 10 },
    ],
  },
  { path: 'etc/.wh.passwd', type: 'file', mode: 0 },
  {
    path: 'x',
    type: 'file',
    mode: 0o4755,
    xattrs: new Map([['security.capability', Buffer.from([1, 0, 0, 2])]]),
  },
]);

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, bytes.length >> 1);
  yield bytes.subarray(bytes.length >> 1);
}

async function drain(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of source);
}

function parseTar(bytes: Buffer): void {
  const parser = new TarParser({ entry: () => () => {} }, LIMITS);
  parser.write(bytes);
  parser.end();
}

async function scan(bytes: Buffer): Promise<void> {
  const descriptor = { mediaType: LAYER.mediaType, digest: digestOf(bytes), size: bytes.length };
  const result = await scanLayer(once(bytes), descriptor, [], { limits: LIMITS });
  const index = new FileIndex();
  index.addLayer(result.entries);
  index.addLayer(result.entries);
  index.seal();
  for (const node of index.entries()) index.resolve(node.path);
}

function checkConfig(bytes: Buffer): void {
  const config = parseImageConfig(bytes);
  const files = new FileIndex();
  const identity = {
    ...{
      requested: 'x',
      reference: 'x',
      transport: 'oci',
      assumptions: [],
      digest: DIGEST,
      manifestDigest: DIGEST,
      imageId: DIGEST,
    },
    ...{
      madeManifest: false,
      mediaType: '',
      platform: 'linux/amd64',
      platforms: [],
      size: 0,
      unpackedSize: 0,
      layers: [],
      labels: config.runtime.labels,
    },
  };
  const result = runRules({ identity, config, files, layers: [], hidden: [], read: () => undefined, now: 0 });
  if (result.unknowns.length > 0) throw new Error(`a rule threw: ${result.unknowns[0]?.why}`);
}

export const TARGETS: readonly Target[] = [
  { name: 'json', corpus: [json(CONFIG), json(MANIFEST)], run: (b) => parseJson(b, 'input') },
  { name: 'manifest', corpus: [json(MANIFEST), json(INDEX)], run: (b) => parseManifest(b) },
  { name: 'config-and-rules', corpus: [json(CONFIG)], run: checkConfig },
  {
    name: 'reference',
    corpus: ['nginx', 'localhost:5000/a/b:c@sha256:00', 'oci:dir:tag', 'docker://x/y', '[::1]:5/x'].map((t) =>
      Buffer.from(t),
    ),
    run: (b) => parseReference(b.toString('utf8')),
  },
  {
    name: 'template',
    corpus: [
      '{{.Config.User}}',
      '{{range $i, $e := .a}}{{printf "%5d" $i}}{{else}}x{{end}}',
      '{{if and .a (eq 1 2)}}b{{end}}',
    ].map((t) => Buffer.from(t)),
    run: (b) => renderTemplate(b.toString('utf8'), { a: [1, 'x'], Config: { User: 'u' } }),
  },
  {
    name: 'yaml',
    corpus: [Buffer.from('a: &x [1, 2]\nb: *x\ncheck:\n  fail-on: high\n')],
    run: (b) => parseYaml(b.toString('utf8'), 'input'),
  },
  {
    name: 'os-release',
    corpus: [Buffer.from('ID=debian\nVERSION_ID="12"\nPRETTY_NAME="D"\n')],
    run: (b) => detectDistribution(() => b, 0),
  },
  { name: 'tar', corpus: [TAR], run: parseTar },
  {
    name: 'tar-index',
    corpus: [TAR],
    run: (b) => indexTar(async (offset, size) => b.subarray(offset, offset + size), b.length, LIMITS),
  },
  {
    name: 'compression',
    corpus: [gzipSync(TAR), zstdCompressSync(TAR), Buffer.concat([gzipSync(TAR), gzipSync(TAR)])],
    run: (b) => drain(decompress(once(b), sniffCompression(b), LIMITS)),
  },
  { name: 'layer', corpus: [TAR, gzipSync(TAR), zstdCompressSync(TAR)], run: scan },
  {
    name: 'cached-entries',
    corpus: [Buffer.from([0, 1, 97, 0, 1, 1, 1, 1, 0])],
    run: (b) => [...decodeEntries(b)],
  },
];
