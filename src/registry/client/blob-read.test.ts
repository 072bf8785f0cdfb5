import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import { MediaType } from '../../image/media-types.ts';
import { caught, collect } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { type Answer, reply, type SeenRequest, serve } from '../testing/server.ts';

const { start, client, later } = fixture();
const content = randomBytes(300_000);
const blob = { digest: digestOf(content), size: content.length, mediaType: MediaType.ociLayerGzip };

const offsetOf = (request: SeenRequest) =>
  Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
/** Serves from the asked offset, and cuts the line after `bytes` of it. */
const serveCut =
  (bytes: number, options: { etag?: string; range?: boolean } = {}): Answer =>
  (request, response) => {
    const from = options.range === false ? 0 : offsetOf(request);
    const part = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': String(part.length),
      ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
      ...(options.etag && { etag: options.etag }),
    });
    if (part.length <= bytes) response.end(part);
    else response.write(part.subarray(0, bytes), () => setTimeout(() => response.destroy(), 5));
  };

describe('getBlob()', () => {
  it('gives all bytes, or those from an offset on', async () => {
    const server = await start(serveCut(Number.POSITIVE_INFINITY));
    expect((await collect(client().getBlob(repoOf(server), blob))).equals(content)).toBe(true);
    const tail = await collect(client().getBlob(repoOf(server), blob, { offset: 299_990 }));
    expect(tail.equals(content.subarray(299_990))).toBe(true);
  });
  it('asks for nothing past the end', async () => {
    const server = await start(serveCut(1));
    const c = client();
    expect(await collect(c.getBlob(repoOf(server), blob, { offset: content.length }))).toHaveLength(0);
    expect(server.seen).toHaveLength(0);
  });
  it('resumes a broken download where it stopped, tied to the ETag', async () => {
    const server = await start(serveCut(150_000, { etag: '"e1"' }));
    expect((await collect(client().getBlob(repoOf(server), blob))).equals(content)).toBe(true);
    const again = asked(server).slice(1);
    expect(again.length).toBeGreaterThanOrEqual(1);
    expect(again.every((r) => r.headers['if-range'] === '"e1"' && offsetOf(r) > 0)).toBe(true);
  });
  it('skips what it has when the server ignores Range', async () => {
    let nth = 0;
    const server = await start((q, r, n) => serveCut(nth++ === 0 ? 100_000 : 1e9, { range: false })(q, r, n));
    expect((await collect(client().getBlob(repoOf(server), blob))).equals(content)).toBe(true);
  });
  it('starts over when the server answers another range than asked', async () => {
    let nth = 0;
    const server = await start((q, r, n) => {
      if (nth++ === 0) return serveCut(100_000)(q, r, n);
      if (!q.headers.range) return serveCut(1e9)(q, r, n);
      const headers = { 'content-range': `bytes 0-9/${content.length}`, 'content-length': '10' };
      return reply(r, 206, headers, content.subarray(0, 10));
    });
    expect((await collect(client().getBlob(repoOf(server), blob))).equals(content)).toBe(true);
  });
  it('starts over when the server has no such range (416)', async () => {
    let nth = 0;
    const server = await start((q, r, n) =>
      nth++ > 0 && q.headers.range ? reply(r, 416) : serveCut(nth === 1 ? 100_000 : 1e9)(q, r, n),
    );
    expect((await collect(client().getBlob(repoOf(server), blob))).equals(content)).toBe(true);
  });
  it('gives up on a line that breaks without end', async () => {
    const server = await start(serveCut(10));
    const error = await caught(collect(client().getBlob(repoOf(server), blob)));
    expect([error.code, error.message.includes('again and again')]).toEqual(['network', true]);
    expect(asked(server)).toHaveLength(3);
  });
  it('refuses a length that is not the announced one, without trying again', async () => {
    for (const length of [content.length - 1, content.length + 1]) {
      const server = await start((_, r) =>
        reply(r, 200, { 'content-length': String(length) }, Buffer.alloc(length)),
      );
      expect((await caught(collect(client().getBlob(repoOf(server), blob)))).code).toBe('size-mismatch');
      expect(asked(server)).toHaveLength(1);
    }
  });
  it('refuses a blob that always ends early without saying so', async () => {
    const server = await start((_, r) => reply(r, 200, {}, content.subarray(0, 1000)));
    expect((await caught(collect(client().getBlob(repoOf(server), blob)))).code).toBe('size-mismatch');
  });
  it('never gives more than announced when the server does not say how much comes', async () => {
    const server = await start((_, r) => {
      r.writeHead(200);
      r.write(content);
      r.end('more');
    });
    let got = 0;
    const error = await caught(
      (async () => {
        for await (const chunk of client().getBlob(repoOf(server), blob)) got += chunk.length;
      })(),
    );
    expect(error.code).toBe('size-mismatch');
    expect(got).toBeLessThanOrEqual(content.length);
  });
  it('refuses a web page', async () => {
    const server = await start((_, r) => reply(r, 200, { 'content-type': 'text/html' }, '<html>'));
    expect((await caught(collect(client().getBlob(repoOf(server), blob)))).message).toContain('web page');
  });
  it('gives up on a blob that drips', async () => {
    const server = await start((_, r) => {
      r.writeHead(200, { 'content-length': String(content.length) });
      const timer = setInterval(() => r.write('x'), 20);
      r.on('close', () => clearInterval(timer));
    });
    const error = await caught(collect(client({ retry: { tries: 2 } }).getBlob(repoOf(server), blob)));
    expect(error.code).toBe('network');
  });
  it('does not take a slow reader for a slow server', async () => {
    const server = await start(serveCut(1e9));
    let got = 0;
    for await (const chunk of client().getBlob(repoOf(server), blob)) {
      got += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    expect(got).toBe(content.length);
    expect(asked(server)).toHaveLength(1);
  });
  it('lets go of the connection when the reader stops', async () => {
    let closed = false;
    const server = await start((_, r) => {
      r.writeHead(200, { 'content-length': String(content.length) });
      r.write(content.subarray(0, 1000));
      r.on('close', () => {
        closed = true;
      });
    });
    for await (const _ of client().getBlob(repoOf(server), blob)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(true);
  });
  it('says which blob of which repository is missing', async () => {
    const server = await start((_, r) => reply(r, 404));
    const error = await caught(collect(client().getBlob(repoOf(server), blob)));
    expect([error.code, error.message.includes(`${server.host}/a/b@${blob.digest}`)]).toEqual([
      'not-found',
      true,
    ]);
  });
});

describe('foreign layers', () => {
  const foreign = { ...blob, mediaType: MediaType.dockerForeignLayerGzip };
  it('come from their urls without credentials when the registry has none', async () => {
    const basic = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const elsewhere = await serve(serveCut(200_000));
    later(elsewhere.close);
    const server = await start((q, r) =>
      q.headers.authorization === basic
        ? reply(r, 404)
        : reply(r, 401, { 'www-authenticate': 'Basic realm="x"' }),
    );
    const urls = [
      'http://user:pass@127.0.0.1/',
      'ftp://x',
      'http://example.com/',
      `${elsewhere.origin}/layer`,
    ];
    const c = client({ credentials: { username: 'u', password: 'p' } });
    expect((await collect(c.getBlob(repoOf(server), { ...foreign, urls }))).equals(content)).toBe(true);
    expect(elsewhere.seen.map((r) => r.headers.authorization)).toEqual([undefined, undefined]);
  });
  it('come from the registry when it has them', async () => {
    const server = await start(serveCut(1e9));
    const got = await collect(client().getBlob(repoOf(server), { ...foreign, urls: ['https://x.invalid/'] }));
    expect(got.equals(content)).toBe(true);
  });
  it('are missing when no url may be used', async () => {
    const server = await start((_, r) => reply(r, 404));
    const error = await caught(
      collect(client().getBlob(repoOf(server), { ...foreign, urls: ['http://example.com/'] })),
    );
    expect(error.code).toBe('not-found');
  });
});

describe('headBlob()', () => {
  it('tells the size, or that there is none', async () => {
    const server = await start((q, r) =>
      q.url.includes(blob.digest) ? reply(r, 200, { 'content-length': '7' }) : reply(r, 404),
    );
    expect(await client().headBlob(repoOf(server), blob)).toBe(7);
    expect(await client().headBlob(repoOf(server), { digest: digestOf(Buffer.from('x')) })).toBeUndefined();
  });
});
