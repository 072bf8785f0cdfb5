import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, sampleImage, writeSample } from '../../../test/support/sample-image.ts';
import { openDockerArchiveSink } from './archive-sink.ts';
import { openContainerdSink, openContainerdSource } from './containerd.ts';
import { openEngineSink, openEngineSource } from './engine.ts';
import { findEngine, parseEndpoint } from './engine-endpoint.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-engine-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

describe('findEngine()', () => {
  const home = join(root, 'home');
  const docker = (env: NodeJS.ProcessEnv) => findEngine('docker', { env, home });

  it('looks where docker looks', () => {
    expect(docker({})).toEqual({ kind: 'unix', socketPath: '/var/run/docker.sock' });
    expect(docker({ DOCKER_HOST: 'unix:///tmp/x.sock' })).toEqual({
      kind: 'unix',
      socketPath: '/tmp/x.sock',
    });
    expect(docker({ DOCKER_HOST: 'tcp://10.0.0.1' })).toEqual({ kind: 'tcp', host: '10.0.0.1', port: 2375 });
    expect(docker({ DOCKER_HOST: 'tcp://[::1]:99' })).toEqual({ kind: 'tcp', host: '::1', port: 99 });
    mkdirSync(join(root, 'certs'));
    writeFileSync(join(root, 'certs', 'ca.pem'), 'CA');
    expect(
      docker({ DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(root, 'certs') }),
    ).toEqual({
      kind: 'tcp',
      host: 'h',
      port: 2376,
      tls: { ca: Buffer.from('CA'), rejectUnauthorized: true },
    });
  });

  it('reads docker contexts', () => {
    const id = createHash('sha256').update('work').digest('hex');
    const meta = join(home, '.docker', 'contexts', 'meta', id);
    mkdirSync(meta, { recursive: true });
    const write = (value: unknown) => writeFileSync(join(meta, 'meta.json'), JSON.stringify(value));
    write({ Name: 'work', Endpoints: { docker: { Host: 'unix:///run/work.sock' } } });
    expect(docker({ DOCKER_CONTEXT: 'work' })).toEqual({ kind: 'unix', socketPath: '/run/work.sock' });
    writeFileSync(join(home, '.docker', 'config.json'), '{"currentContext":"work"}');
    expect(docker({})).toEqual({ kind: 'unix', socketPath: '/run/work.sock' });
    expect(docker({ DOCKER_HOST: 'unix:///a' })).toEqual({ kind: 'unix', socketPath: '/a' });
    expect(docker({ DOCKER_CONTEXT: 'default' })).toEqual({
      kind: 'unix',
      socketPath: '/var/run/docker.sock',
    });
    expect(() => docker({ DOCKER_CONTEXT: 'gone' })).toThrow(/no such context/);
    write({ Name: 'work', Endpoints: {} });
    expect(() => docker({})).toThrow(/no docker endpoint/);
    write({ Name: 'work', Endpoints: { docker: { Host: 'ssh://me:secret@host' } } });
    expect(() => docker({})).toThrow(/ssh is not spoken/);
    expect(() => docker({})).not.toThrow(/secret/);
  });

  it('looks where podman looks', () => {
    const podman = (env: NodeJS.ProcessEnv) => findEngine('podman', { env, home });
    expect(podman({})).toEqual({ kind: 'unix', socketPath: '/run/podman/podman.sock' });
    mkdirSync(join(root, 'podman'));
    writeFileSync(join(root, 'podman', 'podman.sock'), '');
    expect(podman({ XDG_RUNTIME_DIR: root })).toEqual({
      kind: 'unix',
      socketPath: join(root, 'podman', 'podman.sock'),
    });
    expect(podman({ CONTAINER_HOST: 'unix:///x', XDG_RUNTIME_DIR: root })).toEqual({
      kind: 'unix',
      socketPath: '/x',
    });
  });

  it.each([
    'ssh://host',
    'npipe:////./pipe/x',
    'fd://',
    'nonsense',
    'tcp://',
    'tcp://h:99999',
    'tcp://a:b@h',
  ])('refuses %s', (text) => expect(() => parseEndpoint(text, 'DOCKER_HOST')).toThrow(/reach the engine/));
});

// Engines that misbehave cannot be had from the real ones, which test/peers talks to.
describe('an engine that fails', () => {
  async function withEngine<R>(
    listener: RequestListener,
    work: (env: NodeJS.ProcessEnv) => Promise<R>,
  ): Promise<R> {
    const socket = join(root, `${count++}.sock`);
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      return await work({ DOCKER_HOST: `unix://${socket}` });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const inspect = JSON.stringify({ Id: `sha256:${'0'.repeat(64)}`, RepoTags: ['x:1'] });

  it('is not there', async () => {
    const env = { DOCKER_HOST: `unix://${root}/none.sock` };
    await expect(openEngineSource('docker', 'x', { env })).rejects.toMatchObject({ code: 'network' });
    await expect(openEngineSink('docker', 'x', { env })).rejects.toMatchObject({ code: 'network' });
  });

  it('has no such image', async () => {
    await withEngine(
      (_, response) => response.writeHead(404).end('{"message":"No such image"}'),
      async (env) => {
        await expect(openEngineSource('docker', 'x', { env })).rejects.toMatchObject({ code: 'not-found' });
      },
    );
  });

  it('answers an error, something else than JSON, half an archive, or cuts the line', async () => {
    const answer = (get: RequestListener): RequestListener => {
      return (request, response) =>
        request.url?.endsWith('/get') ? get(request, response) : response.end(inspect);
    };
    const cases: [RequestListener, object][] = [
      [(_, r) => void r.writeHead(500).end('{"message":"disk on fire"}'), { message: /disk on fire/ }],
      [answer((_, r) => void r.writeHead(500).end('<html>')), { code: 'io' }],
      [answer((_, r) => void r.end(Buffer.alloc(700, 'x'))), { code: 'malformed' }],
      [answer((_, r) => void r.writeHead(200).write('x', () => r.destroy())), { code: 'network' }],
      [(_, r) => void r.end('<html>'), { code: 'malformed' }],
      [(_, r) => void r.destroy(), { code: 'network' }],
    ];
    for (const [listener, expected] of cases)
      await withEngine(listener, async (env) => {
        const error = await openEngineSource('docker', 'x', { env }).catch((e) => e);
        expect(error.name).toBe('PlimsollError');
        for (const [key, value] of Object.entries(expected))
          value instanceof RegExp ? expect(error[key]).toMatch(value) : expect(error[key]).toBe(value);
      });
  });

  it('hangs, and the user gives up', async () => {
    await withEngine(
      () => undefined,
      async (env) => {
        const signal = AbortSignal.timeout(100);
        await expect(openEngineSource('docker', 'x', { env, signal })).rejects.toThrow(/abort|timeout/i);
      },
    );
  });

  it('refuses what is loaded, at once or in the midst of it', async () => {
    const load = (refuse: RequestListener): RequestListener => {
      return (request, response) =>
        request.url?.startsWith('/images/load') ? refuse(request, response) : response.end('OK');
    };
    const early = load((_, response) => void response.writeHead(500).end('{"message":"no space"}'));
    const late = load((request, response) => {
      request
        .resume()
        .on('end', () => response.end('{"stream":"…"}\r\n{"error":"bad layer","errorDetail":{}}\r\n'));
    });
    const cut = load((request) => void request.destroy());
    for (const [listener, words] of [
      [early, /no space/],
      [late, /bad layer/],
      [cut, /reach docker/],
    ] as const)
      await withEngine(listener, async (env) => {
        const sink = await openEngineSink('docker', 'x:1', { env });
        await expect(writeSample(sampleImage(), sink)).rejects.toThrow(words);
      });
  });

  it('takes what it was given, whole, and the name is made when the engine did not', async () => {
    const asked: string[] = [];
    let loaded: Promise<Buffer> | undefined;
    await withEngine(
      (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        if (request.url === '/_ping') return void response.end('OK');
        if (request.url?.startsWith('/images/load')) {
          loaded = collect(request);
          return void loaded.then(() => response.end('{"stream":"Loaded"}'));
        }
        if (request.method === 'GET') return void response.writeHead(404).end('{"message":"none"}');
        response.writeHead(201).end();
      },
      async (env) =>
        writeSample(sampleImage(), await openEngineSink('docker', 'docker.io/library/x:1', { env })),
    );
    const file = join(root, 'expected.tar');
    await writeSample(sampleImage(), await openDockerArchiveSink(file, 'docker.io/library/x:1'));
    expect(await loaded).toEqual(readFileSync(file));
    expect(asked.at(-1)).toBe(`POST /images/${sampleImage().config.digest}/tag?repo=x&tag=1`);
  });
});

describe('openContainerdSource()', () => {
  it('says that ctr is missing, or what ctr says', async () => {
    await expect(openContainerdSource('x', { env: { PATH: root } })).rejects.toMatchObject({
      code: 'unsupported',
    });
    const sink = await openContainerdSink('x:1', { env: { PATH: root } });
    await expect(writeSample(sampleImage(), sink)).rejects.toMatchObject({ code: 'unsupported' });
    const bin = join(root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'ctr'), '#!/bin/sh\necho "ctr: image \\"x\\": not found" >&2\nexit 1\n', {
      mode: 0o755,
    });
    await expect(openContainerdSource('x', { env: { PATH: bin } })).rejects.toMatchObject({
      code: 'not-found',
    });
    const failing = await openContainerdSink('x:1', { env: { PATH: bin } });
    await expect(writeSample(sampleImage(), failing)).rejects.toMatchObject({ code: 'not-found' });
  });
});
