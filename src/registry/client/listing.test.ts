import { describe, expect, it } from 'vitest';
import { caught } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { reply } from '../testing/server.ts';

const { start, client } = fixture();

describe('listTags()', () => {
  it('reads page after page', async () => {
    const pages: Record<string, [string[], string?]> = {
      '/v2/a/b/tags/list?n=1000': [['a', 'b'], '</v2/a/b/tags/list?last=b&n=2>; rel="next"'],
      '/v2/a/b/tags/list?last=b&n=2': [['c']],
    };
    const server = await start((q, r) => {
      const [tags, link] = pages[q.url] ?? [[]];
      reply(r, 200, link ? { link } : {}, JSON.stringify({ name: 'a/b', tags }));
    });
    expect(await client().listTags(repoOf(server))).toEqual(['a', 'b', 'c']);
    expect(await client().listTags(repoOf(server), { limit: 1 })).toEqual(['a']);
  });
  it('takes null for none', async () => {
    const server = await start((_, r) => reply(r, 200, {}, '{"name":"a/b","tags":null}'));
    expect(await client().listTags(repoOf(server))).toEqual([]);
  });
  it.each([
    ['leads to itself', (url: string) => url],
    ['leads in a circle', (url: string) => (url.includes('x=1') ? '/v2/a/b/tags/list?n=1000' : '?x=1')],
  ])('ends a list that %s', async (_, next) => {
    const server = await start((q, r) =>
      reply(r, 200, { link: `<${next(q.url)}>; rel="next"` }, '{"tags":["a"]}'),
    );
    const error = await caught(client().listTags(repoOf(server)));
    expect([error.code, error.message.includes('circle')]).toEqual(['malformed', true]);
    expect(asked(server).length).toBeLessThan(4);
  });
  it('ends an endless list at its limit', async () => {
    const server = await start((_, r) =>
      reply(r, 200, { link: `<?x=${Math.random()}>; rel=next` }, '{"tags":["a","b","c"]}'),
    );
    expect(await client().listTags(repoOf(server), { limit: 100 })).toHaveLength(100);
  });
  it('ends a list of too many pages', async () => {
    const server = await start((_, r) =>
      reply(r, 200, { link: `<?x=${Math.random()}>; rel=next` }, '{"tags":[]}'),
    );
    const error = await caught(client().listTags(repoOf(server), { maxPages: 20 }));
    expect([error.code, asked(server).length]).toEqual(['limit', 20]);
  });
  it('refuses a page that is too large', async () => {
    const page = JSON.stringify({ tags: ['x'.repeat(9_000_000)] });
    const server = await start((_, r) => reply(r, 200, {}, page));
    expect((await caught(client().listTags(repoOf(server)))).code).toBe('limit');
  });
  it('takes no page from another host', async () => {
    const other = await start((_, r) => reply(r, 200, {}, '{"tags":["evil"]}'));
    const server = await start((_, r) =>
      reply(r, 200, { link: `<${other.origin}/>; rel="next"` }, '{"tags":["a"]}'),
    );
    expect((await caught(client().listTags(repoOf(server)))).code).toBe('malformed');
    expect(other.seen).toHaveLength(0);
  });
  it.each(['{"tags":"a"}', '{"tags":[1]}', '[]', '<html>'])('refuses %s', async (body) => {
    const server = await start((_, r) => reply(r, 200, {}, body));
    expect((await caught(client().listTags(repoOf(server)))).code).toBe('malformed');
  });
});

describe('listRepositories()', () => {
  it('asks the catalog, with its own scope', async () => {
    const server = await start((q, r) => {
      if (q.url.startsWith('/token')) return reply(r, 200, {}, '{"token":"T"}');
      if (q.headers.authorization === 'Bearer T') return reply(r, 200, {}, '{"repositories":["a","b/c"]}');
      return reply(r, 401, { 'www-authenticate': `Bearer realm="http://${q.headers.host}/token"` });
    });
    expect(await client().listRepositories(server.host)).toEqual(['a', 'b/c']);
    expect(
      server.seen.some((r) => r.url.includes(encodeURIComponent('registry:catalog:*').replace('*', '*'))),
    ).toBe(true);
  });
});
