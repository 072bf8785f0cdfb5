import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/base/digest.ts';
import { parseImageConfig } from '../../src/image/config.ts';
import { openDockerArchiveSink, openOciArchiveSink } from '../../src/image/io/archive-sink.ts';
import { openContainerdSink, openContainerdSource } from '../../src/image/io/containerd.ts';
import { detectLocal } from '../../src/image/io/detect.ts';
import { openDockerArchiveSource, openOciArchiveSource } from '../../src/image/io/docker-archive-source.ts';
import { openEngineSink, openEngineSource } from '../../src/image/io/engine.ts';
import { openLayoutSink } from '../../src/image/io/layout-sink.ts';
import { openLayoutSource } from '../../src/image/io/layout-source.ts';
import { openSkopeoDirSource } from '../../src/image/io/skopeo-dir-source.ts';
import { openStore } from '../../src/image/io/store.ts';
import { plainLayer } from '../../src/image/layers/scan.ts';
import { parseManifest } from '../../src/image/manifest.ts';
import { MediaType } from '../../src/image/media-types.ts';
import type { ImageSource } from '../../src/image/medium.ts';
import { verifyBlob } from '../../src/image/verify.ts';
import { type PrivateDocker, startDockerd } from '../support/dockerd.ts';
import { findPeer, mustRun, requirePeers, run, warnSkipped } from '../support/peers.ts';
import { chunked, collect, type SampleImage, sampleImage, writeSample } from '../support/sample-image.ts';

// Layouts, archives and engines: real tools read what plimsoll writes, plimsoll reads what they write, and it is the same
// image each time.

const isRoot = process.getuid?.() === 0;
const NAME = 'example.com/media/sample:v1';
const root = mkdtempSync(join(tmpdir(), 'plimsoll-media-'));
const at = (name: string): string => join(root, name);

const gzip = sampleImage();
const zstd = sampleImage({ compression: 'zstd', label: 'zstd' });
const docker = sampleImage({ flavour: 'docker', label: 'docker' });

beforeAll(async () => {
  await writeSample(gzip, await openLayoutSink(at('layout'), NAME));
  await writeSample(zstd, await openLayoutSink(at('layout'), 'zstd'));
  await writeSample(docker, await openLayoutSink(at('docker-layout'), NAME));
  await writeSample(gzip, await openOciArchiveSink(at('oci.tar'), NAME));
  await writeSample(gzip, await openDockerArchiveSink(at('docker.tar'), NAME));
  await writeSample(zstd, await openDockerArchiveSink(at('zstd-docker.tar'), NAME));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Facts {
  readonly digest: string;
  readonly config: string;
  /** Computed from the layers' bytes. */
  readonly diffIds: readonly string[];
}

/** Reads an image to the last byte, every blob verified, and closes it. */
async function factsOf(opening: Promise<ImageSource>): Promise<Facts> {
  const source = await opening;
  try {
    const document = await source.root();
    if (document.value.kind !== 'image') throw new Error('expected an image');
    const { config, layers } = document.value;
    const bytes = await collect(verifyBlob(source.blob(config), config));
    const diffIds: string[] = [];
    for (const layer of layers) {
      const plain = await plainLayer(verifyBlob(source.blob(layer), layer));
      diffIds.push(digestOf(await collect(plain.bytes)));
    }
    expect(diffIds).toEqual(parseImageConfig(bytes).diffIds);
    return { digest: document.digest, config: config.digest, diffIds };
  } finally {
    await source.close();
  }
}

function expected(image: SampleImage): Facts {
  const config = parseImageConfig(image.blobs.get(image.config.digest) as Buffer);
  return { digest: image.document.digest, config: image.config.digest, diffIds: config.diffIds };
}

/** A layout whose only name is an index of these images. */
async function writeIndex(dir: string, images: readonly SampleImage[]): Promise<void> {
  const architectures = ['amd64', 'arm64'];
  const manifests = images.map(({ document: { mediaType, digest, bytes } }, i) => ({
    ...{ mediaType, digest, size: bytes.length },
    platform: { os: 'linux', architecture: architectures[i] },
  }));
  const sink = await openLayoutSink(dir);
  for (const { blobs, config, layers, document } of images) {
    for (const blob of [...layers, config])
      await sink.putBlob(blob, (offset) => chunked((blobs.get(blob.digest) as Buffer).subarray(offset)));
    await sink.putDocument(document);
  }
  const json = { schemaVersion: 2, mediaType: MediaType.ociIndex, manifests };
  const index = parseManifest(Buffer.from(JSON.stringify(json)));
  await sink.putDocument(index);
  await sink.tag(index);
  await sink.close();
}

/** The same image where the medium keeps no manifest. */
function sameContent(facts: Facts, image: SampleImage): void {
  const { config, diffIds } = expected(image);
  expect({ config: facts.config, diffIds: facts.diffIds }).toEqual({ config, diffIds });
}

describe.skipIf(!requirePeers('skopeo'))('skopeo', () => {
  const skopeo = (...args: string[]) => mustRun('skopeo', ['--insecure-policy', ...args]);

  it.each([
    ['oci layout', () => `oci:${at('layout')}:${NAME}`, gzip],
    ['oci layout with zstd layers', () => `oci:${at('layout')}:zstd`, zstd],
    ['oci-archive', () => `oci-archive:${at('oci.tar')}`, gzip],
    ['docker-archive read as oci-archive', () => `oci-archive:${at('docker.tar')}`, gzip],
    ['layout with a docker manifest', () => `oci:${at('docker-layout')}`, docker],
  ] as const)('reads our %s and sees the same digest', async (_, where, image) => {
    expect(digestOf(Buffer.from(await skopeo('inspect', '--raw', where())))).toBe(image.document.digest);
    const copy = mkdtempSync(at('skopeo-dir-'));
    await skopeo('copy', where(), `dir:${copy}`);
    for (const layer of image.layers)
      expect(digestOf(readFileSync(join(copy, layer.digest.slice(7))))).toBe(layer.digest);
  });

  it.each([
    ['gzip', 'docker.tar', gzip],
    ['zstd', 'zstd-docker.tar', zstd],
  ] as const)('reads our docker-archive of a %s image', async (_, file, image) => {
    const config = await skopeo('inspect', '--config', '--raw', `docker-archive:${at(file)}`);
    expect(digestOf(Buffer.from(config))).toBe(image.config.digest);
    await skopeo('copy', `docker-archive:${at(file)}`, `oci:${at(`skopeo-${file}`)}:x`);
    const facts = await factsOf(openLayoutSource(at(`skopeo-${file}`), 'x'));
    expect(facts.diffIds).toEqual(expected(image).diffIds);
  });

  it('writes layouts and oci-archives that we read, digests equal', async () => {
    const from = `oci:${at('layout')}:${NAME}`;
    await skopeo('copy', from, `oci:${at('skopeo-oci')}:tag`);
    expect(await factsOf(openLayoutSource(at('skopeo-oci'), 'tag'))).toEqual(expected(gzip));
    await skopeo('copy', from, `oci-archive:${at('skopeo-oci.tar')}:tag`);
    expect(await factsOf(openOciArchiveSource(at('skopeo-oci.tar')))).toEqual(expected(gzip));
    await mustRun('gzip', ['--keep', at('skopeo-oci.tar')]);
    expect(await factsOf(openOciArchiveSource(at('skopeo-oci.tar.gz'), 'tag'))).toEqual(expected(gzip));
  });

  it('writes a second image into our layout, and we into theirs', async () => {
    await skopeo('copy', `oci:${at('layout')}:zstd`, `oci:${at('skopeo-oci')}:second`);
    await writeSample(docker, await openLayoutSink(at('skopeo-oci'), 'third'));
    expect((await factsOf(openLayoutSource(at('skopeo-oci'), 'second'))).digest).toBe(zstd.document.digest);
    expect((await factsOf(openLayoutSource(at('skopeo-oci'), 'third'))).digest).toBe(docker.document.digest);
    await skopeo('copy', `oci:${at('layout')}:${NAME}`, `oci:${at('skopeo-oci')}:fourth`);
    expect((await factsOf(openLayoutSource(at('skopeo-oci'), 'third'))).digest).toBe(docker.document.digest);
  });

  it('writes docker-archives that we read, layers behind links', async () => {
    await skopeo('copy', `oci:${at('docker-layout')}`, `docker-archive:${at('skopeo-links.tar')}:media/x:v1`);
    const source = openDockerArchiveSource(at('skopeo-links.tar'), 'media/x:v1');
    expect((await source).madeManifest).toBe(true);
    sameContent(await factsOf(source), docker);
  });

  it('writes dir: folders that we open as images, of one platform and of a whole index', async () => {
    await skopeo('copy', `oci:${at('layout')}:${NAME}`, `dir:${at('skopeo-dir')}`);
    expect(await detectLocal(at('skopeo-dir'))).toBe('skopeo-dir');
    expect(await factsOf(openSkopeoDirSource(at('skopeo-dir')))).toEqual(expected(gzip));
    await writeIndex(at('index-layout'), [gzip, zstd]);
    await skopeo('copy', '--all', `oci:${at('index-layout')}`, `dir:${at('skopeo-index')}`);
    const source = await openSkopeoDirSource(at('skopeo-index'));
    const { value } = await source.root();
    if (value.kind !== 'index') throw new Error('expected an index');
    const children = await Promise.all(value.manifests.map((child) => source.document(child)));
    expect(children.map((child) => child.digest)).toEqual([gzip.document.digest, zstd.document.digest]);
  });

  it('reads what the store holds', async () => {
    const store = openStore(at('store'));
    await writeSample(gzip, await store.sink(NAME));
    const raw = await skopeo('inspect', '--raw', `oci:${at('store')}:${NAME}`);
    expect(digestOf(Buffer.from(raw))).toBe(gzip.document.digest);
  });
});

const podmanHere = requirePeers('podman') && isRoot;
describe.skipIf(!podmanHere)('podman', () => {
  const base = join('/tmp', `plimsoll-pm-${process.pid}`);
  const store = ['--root', join(base, 'root'), '--runroot', join(base, 'run'), '--storage-driver', 'vfs'];
  const podman = (...args: string[]) => mustRun('podman', [...store, ...args]);
  let service: ChildProcess | undefined;
  beforeAll(() => {
    mkdirSync(base, { mode: 0o700 });
  });
  afterAll(async () => {
    service?.kill();
    await run('podman', [...store, 'rmi', '--all', '--force']);
    await run('umount', [join(base, 'root', 'vfs')]);
    rmSync(base, { recursive: true, force: true });
  });
  const idOf = async (name: string) => (await podman('image', 'inspect', '--format', '{{.Id}}', name)).trim();

  it.each([
    ['docker-archive', 'docker.tar', gzip],
    ['docker-archive of a zstd image', 'zstd-docker.tar', zstd],
    ['oci-archive', 'oci.tar', gzip],
  ] as const)('loads our %s under its name', async (_, file, image) => {
    expect(await podman('load', '--input', at(file))).toContain(NAME);
    expect(`sha256:${await idOf(NAME)}`).toBe(image.config.digest);
    await podman('rmi', NAME);
  });

  it('saves archives of both formats that we read', async () => {
    await podman('load', '--input', at('docker.tar'));
    await podman('save', '--format', 'docker-archive', '--output', at('podman-docker.tar'), NAME);
    await podman('save', '--format', 'oci-archive', '--output', at('podman-oci.tar'), NAME);
    const archive = await openDockerArchiveSource(at('podman-docker.tar'), NAME);
    expect(archive.tags).toEqual([NAME]);
    expect((await factsOf(Promise.resolve(archive))).diffIds).toEqual(expected(gzip).diffIds);
    expect((await factsOf(openOciArchiveSource(at('podman-oci.tar'), NAME))).diffIds).toEqual(
      expected(gzip).diffIds,
    );
    expect((await factsOf(openOciArchiveSource(at('podman-oci.tar')))).diffIds).toEqual(
      expected(gzip).diffIds,
    );
  });

  it('takes and gives images through its socket', async () => {
    const socket = join(base, 'podman.sock');
    service = spawn('podman', [...store, 'system', 'service', '--time', '0', `unix://${socket}`], {
      stdio: 'ignore',
    });
    for (let i = 0; i < 100 && !existsSync(socket); i++) await sleep(100);
    const options = { env: { CONTAINER_HOST: `unix://${socket}` } };
    const name = 'docker.io/library/viasocket:v2';
    await writeSample(docker, await openEngineSink('podman', name, options));
    expect(`sha256:${await idOf(name)}`).toBe(docker.config.digest);
    for (const asked of [name, 'viasocket:v2', await idOf(name)])
      expect((await factsOf(openEngineSource('podman', asked, options))).diffIds).toEqual(
        expected(docker).diffIds,
      );
    await podman('tag', name, 'localhost/plain:v3');
    expect(
      (await factsOf(openEngineSource('podman', 'docker.io/library/plain:v3', options))).diffIds,
    ).toHaveLength(2);
    await expect(openEngineSource('podman', 'docker.io/library/none:1', options)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it.skipIf(!requirePeers('buildah'))('buildah pushes layouts and archives that we read', async () => {
    const buildah = (...args: string[]) => mustRun('buildah', [...store, ...args]);
    await podman('load', '--input', at('docker.tar'));
    await buildah('push', NAME, `oci:${at('buildah-oci')}:x`);
    await buildah('push', NAME, `docker-archive:${at('buildah.tar')}:buildah/x:1`);
    expect((await factsOf(openLayoutSource(at('buildah-oci'), 'x'))).diffIds).toEqual(expected(gzip).diffIds);
    expect((await factsOf(openDockerArchiveSource(at('buildah.tar')))).diffIds).toEqual(
      expected(gzip).diffIds,
    );
  });
});

describe.skipIf(!requirePeers('crane'))('crane', () => {
  const crane = (...args: string[]) => mustRun('crane', args);
  let registry: ChildProcess;
  let host = '';
  beforeAll(async () => {
    registry = spawn(findPeer('crane') as string, ['registry', 'serve', '--address', '127.0.0.1:0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    host = await portOf(registry);
  });
  afterAll(() => void registry?.kill());

  it('pushes our layout and our docker-archive, and pulls both formats that we read', async () => {
    await writeSample(docker, await openLayoutSink(at('crane-in')));
    await crane('push', at('crane-in'), `${host}/layout:v1`);
    expect((await crane('digest', `${host}/layout:v1`)).trim()).toBe(docker.document.digest);
    await crane('push', at('docker.tar'), `${host}/archive:v1`);
    const config = await crane('config', `${host}/archive:v1`);
    expect(digestOf(Buffer.from(config))).toBe(gzip.config.digest);

    await crane('pull', '--format', 'oci', `${host}/layout:v1`, at('crane-oci'));
    expect(await factsOf(openLayoutSource(at('crane-oci')))).toEqual(expected(docker));
    await crane('pull', '--format', 'tarball', `${host}/layout:v1`, at('crane.tar'));
    sameContent(await factsOf(openDockerArchiveSource(at('crane.tar'))), docker);
    sameContent(await factsOf(openDockerArchiveSource(at('crane.tar'), `${host}/layout:v1`)), docker);
  });
});

const dockerHere = requirePeers('dockerd', 'docker') && isRoot;
if (!isRoot) warnSkipped('dockerd and containerd need root');
describe.skipIf(!dockerHere)('docker', () => {
  let engine: PrivateDocker;
  beforeAll(async () => {
    engine = await startDockerd({ storageDriver: 'vfs' });
  });
  afterAll(() => engine?.stop());
  const ok = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await engine.docker(args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };

  it.each([
    ['docker-archive', 'docker.tar', gzip],
    ['docker-archive of a zstd image', 'zstd-docker.tar', zstd],
    ['oci-archive, which is one of docker’s too', 'oci.tar', gzip],
  ] as const)('loads our %s under its name', async (_, file, image) => {
    await ok('load', '--input', at(file));
    expect(await ok('image', 'inspect', '--format', '{{.Id}}', NAME)).toBe(image.config.digest);
    await ok('rmi', NAME);
  });

  it('saves archives that we read, also several images in one', async () => {
    await ok('load', '--input', at('docker.tar'));
    await ok('load', '--input', at('zstd-docker.tar')); // moves the name
    await ok('tag', gzip.config.digest, 'first:1');
    await ok('save', '--output', at('saved.tar'), 'first:1', NAME);
    sameContent(await factsOf(openDockerArchiveSource(at('saved.tar'), 'first:1')), gzip);
    sameContent(await factsOf(openDockerArchiveSource(at('saved.tar'), NAME)), zstd);
    await expect(openDockerArchiveSource(at('saved.tar'))).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('first:1'),
    });
    await mustRun('gzip', [at('saved.tar')]);
    sameContent(
      await factsOf(openDockerArchiveSource(at('saved.tar.gz'), 'docker.io/library/first:1')),
      gzip,
    );
  });

  it('takes and gives images through its socket', async () => {
    const options = { env: { DOCKER_HOST: engine.host } };
    const name = 'docker.io/library/viasocket:v2';
    await writeSample(zstd, await openEngineSink('docker', name, options));
    expect(await ok('image', 'inspect', '--format', '{{.Id}} {{.RepoTags}}', 'viasocket:v2')).toMatch(
      `${zstd.config.digest} [`,
    );
    const source = await openEngineSource('docker', name, options);
    expect(source.tags).toContain('viasocket:v2');
    sameContent(await factsOf(Promise.resolve(source)), zstd);
    const short = zstd.config.digest.slice(7, 19);
    sameContent(await factsOf(openEngineSource('docker', short, options)), zstd);
    await expect(openEngineSource('docker', 'none:1', options)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses an image whose layer is not what its configuration says, and says so', async () => {
    const broken = sampleImage({ label: 'broken' });
    const other = sampleImage({ label: 'other' });
    const blobs = new Map([...broken.blobs, ...other.blobs]);
    const layers = [broken.layers[0] as never, other.layers[1] as never];
    const { parseManifest } = await import('../../src/image/manifest.ts');
    const json = { schemaVersion: 2, mediaType: broken.document.mediaType, config: broken.config, layers };
    const document = parseManifest(Buffer.from(JSON.stringify(json)));
    const sink = await openEngineSink('docker', 'broken:1', { env: { DOCKER_HOST: engine.host } });
    await expect(writeSample({ ...broken, layers, blobs, document }, sink)).rejects.toMatchObject({
      code: 'io',
    });
  });
});

const containerdHere = requirePeers('containerd', 'ctr') && isRoot;
describe.skipIf(!containerdHere)('containerd', () => {
  const address = join(root, 'containerd.sock');
  let daemon: ChildProcess;
  beforeAll(async () => {
    const file = at('containerd.toml');
    writeFileSync(
      file,
      `version = 2\nroot = "${at('cd-root')}"\nstate = "${at('cd-state')}"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "${address}"\n`,
    );
    daemon = spawn('containerd', ['--config', file], { stdio: 'ignore' });
    for (let i = 0; i < 100 && (await run('ctr', ['--address', address, 'version'])).code !== 0; i++)
      await sleep(100);
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill();
    await Promise.race([gone, sleep(5000)]);
  });

  it('takes and gives images through ctr, digests equal', async () => {
    const options = { address, namespace: 'plimsoll' };
    await writeSample(gzip, await openContainerdSink(NAME, options));
    const list = await mustRun('ctr', ['--address', address, '--namespace', 'plimsoll', 'images', 'ls']);
    expect(list).toContain(NAME);
    expect(list).toContain(gzip.document.digest);
    expect(await factsOf(openContainerdSource(NAME, options))).toEqual(expected(gzip));
    await expect(openContainerdSource('example.com/none:1', options)).rejects.toMatchObject({
      code: 'not-found',
    });
    await mustRun('ctr', ['--address', address, '-n', 'plimsoll', 'images', 'export', at('ctr.tar'), NAME]);
    expect(await factsOf(openDockerArchiveSource(at('ctr.tar'), NAME))).toEqual(expected(gzip));
    expect(await factsOf(openOciArchiveSource(at('ctr.tar'), NAME))).toEqual(expected(gzip));
  });
});

/** `localhost:PORT` from what the registry says on stderr. */
function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const port = /serving on (?:port )?(?:\S*:)?(\d+)/.exec(said)?.[1];
      if (port) resolve(`localhost:${port}`);
    });
    child.once('exit', () => reject(new Error(`crane registry serve: ${said}`)));
  });
}
