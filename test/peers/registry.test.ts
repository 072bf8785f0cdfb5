import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/base/digest.ts';
import { openLayoutSink } from '../../src/image/io/layout-sink.ts';
import { parseManifest } from '../../src/image/manifest.ts';
import { MediaType } from '../../src/image/media-types.ts';
import { verifyBlob } from '../../src/image/verify.ts';
import {
  createRegistryClient,
  eraseCredential,
  fallbackTag,
  login,
  openRegistrySink,
  openRegistrySource,
  type RegistryClient,
  type RegistryClientOptions,
} from '../../src/registry/index.ts';
import { type Home, makeHome } from '../e2e/command.ts';
import { findPeer, mustRun, requirePeers } from '../support/peers.ts';
import { chunked, collect, sampleImage, writeSample } from '../support/sample-image.ts';
import {
  makeHtpasswd,
  makePem,
  type Pem,
  type Running,
  startDockerRegistry,
  startFrayedLine,
  startTappedLine,
  startTokenService,
  type TokenService,
} from './support/registry.ts';

// The registry client against Debian's docker-registry over TLS, and beside other clients of it.

const here = requirePeers('docker-registry', 'openssl', 'perl');
const root = mkdtempSync(join(tmpdir(), 'plimsoll-registry-'));
const running: { stop(): Promise<void> }[] = [];
const clients: RegistryClient[] = [];
const user = { name: 'ann', password: 'pa:ss wörd', refresh: 'refresh-me' };
const image = sampleImage({ label: 'registry' });
let tls: Pem;

afterAll(async () => {
  for (const client of clients) await client.close();
  for (const one of running.reverse()) await one.stop();
  rmSync(root, { recursive: true });
});
function keep<T extends { stop(): Promise<void> }>(one: T): T {
  running.push(one);
  return one;
}
function options(extra: Partial<RegistryClientOptions> = {}): RegistryClientOptions {
  return {
    ...{ env: { HOME: join(root, 'nobody') }, userAgent: 'plimsoll/test', systemRoot: join(root, 'nowhere') },
    ...{ registryCa: join(root, 'server.pem'), retry: { base: 20 } },
    ...extra,
  };
}
function open(extra: Partial<RegistryClientOptions> = {}): RegistryClient {
  const client = createRegistryClient(options(extra));
  clients.push(client);
  return client;
}
const asAnn = { credentials: { username: user.name, password: user.password } };
async function failure(
  promise: Promise<unknown>,
): Promise<{ code?: string; message: string; hint?: string }> {
  return promise.then(
    () => ({ message: 'it did not fail' }),
    (error: Error) => error,
  );
}

describe.skipIf(!here)('docker-registry over TLS with a password file', () => {
  let registry: Running;
  beforeAll(async () => {
    tls = await makePem(root, 'server');
    const htpasswd = await makeHtpasswd(root, { [user.name]: user.password });
    registry = keep(await startDockerRegistry(root, { tls, htpasswd }));
  });
  const name = (repository: string, tag?: string) => ({
    registry: registry.host,
    repository,
    ...(tag && { tag }),
  });

  it('takes an image, and gives the same bytes back', async () => {
    const client = open(asAnn);
    await writeSample(image, openRegistrySink(client, name('team/app', 'v1')));
    const source = openRegistrySource(client, name('team/app', 'v1'));
    const document = await source.root();
    expect(document.bytes.equals(image.document.bytes)).toBe(true);
    for (const descriptor of [image.config, ...image.layers]) {
      const got = await collect(verifyBlob(source.blob(descriptor), descriptor));
      expect(got.equals(image.blobs.get(descriptor.digest) as Buffer)).toBe(true);
    }
    expect(await client.headManifest(name('team/app'), 'v1')).toEqual({
      digest: image.document.digest,
      size: image.document.bytes.length,
      mediaType: MediaType.ociManifest,
    });
  });

  it('refuses wrong and missing credentials, in words that help', async () => {
    const wrong = await failure(
      open({ credentials: { username: 'ann', password: 'no' } }).ping(registry.host),
    );
    expect([wrong.code, wrong.hint?.includes(`plimsoll login ${registry.host}`)]).toEqual(['auth', true]);
    const none = await failure(open().getManifest(name('team/app'), 'v1'));
    expect([none.code, none.message.includes('UNAUTHORIZED')]).toEqual(['auth', true]);
  });

  it('is not believed under a certificate from somebody else', async () => {
    const other = await makePem(root, 'other');
    const error = await failure(open({ ...asAnn, registryCa: other.cert }).ping(registry.host));
    expect([error.code, error.message.includes('certificate')]).toEqual(['network', true]);
  });

  it('mounts a blob from another repository', async () => {
    const client = open(asAnn);
    const layer = image.layers[0] as (typeof image.layers)[0];
    const sink = openRegistrySink(client, name('other/copy', 'v1'));
    expect(await sink.hasBlob(layer)).toBe(false);
    expect(await sink.adoptBlob(layer, openRegistrySource(client, name('team/app', 'v1')))).toBe(true);
    expect(await sink.hasBlob(layer)).toBe(true);
  });

  it('mounts nothing that is not there, and the upload session is used', async () => {
    const client = open(asAnn);
    const bytes = randomBytes(1000);
    const blob = { mediaType: 'x', digest: digestOf(bytes), size: bytes.length };
    const sink = openRegistrySink(client, name('other/copy', 'v1'));
    expect(await sink.adoptBlob(blob, openRegistrySource(client, name('team/app', 'v1')))).toBe(false);
    await sink.putBlob(blob, (offset) => chunked(bytes.subarray(offset)));
    expect(await client.headBlob(name('other/copy'), blob)).toBe(1000);
  });

  it('takes empty blobs', async () => {
    const client = open(asAnn);
    const blob = { digest: digestOf(Buffer.alloc(0)), size: 0 };
    await client.pushBlob(name('team/app'), blob, () => chunked(Buffer.alloc(0)));
    expect(await client.headBlob(name('team/app'), blob)).toBe(0);
  });

  it('lists 1203 tags over several pages, and its repositories', async () => {
    const client = open(asAnn);
    await writeSample(image, openRegistrySink(client, name('many/tags', 'a')));
    const tags = Array.from({ length: 1203 }, (_, i) => `t${String(i).padStart(4, '0')}`);
    for (let i = 0; i < tags.length; i += 8)
      await Promise.all(
        tags.slice(i, i + 8).map((tag) => client.putManifest(name('many/tags'), tag, image.document)),
      );
    // docker-registry 2.8 gives all tags at once whatever is asked, later ones give pages: both must do.
    expect(new Set(await client.listTags(name('many/tags')))).toEqual(new Set(['a', ...tags]));
    expect(await client.listRepositories(registry.host)).toEqual(
      expect.arrayContaining(['many/tags', 'team/app']),
    );
  });

  it('says what it has not', async () => {
    const client = open(asAnn);
    const error = await failure(client.getManifest(name('team/app'), 'nope'));
    expect([
      error.code,
      error.message.includes('team/app:nope'),
      error.message.includes('MANIFEST_UNKNOWN'),
    ]).toEqual(['not-found', true, true]);
    expect(await client.headManifest(name('no/such/repository'), 'v1')).toBeUndefined();
    expect((await failure(client.listTags(name('no/such/repository')))).code).toBe('not-found');
  });

  it('refuses a manifest whose blobs it has not', async () => {
    const error = await failure(open(asAnn).putManifest(name('empty/repo'), 'v1', image.document));
    expect([error.code, error.message.includes('MANIFEST_BLOB_UNKNOWN')]).toEqual(['malformed', true]);
  });

  it('deletes by digest, and says that it cannot by tag', async () => {
    const client = open(asAnn);
    await writeSample(image, openRegistrySink(client, name('to/delete', 'v1')));
    const byTag = await failure(client.deleteTag(name('to/delete'), 'v1'));
    expect(byTag.code).toBe('unsupported');
    await client.deleteManifest(name('to/delete'), image.document.digest);
    expect(await client.headManifest(name('to/delete'), 'v1')).toBeUndefined();
    const layer = image.layers[0] as (typeof image.layers)[0];
    await client.deleteBlob(name('to/delete'), layer);
    expect(await client.headBlob(name('to/delete'), layer)).toBeUndefined();
  });

  it('has no referrers API: the fallback tag is kept, by several writers at once', async () => {
    const client = open(asAnn);
    const repo = name('signed/app');
    await writeSample(image, openRegistrySink(client, { ...repo, tag: 'v1' }));
    const empty = { mediaType: MediaType.ociEmpty, digest: digestOf(Buffer.from('{}')), size: 2 };
    await client.pushBlob(repo, empty, () => chunked(Buffer.from('{}')));
    const subject = {
      mediaType: image.document.mediaType,
      digest: image.document.digest,
      size: image.document.bytes.length,
    };
    const referrers = [1, 2, 3].map((n) =>
      parseManifest(
        Buffer.from(
          JSON.stringify({
            ...{ schemaVersion: 2, mediaType: MediaType.ociManifest, artifactType: `application/x-${n}` },
            ...{ config: empty, layers: [empty], subject, annotations: { n: String(n) } },
          }),
        ),
      ),
    );
    const sink = openRegistrySink(client, repo);
    await Promise.all(referrers.map((document) => sink.putDocument(document)));
    const found = await client.listReferrers(repo, image.document.digest);
    expect(found.map((d) => d.artifactType).sort()).toEqual([
      'application/x-1',
      'application/x-2',
      'application/x-3',
    ]);
    expect(found[0]?.annotations).toHaveProperty('n');
    expect(await client.listTags(repo)).toContain(fallbackTag(image.document.digest));
    const some = await client.listReferrers(repo, image.document.digest, { artifactType: 'application/x-2' });
    expect(some.map((d) => d.digest)).toEqual([referrers[1]?.digest]);
  });

  it('takes and gives a large blob over a line that breaks; the download is resumed', async () => {
    const line = keep(await startFrayedLine(registry.host));
    const details: string[] = [];
    const client = open({ ...asAnn, onDetail: (m) => details.push(m) });
    const repo = { registry: line.host, repository: 'team/large' };
    const bytes = randomBytes(24 * 1024 * 1024);
    const blob = { mediaType: 'x', digest: digestOf(bytes), size: bytes.length };
    line.cuts.up.push(9_000_000, 6_000_000);
    const offsets: number[] = [];
    await client.pushBlob(repo, blob, (offset) => {
      offsets.push(offset);
      return chunked(bytes.subarray(offset), 65_536);
    });
    expect(line.made()).toBe(2);
    // docker-registry 2.8 drops an upload when asked how far it came (distribution#3755, mended in 3.0), so the push
    // begins again there. With a registry that tells, it goes on: that is blob-push.test.ts.
    expect(offsets).toHaveLength(3);
    expect(await client.headBlob(repo, blob)).toBe(bytes.length);

    line.cuts.down.push(10_000_000, 5_000_000);
    const got = await collect(verifyBlob(client.getBlob(repo, blob), blob));
    expect(got.equals(bytes)).toBe(true);
    expect(line.made()).toBe(4);
  });

  it('takes credentials kept by login, until they are erased', async () => {
    const env = { HOME: join(root, 'login') };
    const given = { username: user.name, password: user.password };
    const path = await login(registry.host, given, options({ env }));
    expect(path).toBe(join(root, 'login/.docker/config.json'));
    const client = open({ env });
    await client.ping(registry.host);
    expect(await client.credentialSource(name('x'))).toBe(path);
    expect(await eraseCredential(registry.host, { env })).toEqual([path]);
    expect((await failure(open({ env }).ping(registry.host))).code).toBe('auth');
  });

  it('takes credentials from a helper, and certificates from certs.d', async () => {
    const bin = join(root, 'bin');
    const certs = join(root, 'system/etc/docker/certs.d', registry.host);
    for (const folder of [bin, certs, join(root, 'helped/.docker')]) mkdirSync(folder, { recursive: true });
    const secret = JSON.stringify({ ServerURL: registry.host, Username: user.name, Secret: user.password });
    writeFileSync(join(bin, 'docker-credential-test'), `#!/bin/sh\ncat >/dev/null\necho '${secret}'\n`);
    chmodSync(join(bin, 'docker-credential-test'), 0o755);
    writeFileSync(join(root, 'helped/.docker/config.json'), '{"credsStore":"test"}');
    await mustRun('cp', [tls.cert, join(certs, 'ca.crt')]);
    const env = { HOME: join(root, 'helped'), PATH: `${bin}:/usr/bin:/bin` };
    const { registryCa: _, ...rest } = options({ env, systemRoot: join(root, 'system') });
    const client = createRegistryClient(rest);
    clients.push(client);
    await client.ping(registry.host);
  });

  it.skipIf(!requirePeers('skopeo'))('serves skopeo what we pushed, and us what skopeo pushed', async () => {
    const client = open(asAnn);
    await writeSample(image, openRegistrySink(client, name('by/us', 'v1')));
    const creds = `${user.name}:${user.password}`;
    const at = (repository: string) => `docker://${registry.host}/${repository}:v1`;
    await mustRun('skopeo', [
      ...['copy', '--preserve-digests', '--src-creds', creds, '--dest-creds', creds],
      ...['--src-tls-verify=false', '--dest-tls-verify=false', at('by/us'), at('by/skopeo')],
    ]);
    expect((await client.getManifest(name('by/skopeo'), 'v1')).digest).toBe(image.document.digest);
  });
});

describe.skipIf(!here)('docker-registry with a token service', () => {
  let service: TokenService;
  let registry: Running;
  let ca: string;
  beforeAll(async () => {
    tls = await makePem(root, 'server');
    service = keep(await startTokenService(root, user));
    ca = join(root, 'both.pem');
    await mustRun('sh', ['-c', `cat "${tls.cert}" "${service.bundle}" > "${ca}"`]);
    registry = keep(
      await startDockerRegistry(root, { tls, token: { realm: service.realm, bundle: service.bundle } }),
    );
  });
  const name = (repository: string, tag?: string) => ({
    registry: registry.host,
    repository,
    ...(tag && { tag }),
  });

  it('lets us push and pull with a password, with few tokens', async () => {
    const client = open({ ...asAnn, registryCa: ca });
    service.granted.length = 0;
    await writeSample(image, openRegistrySink(client, name('public/app', 'v1')));
    const source = openRegistrySource(client, name('public/app', 'v1'));
    await source.root();
    await Promise.all(image.layers.map((layer) => collect(verifyBlob(source.blob(layer), layer))));
    expect(service.granted).toHaveLength(2);
    expect(service.granted.flat().sort()).toEqual([
      'repository:public/app:pull',
      'repository:public/app:pull,push',
    ]);
  });

  it('takes a refresh token', async () => {
    const client = open({ registryCa: ca, credentials: { username: '<token>', password: user.refresh } });
    await writeSample(image, openRegistrySink(client, name('private/app', 'v1')));
    expect((await client.getManifest(name('private/app'), 'v1')).digest).toBe(image.document.digest);
  });

  it('mounts across repositories with one token for both', async () => {
    const client = open({ ...asAnn, registryCa: ca });
    const layer = image.layers[0] as (typeof image.layers)[0];
    service.granted.length = 0;
    const { mounted } = await client.mountBlob(name('other/app'), layer, 'public/app');
    expect(mounted).toBe(true);
    expect(service.granted.at(-1)).toEqual(['repository:other/app:pull,push', 'repository:public/app:pull']);
  });

  it('gives the anonymous what is public and nothing else', async () => {
    const client = open({ registryCa: ca });
    expect((await client.getManifest(name('public/app'), 'v1')).digest).toBe(image.document.digest);
    const closed = await failure(client.getManifest(name('private/app'), 'v1'));
    expect([closed.code, closed.hint?.includes('plimsoll login')]).toEqual(['auth', true]);
    const push = await failure(client.putManifest(name('public/app'), 'v2', image.document));
    expect(push.code).toBe('auth');
  });

  it('refuses a wrong password at the token service', async () => {
    const client = open({ registryCa: ca, credentials: { username: 'ann', password: 'no' } });
    const error = await failure(client.getManifest(name('public/app'), 'v1'));
    expect([error.code, error.message.includes('who are you')]).toEqual(['auth', true]);
  });

  it('keeps what login proved', async () => {
    const env = { HOME: join(root, 'token-login') };
    await login(
      registry.host,
      { username: user.name, password: user.password },
      options({ env, registryCa: ca }),
    );
    await open({ env, registryCa: ca }).getManifest(name('private/app'), 'v1');
    const wrong = login(registry.host, { username: 'ann', password: 'no' }, options({ env, registryCa: ca }));
    expect((await failure(wrong)).code).toBe('auth');
  });

  it.skipIf(findPeer('crane') === undefined)('serves crane what we pushed', async () => {
    const env = { HOME: join(root, 'token-login'), SSL_CERT_FILE: ca };
    const digest = await mustRun('crane', ['digest', `${registry.host}/private/app:v1`], { env });
    expect(digest.trim()).toBe(image.document.digest);
  });
});

describe.skipIf(!here)('plimsoll push to another repository of a registry', () => {
  const homes: Home[] = [];
  afterAll(() => {
    for (const home of homes) home.remove();
  });
  const newHome = (): Home => {
    const home = makeHome();
    homes.push(home);
    return home;
  };

  it('mounts what it pushed or pulled before, and uploads nothing twice', async () => {
    const line = keep(await startTappedLine(keep(await startDockerRegistry(root, {})).host));
    const home = newHome();
    const layout = join(home.dir, 'layout');
    await writeSample(sampleImage({ label: 'mount' }), await openLayoutSink(layout, 'v1'));
    const push = async (by: Home, repository: string): Promise<{ uploads: number; mounts: number }> => {
      line.requests.length = 0;
      const args = ['push', `oci:${layout}`, `${line.host}/${repository}:v1`, '--allow-http-registry'];
      expect(await by.run(args)).toMatchObject({ code: 0 });
      return {
        uploads: line.requests.filter((r) => r.startsWith('PATCH ')).length,
        mounts: line.requests.filter((r) => /^POST .*[?&]mount=/.test(r)).length,
      };
    };
    expect(await push(home, 'team/one')).toEqual({ uploads: 3, mounts: 0 });
    expect(await push(home, 'team/two')).toEqual({ uploads: 0, mounts: 3 });
    expect(await push(newHome(), 'team/stranger')).toEqual({ uploads: 3, mounts: 0 });

    const puller = newHome();
    const pulled = await puller.run(['pull', `${line.host}/team/one:v1`, '--allow-http-registry']);
    expect(pulled.code).toBe(0);
    expect(await push(puller, 'team/three')).toEqual({ uploads: 0, mounts: 3 });
  });
});
