import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MediaType } from '../../image/media-types.ts';
import { makeCertificate } from '../testing/certificate.ts';
import { caught, testClient } from '../testing/client.ts';
import { type Answer, reply, serve, type TestServer } from '../testing/server.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
async function start(answer: Answer, tls?: Parameters<typeof serve>[1]): Promise<TestServer> {
  const server = await serve(answer, tls);
  closers.push(server.close);
  return server;
}
function client(options: Parameters<typeof testClient>[0] = {}) {
  const made = testClient(options);
  closers.push(made.close);
  return made;
}
const manifest = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] }),
);
const ok: Answer = (_, r) => reply(r, 200, { 'content-type': MediaType.ociIndex }, manifest);
const repoOf = (server: TestServer) => ({ registry: server.host, repository: 'a/b' });
const skipPing =
  (answer: Answer): Answer =>
  (request, response, nth) =>
    request.url === '/v2/' ? reply(response, 200) : answer(request, response, nth);
const asked = (server: TestServer) => server.seen.filter((r) => r.url !== '/v2/');

describe('the scheme', () => {
  it('falls back to plain HTTP on loopback without being told', async () => {
    const server = await start(ok);
    await client().getManifest(repoOf(server), 'v1');
    expect(server.seen[0]?.url).toBe('/v2/');
  });
  it('takes a certificate nobody vouches for on loopback', async () => {
    const server = await start(ok, makeCertificate());
    await client().getManifest(repoOf(server), 'v1');
    expect(asked(server)).toHaveLength(1);
  });
  it('holds loopback to the authority that was given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-ca-'));
    closers.push(() => rm(folder, { recursive: true }));
    const [right, wrong] = [makeCertificate(), makeCertificate()];
    await writeFile(join(folder, 'right.pem'), right.cert);
    await writeFile(join(folder, 'wrong.pem'), wrong.cert);
    const server = await start(ok, right);
    await client({ registryCa: join(folder, 'right.pem') }).getManifest(repoOf(server), 'v1');
    const error = await caught(
      client({ registryCa: join(folder, 'wrong.pem') }).getManifest(repoOf(server), 'v1'),
    );
    expect([error.code, error.message.includes('certificate')]).toEqual(['network', true]);
    expect(error.hint).toContain('--registry-ca');
    expect(asked(server)).toHaveLength(1);
  });
  it('refuses a certificate for another name even from the right authority', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-ca-'));
    closers.push(() => rm(folder, { recursive: true }));
    const other = makeCertificate(['registry.example']);
    await writeFile(join(folder, 'ca.pem'), other.cert);
    const server = await start(ok, other);
    const error = await caught(
      client({ registryCa: join(folder, 'ca.pem') }).getManifest(repoOf(server), 'v1'),
    );
    expect(error.message).toContain('certificate');
  });
  it('reads certs.d and SSL_CERT_FILE', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-ca-'));
    closers.push(() => rm(folder, { recursive: true }));
    const certificate = makeCertificate();
    const server = await start(ok, certificate);
    const host = join(folder, 'etc/docker/certs.d', server.host);
    await mkdir(host, { recursive: true });
    await writeFile(join(host, 'ca.crt'), certificate.cert);
    await writeFile(join(folder, 'env.pem'), certificate.cert);
    await client({ systemRoot: folder }).getManifest(repoOf(server), 'v1');
    const env = { HOME: folder, SSL_CERT_FILE: join(folder, 'env.pem') };
    await client({ env }).getManifest(repoOf(server), 'v1');
    await writeFile(join(host, 'ca.crt'), makeCertificate().cert);
    const error = await caught(client({ systemRoot: folder }).getManifest(repoOf(server), 'v1'));
    expect(error.message).toContain('certificate');
  });
  it('says when a named certificate file is missing or not PEM', async () => {
    const missing = await caught(client({ registryCa: '/nonexistent/ca.pem' }).ping('127.0.0.1:1'));
    expect([missing.code, missing.message.includes('/nonexistent/ca.pem')]).toEqual(['usage', true]);
    const noPem = await caught(client({ registryCa: '/proc/self/cmdline' }).ping('127.0.0.1:1'));
    expect(noPem.code).toBe('usage');
  });
  it('sends nothing when offline', async () => {
    const server = await start(ok);
    expect((await caught(client({ offline: true }).getManifest(repoOf(server), 'v1'))).code).toBe('offline');
    expect(server.seen).toHaveLength(0);
  });
});

describe('retries', () => {
  it.each([408, 429, 500, 502, 503, 504])('gets over a passing %i', async (status) => {
    const server = await start(skipPing((q, r, n) => (n < 3 ? reply(r, status) : ok(q, r, n))));
    await client().getManifest(repoOf(server), 'v1');
    expect(asked(server)).toHaveLength(3);
  });
  it.each([400, 403, 404])('does not repeat a %i', async (status) => {
    const server = await start(skipPing((_, r) => reply(r, status)));
    await caught(client().getManifest(repoOf(server), 'v1'));
    expect(asked(server)).toHaveLength(1);
  });
  it('gets over cut connections', async () => {
    const server = await start(skipPing((q, r, n) => (n < 3 ? r.destroy() : ok(q, r, n))));
    await client().getManifest(repoOf(server), 'v1');
    expect(asked(server)).toHaveLength(3);
  });
  it('waits as Retry-After says', async () => {
    const server = await start(
      skipPing((q, r, n) => (n < 2 ? reply(r, 429, { 'retry-after': '1' }) : ok(q, r, n))),
    );
    const before = performance.now();
    await client({ retry: { maxRetryAfter: 2000 } }).getManifest(repoOf(server), 'v1');
    expect(performance.now() - before).toBeGreaterThan(950);
  });
  it('gives up at once on a long Retry-After, and explains the limit', async () => {
    const server = await start(
      skipPing((_, r) =>
        reply(r, 429, {
          'retry-after': '7200',
          'ratelimit-limit': '100;w=21600',
          'ratelimit-remaining': '0;w=21600',
        }),
      ),
    );
    const error = await caught(client().getManifest(repoOf(server), 'v1'));
    expect(error.code).toBe('rate-limited');
    expect(error.message).toContain('0 of 100 pulls left in each 6 hours');
    expect(error.message).toContain('2 hours');
    expect(asked(server)).toHaveLength(1);
  });
  it('ends a storm of 429s as rate-limited', async () => {
    const server = await start(skipPing((_, r) => reply(r, 429)));
    expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe('rate-limited');
    expect(asked(server)).toHaveLength(3);
  });
  it('does not multiply tries: one count for each request', async () => {
    const server = await start(skipPing((_, r) => r.destroy()));
    const digest = `sha256:${'a'.repeat(64)}` as never;
    const read = async () => {
      for await (const _ of client().getBlob(repoOf(server), { digest, size: 9, mediaType: 'x' })) break;
    };
    expect((await caught(read())).code).toBe('network');
    expect(asked(server)).toHaveLength(3);
  });
});

describe('hangs', () => {
  it('gives up on a server that never answers', async () => {
    const server = await start(skipPing(() => {}));
    const c = client({ retry: { tries: 1 }, timeouts: { document: 9000 } });
    const error = await caught(c.getManifest(repoOf(server), 'v1'));
    expect([error.code, error.message.toLowerCase().includes('timeout')]).toEqual(['network', true]);
  });
  it('gives up on a port that accepts and says nothing', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(async () => silent.close());
    const { port } = silent.address() as { port: number };
    const error = await caught(client({ retry: { tries: 1 } }).ping(`127.0.0.1:${port}`));
    expect(error.code).toBe('network');
  });
  it('gives up on a body that stops', async () => {
    const server = await start(
      skipPing((_, r) => {
        r.writeHead(200, { 'content-type': MediaType.ociIndex, 'content-length': '1000' });
        r.write('{');
      }),
    );
    expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe('network');
  });
  it('gives up on a document that drips', async () => {
    const server = await start(
      skipPing((_, r) => {
        r.writeHead(200, { 'content-type': MediaType.ociIndex });
        const timer = setInterval(() => r.write(' '), 50);
        r.on('close', () => clearInterval(timer));
      }),
    );
    const before = performance.now();
    const error = await caught(client().getManifest(repoOf(server), 'v1'));
    expect(error.code).toBe('network');
    expect(performance.now() - before).toBeLessThan(3000);
  });
  it('stops when told to', async () => {
    const server = await start(skipPing(() => {}));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const error = await caught(
      client({ timeouts: { headers: 10_000 } }).getManifest(repoOf(server), 'v1', { signal: abort.signal }),
    );
    expect(error.code).toBe('interrupted');
  });
  it('stops in the middle of a wait between tries', async () => {
    const server = await start(skipPing((_, r) => reply(r, 503, { 'retry-after': '5' })));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 80);
    const c = client({ retry: { maxRetryAfter: 9000 }, signal: abort.signal });
    expect((await caught(c.getManifest(repoOf(server), 'v1'))).code).toBe('interrupted');
  });
});

describe('redirects', () => {
  it('are followed to another host without credentials, which do not come back', async () => {
    const basic = `Basic ${Buffer.from('u:p').toString('base64')}`;
    let home = '';
    const storage = await start((_, r) => reply(r, 307, { location: `${home}/v2/a/b/manifests/final` }));
    const server = await start((q, r, n) => {
      if (q.url.endsWith('/final')) return ok(q, r, n);
      if (q.headers.authorization !== basic) return reply(r, 401, { 'www-authenticate': 'Basic realm="x"' });
      return reply(r, 307, { location: `${storage.origin}/x?signed=1` });
    });
    home = server.origin;
    const c = client({ credentials: { registry: server.host, username: 'u', password: 'p' } });
    await c.getManifest(repoOf(server), 'v1');
    expect(storage.seen[0]?.headers.authorization).toBeUndefined();
    expect(server.seen.at(-1)?.url).toContain('final');
    expect(server.seen.at(-1)?.headers.authorization).toBeUndefined();
  });
  it('never ask the user to log in where storage says 401', async () => {
    const storage = await start((_, r) => reply(r, 401, { 'www-authenticate': 'Basic realm="phish"' }));
    const server = await start(skipPing((_, r) => reply(r, 302, { location: `${storage.origin}/x` })));
    const c = client({ credentials: { username: 'u', password: 'p' } });
    expect((await caught(c.getManifest(repoOf(server), 'v1'))).code).toBe('auth');
    expect(storage.seen.every((r) => r.headers.authorization === undefined)).toBe(true);
    expect(storage.seen).toHaveLength(1);
  });
  it('in a circle end', async () => {
    const server = await start(skipPing((q, r) => reply(r, 307, { location: q.url })));
    const error = await caught(client().getManifest(repoOf(server), 'v1'));
    expect([error.code, asked(server).length]).toEqual(['malformed', 6]);
  });
  it.each(['file:///etc/passwd', 'http://[', 'javascript:1'])('to %s are refused', async (location) => {
    const server = await start(skipPing((_, r) => reply(r, 307, { location })));
    expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe('malformed');
  });
});

describe('errors', () => {
  it("carry the registry's words, bounded and printable", async () => {
    const long = 'x'.repeat(5000);
    const errors = [
      { code: 'NAME_UNKNOWN', message: '\u001b[31mno such\nrepository' },
      { code: 'B', message: long },
    ];
    const server = await start(skipPing((_, r) => reply(r, 404, {}, JSON.stringify({ errors }))));
    const error = await caught(client().getManifest(repoOf(server), 'v1'));
    expect(error.code).toBe('not-found');
    expect(error.message).toContain(`manifest ${server.host}/a/b:v1`);
    expect(error.message).toContain('NAME_UNKNOWN: \\x1b[31mno such repository');
    expect(error.message.length).toBeLessThan(800);
  });
  it('read no more than they need of a gigantic answer', async () => {
    const server = await start(
      skipPing((_, r) => {
        r.writeHead(500);
        const more = () => {
          while (!r.destroyed && r.write(Buffer.alloc(65536, 0x41)));
        };
        r.on('drain', more);
        more();
      }),
    );
    const error = await caught(client({ retry: { tries: 1 } }).getManifest(repoOf(server), 'v1'));
    expect([error.code, error.message.length < 300]).toEqual(['network', true]);
  });
  it('name a web page as such', async () => {
    for (const status of [200, 503]) {
      const server = await start(
        skipPing((_, r) => reply(r, status, { 'content-type': 'text/html' }, '<html>')),
      );
      const error = await caught(client({ retry: { tries: 1 } }).getManifest(repoOf(server), 'v1'));
      expect(error.message).toContain('web page');
    }
  });
  it('hint at what to do about an unknown host and a closed port', async () => {
    const closed = await caught(client({ retry: { tries: 1 } }).ping('127.0.0.1:1'));
    expect([closed.code, closed.hint?.includes('running')]).toEqual(['network', true]);
    const unknown = await caught(client().ping('registry.invalid'));
    expect(unknown.code).toBe('network');
  });
});

describe('warnings', () => {
  it('of the registry are passed on once', async () => {
    const said: string[] = [];
    const answer: Answer = (_, r) =>
      reply(
        r,
        200,
        { 'content-type': MediaType.ociIndex, warning: '299 - "this \\"image\\" is old"' },
        manifest,
      );
    const server = await start(skipPing(answer));
    const c = client({ onWarning: (m) => said.push(m) });
    await c.getManifest(repoOf(server), 'v1');
    await c.getManifest(repoOf(server), 'v1');
    expect(said).toEqual([`${server.host} says: this "image" is old`]);
  });
});

describe('proxies', () => {
  it('carry https through a tunnel, verified end to end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-ca-'));
    closers.push(() => rm(folder, { recursive: true }));
    const certificate = makeCertificate(['r.example']);
    await writeFile(join(folder, 'ca.pem'), certificate.cert);
    const server = await start(ok, certificate);
    const proxy = await tunnelTo(Number(server.host.split(':')[1]));
    const env = { HOME: folder, HTTPS_PROXY: `http://me:pass%21@127.0.0.1:${proxy.port}` };
    const repo = { registry: 'r.example', repository: 'a' };
    await client({ env, registryCa: join(folder, 'ca.pem') }).getManifest(repo, 'v1');
    expect(proxy.asked).toEqual(['r.example:443']);
    expect(proxy.authorization).toEqual([`Basic ${Buffer.from('me:pass!').toString('base64')}`]);
    expect((await caught(client({ env }).getManifest(repo, 'v1'))).message).toContain('certificate');
  });
  it('carry plain HTTP of hosts that are not on loopback', async () => {
    const proxy = await start(ok);
    const env = { HOME: '/nonexistent', HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin };
    await client({ env, allowHttp: ['r.example'] }).getManifest(
      { registry: 'r.example', repository: 'a' },
      'v1',
    );
    expect(proxy.seen.map((r) => r.url)).toContain('http://r.example/v2/a/manifests/v1');
  });
  it('that refuse are named, their password is not', async () => {
    const proxy = await start(ok);
    const env = { HOME: '/nonexistent', HTTPS_PROXY: proxy.origin.replace('//', '//me:hidden@') };
    const error = await caught(client({ env, retry: { tries: 1 } }).ping('r.example'));
    expect([error.code, error.message.includes('hidden'), error.hint?.includes('hidden')]).toEqual([
      'network',
      false,
      false,
    ]);
  });
});

async function tunnelTo(target: number) {
  const asked: string[] = [];
  const authorization: (string | undefined)[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    authorization.push(request.headers['proxy-authorization']);
    const upstream = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [upstream, socket]) end.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closers.push(async () => proxy.close());
  return { port: (proxy.address() as { port: number }).port, asked, authorization };
}
