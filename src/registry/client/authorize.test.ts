import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import { MediaType } from '../../image/media-types.ts';
import { makeCertificate } from '../testing/certificate.ts';
import { caught, testClient } from '../testing/client.ts';
import { type Answer, reply, serve, type TestServer } from '../testing/server.ts';
import type { RegistryClient } from './client.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});
const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
  open.push(thing);
  return thing;
};
const start = async (answer: Answer): Promise<TestServer> => keep(await serve(answer));
const client = (options: Parameters<typeof testClient>[0] = {}): RegistryClient => keep(testClient(options));

const manifest = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] }),
);
const giveManifest = (response: Parameters<Answer>[1]) =>
  reply(response, 200, { 'content-type': MediaType.ociIndex }, manifest);
const login = { username: 'ann', password: 'pa:ss' };
const basic = `Basic ${Buffer.from('ann:pa:ss').toString('base64')}`;

describe('Basic', () => {
  it('brings the credentials once the registry has asked for them', async () => {
    const server = await start((request, response) => {
      if (request.headers.authorization === basic) giveManifest(response);
      else reply(response, 401, { 'www-authenticate': 'Basic realm="x"' });
    });
    const said: string[] = [];
    const c = client({ credentials: login, onDetail: (m) => said.push(m) });
    const repo = { registry: server.host, repository: 'a/b' };
    expect((await c.getManifest(repo, 'v1')).digest).toBe(digestOf(manifest));
    expect(said).toEqual([`credentials for ${server.host}: the command line`]);
    await c.getManifest(repo, 'v2');
    expect(server.seen.slice(1).every((r) => r.headers.authorization === basic || r.url === '/v2/')).toBe(
      true,
    );
  });

  it('does not repeat refused credentials, and says where they came from', async () => {
    const server = await start((_, response) =>
      reply(response, 401, { 'www-authenticate': 'Basic realm="x"' }),
    );
    const error = await caught(
      client({ credentials: login }).getManifest({ registry: server.host, repository: 'a' }, 'x'),
    );
    expect(error.code).toBe('auth');
    expect(error.hint).toContain('the command line');
    expect(error.hint).toContain(`plimsoll login ${server.host}`);
    expect(JSON.stringify(error) + error.message).not.toContain('pa:ss');
    expect(server.seen.filter((r) => r.url.includes('/manifests/'))).toHaveLength(1);
  });

  it('fails at once without credentials', async () => {
    const server = await start((_, response) =>
      reply(response, 401, { 'www-authenticate': 'Basic realm="x"' }),
    );
    const error = await caught(client().getManifest({ registry: server.host, repository: 'a' }, 'x'));
    expect([error.code, error.hint?.includes('plimsoll login')]).toEqual(['auth', true]);
  });
});

/** A registry and its token service in one. `check` decides which token is good. */
function bearerServer(parts: {
  token: Answer;
  good: (authorization: string | undefined) => boolean;
  challenge?: string;
}): Promise<TestServer> {
  return start((request, response, nth) => {
    if (request.url.startsWith('/token')) return parts.token(request, response, nth);
    if (parts.good(request.headers.authorization)) return giveManifest(response);
    const realm = `http://${request.headers.host}/token`;
    return reply(response, 401, {
      'www-authenticate': `Bearer realm="${realm}",service="reg"${parts.challenge ?? ''}`,
    });
  });
}
const tokens = (server: TestServer) => server.seen.filter((r) => r.url.startsWith('/token'));
const json = (response: Parameters<Answer>[1], value: unknown) =>
  reply(response, 200, {}, JSON.stringify(value));

describe('Bearer', () => {
  it('gets a token with the scope of the repository, and keeps it', async () => {
    const server = await bearerServer({
      token: (_, r) => json(r, { token: 'T', expires_in: 300 }),
      good: (a) => a === 'Bearer T',
    });
    const c = client({ credentials: login });
    const repo = { registry: server.host, repository: 'team/app' };
    await c.getManifest(repo, 'v1');
    await c.getManifest(repo, 'v2');
    expect(tokens(server)).toHaveLength(1);
    const url = new URL(tokens(server)[0]?.url ?? '', server.origin);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      service: 'reg',
      scope: 'repository:team/app:pull',
      account: 'ann',
    });
    expect(tokens(server)[0]?.headers.authorization).toBe(basic);
  });

  it('shares one token request among operations that start together', async () => {
    const server = await bearerServer({
      token: (_, r) => void setTimeout(() => json(r, { token: 'T' }), 30),
      good: (a) => a === 'Bearer T',
    });
    const c = client();
    const repo = { registry: server.host, repository: 'a' };
    await Promise.all(Array.from({ length: 8 }, (_, i) => c.getManifest(repo, `v${i}`)));
    expect(tokens(server)).toHaveLength(1);
  });

  it('asks for both repositories of a mount in one token', async () => {
    const server = await bearerServer({ token: (_, r) => json(r, { access_token: 'T' }), good: () => false });
    await client().mountBlob(
      { registry: server.host, repository: 'dst' },
      { digest: digestOf(manifest) },
      'src',
    );
    const url = new URL(tokens(server)[0]?.url ?? '', server.origin);
    expect(url.searchParams.getAll('scope')).toEqual(['repository:dst:pull,push', 'repository:src:pull']);
  });

  it('renews a token after 80 % of its life', async () => {
    let issued = 0;
    const server = await bearerServer({
      token: (_, r) => json(r, { token: `T${++issued}`, expires_in: 0.1 }),
      good: (a) => a?.startsWith('Bearer T') === true,
    });
    const c = client();
    const repo = { registry: server.host, repository: 'a' };
    await c.getManifest(repo, 'v1');
    await new Promise((resolve) => setTimeout(resolve, 90));
    await c.getManifest(repo, 'v1');
    expect(issued).toBe(2);
  });

  it('gets a new token when one is refused before its time, once', async () => {
    let issued = 0;
    const server = await bearerServer({
      token: (_, r) => json(r, { token: `T${++issued}`, expires_in: 300 }),
      good: (a) => a === 'Bearer T2',
    });
    await client().getManifest({ registry: server.host, repository: 'a' }, 'v1');
    expect(issued).toBe(2);
  });

  it('widens the scope as the registry asks', async () => {
    const server = await bearerServer({
      token: (request, r) => json(r, { token: request.url.includes('extra') ? 'WIDE' : 'NARROW' }),
      good: (a) => a === 'Bearer WIDE',
      challenge: ',scope="repository:extra:pull"',
    });
    await client().getManifest({ registry: server.host, repository: 'a' }, 'v1');
    expect(tokens(server).at(-1)?.url).toContain('extra');
  });

  it('ends a loop of 401s', async () => {
    let issued = 0;
    const server = await bearerServer({
      token: (_, r) => json(r, { token: `T${++issued}` }),
      good: () => false,
    });
    const error = await caught(client().getManifest({ registry: server.host, repository: 'a' }, 'v1'));
    expect(error.code).toBe('auth');
    expect(server.seen.length).toBeLessThan(10);
  });

  it('sends a refresh token by POST and never in the URL', async () => {
    const server = await bearerServer({
      token: (_, r) => json(r, { token: 'T' }),
      good: (a) => a === 'Bearer T',
    });
    const c = client({ credentials: { username: '<token>', password: 'REFRESH' } });
    await c.getManifest({ registry: server.host, repository: 'a' }, 'v1');
    const [request] = tokens(server);
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/token');
    expect(Object.fromEntries(new URLSearchParams(request?.body.toString()))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'plimsoll',
      service: 'reg',
      scope: 'repository:a:pull',
      refresh_token: 'REFRESH',
    });
  });

  it('sends a registry token as it is', async () => {
    const server = await bearerServer({
      token: (_, r) => json(r, { token: 'T' }),
      good: (a) => a === 'Bearer MINE',
    });
    await client({ credentials: { token: 'MINE' } }).getManifest(
      { registry: server.host, repository: 'a' },
      'v1',
    );
    expect(tokens(server)).toHaveLength(0);
  });

  it.each([
    ['a web page', '<html>'],
    ['no token', '{}'],
    ['a token that is no header', '{"token":"a\\r\\nx: y"}'],
    ['an endless token', JSON.stringify({ token: 'x'.repeat(40_000) })],
    ['a huge answer', Buffer.alloc(2_000_000, 0x20).toString()],
  ])('refuses a token service that answers %s', async (_, body) => {
    const server = await bearerServer({ token: (_request, r) => reply(r, 200, {}, body), good: () => false });
    const error = await caught(client().getManifest({ registry: server.host, repository: 'a' }, 'v1'));
    expect(error.code).toMatch(/auth|limit/);
    expect(error.message).toContain('token');
  });

  it('tells when the token service refuses the credentials', async () => {
    const server = await bearerServer({
      token: (_, r) =>
        reply(r, 401, {}, '{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username"}]}'),
      good: () => false,
    });
    const error = await caught(
      client({ credentials: login }).getManifest({ registry: server.host, repository: 'a' }, 'v'),
    );
    expect([error.code, error.message.includes('incorrect username')]).toEqual(['auth', true]);
    expect(tokens(server)).toHaveLength(1);
  });

  it('refuses a plain HTTP token service of a registry reached over TLS', async () => {
    const realm = await start((_, r) => json(r, { token: 'T' }));
    const certificate = makeCertificate();
    const server = keep(
      await serve(
        (_, r) => reply(r, 401, { 'www-authenticate': `Bearer realm="${realm.origin}/token"` }),
        certificate,
      ),
    );
    const c = client({ credentials: login, allowInsecure: [server.host] });
    const error = await caught(c.getManifest({ registry: server.host, repository: 'a' }, 'v'));
    expect([error.code, error.message.includes('unencrypted')]).toEqual(['auth', true]);
    expect(realm.seen).toHaveLength(0);
  });
});

describe('explicit credentials', () => {
  it('go only to the registry they are for', async () => {
    const ask: Answer = (_, r) => reply(r, 401, { 'www-authenticate': 'Basic realm="x"' });
    const [mine, other] = [await start(ask), await start(ask)];
    const c = client({ credentials: { ...login, registry: mine.host } });
    await caught(c.getManifest({ registry: other.host, repository: 'a' }, 'v'));
    expect(other.seen.some((r) => r.headers.authorization)).toBe(false);
    await caught(c.getManifest({ registry: mine.host, repository: 'a' }, 'v'));
    expect(mine.seen.some((r) => r.headers.authorization === basic)).toBe(true);
  });
});
