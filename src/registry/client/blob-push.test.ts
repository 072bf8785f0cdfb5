import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import { caught } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { type Answer, reply, type SeenRequest } from '../testing/server.ts';
import { serveUploads } from '../testing/uploads.ts';

const { start, client, later } = fixture();
const content = randomBytes(3_000_000);
const blob = { digest: digestOf(content), size: content.length };
async function* open(offset: number): AsyncGenerator<Buffer> {
  for (let at = offset; at < content.length; at += 64 * 1024) yield content.subarray(at, at + 64 * 1024);
}

describe('pushBlob()', () => {
  it('sends POST, PATCH and PUT, keeping the query of relative Locations', async () => {
    const server = await serveUploads();
    later(server.close);
    await client().pushBlob(repoOf(server), blob, open);
    expect(server.blobs.get(blob.digest)?.equals(content)).toBe(true);
    expect(server.log.map((l) => l.replace(/state=\d+/g, 'state=N'))).toEqual([
      'POST /v2/a/b/blobs/uploads/',
      'PATCH /up/1?state=N',
      `PUT /up/1?state=N&digest=${encodeURIComponent(blob.digest)}`,
    ]);
  });
  it('sends an empty blob without a PATCH', async () => {
    const server = await serveUploads();
    later(server.close);
    const empty = { digest: digestOf(Buffer.alloc(0)), size: 0 };
    await client().pushBlob(repoOf(server), empty, async function* () {});
    expect(server.blobs.has(empty.digest)).toBe(true);
    expect(server.log.some((l) => l.startsWith('PATCH'))).toBe(false);
  });
  it('goes on where the registry says it stopped when the line breaks', async () => {
    const server = await serveUploads({ cutAfter: [1_000_000, 500_000] });
    later(server.close);
    const opened: number[] = [];
    await client().pushBlob(repoOf(server), blob, (offset) => {
      opened.push(offset);
      return open(offset);
    });
    expect(server.blobs.get(blob.digest)?.equals(content)).toBe(true);
    expect(opened[0]).toBe(0);
    expect(opened.slice(1).every((o) => o > 0)).toBe(true);
    expect(server.ranges.filter(Boolean).length).toBe(2);
  });
  it('begins again when the session is gone', async () => {
    const server = await serveUploads({ cutAfter: [1_000_000], forgetOnCut: true });
    later(server.close);
    await client().pushBlob(repoOf(server), blob, open);
    expect(server.blobs.get(blob.digest)?.equals(content)).toBe(true);
    expect(server.log.filter((l) => l.startsWith('POST'))).toHaveLength(2);
  });
  it('notices that only the answer to the last PUT was lost', async () => {
    const server = await serveUploads({ loseCommits: 1 });
    later(server.close);
    await client().pushBlob(repoOf(server), blob, open);
    expect(server.log.filter((l) => l.startsWith('PUT'))).toHaveLength(1);
  });
  it('sends smaller parts where a proxy refuses large bodies (413)', async () => {
    const large = Buffer.alloc(40 * 1024 * 1024, 7);
    const server = await serveUploads({ maxBody: 33 * 1024 * 1024 });
    later(server.close);
    const whole = { digest: digestOf(large), size: large.length };
    const c = client({ timeouts: { headers: 5000, document: 5000, commit: 5000 } });
    await c.pushBlob(repoOf(server), whole, async function* (offset) {
      yield large.subarray(offset);
    });
    expect(server.blobs.get(whole.digest)?.length).toBe(large.length);
  });
  it('gives up on a registry that fails without end, and cancels', async () => {
    const server = await start((q, r) =>
      q.method === 'POST' ? reply(r, 202, { location: '/up/1' }) : reply(r, q.method === 'GET' ? 404 : 500),
    );
    const error = await caught(client().pushBlob(repoOf(server), blob, open));
    expect(error.code).toBe('network');
    expect(asked(server).filter((r) => r.method === 'PATCH')).toHaveLength(3);
    expect(asked(server).at(-1)?.method).toBe('DELETE');
  });
  it('never commits bytes that are not the digest', async () => {
    const server = await serveUploads();
    later(server.close);
    const wrong = Buffer.from(content);
    wrong[5] = (wrong[5] as number) ^ 1;
    const error = await caught(
      client().pushBlob(repoOf(server), blob, async function* () {
        yield wrong;
      }),
    );
    expect(error.code).toBe('digest-mismatch');
    expect(server.log.some((l) => l.startsWith('PUT'))).toBe(false);
    expect(server.log.at(-1)).toMatch(/^DELETE/);
  });
  it.each([-1, 1])('never commits bytes of another length (%i)', async (more) => {
    const server = await serveUploads();
    later(server.close);
    const error = await caught(
      client().pushBlob(repoOf(server), blob, async function* () {
        yield Buffer.alloc(blob.size + more);
      }),
    );
    expect(error.code).toBe('size-mismatch');
    expect(server.log.some((l) => l.startsWith('PUT'))).toBe(false);
  });
  it("throws the source's own error, once", async () => {
    const server = await serveUploads();
    later(server.close);
    let opened = 0;
    const error = await caught(
      client().pushBlob(repoOf(server), blob, async function* () {
        opened++;
        yield content.subarray(0, 1000);
        throw new Error('disk on fire');
      }),
    );
    expect([error.message, opened]).toEqual(['disk on fire', 1]);
  });
  it('sends no credentials to an upload Location on another host', async () => {
    const basic = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const other = await start((q, r) => reply(r, q.method === 'PUT' ? 201 : 202, { location: q.url }));
    const server = await start((q, r) =>
      q.headers.authorization === basic
        ? reply(r, 202, { location: `${other.origin}/up/1?a=b` })
        : reply(r, 401, { 'www-authenticate': 'Basic realm="x"' }),
    );
    await client({ credentials: { username: 'u', password: 'p' } }).pushBlob(repoOf(server), blob, open);
    expect(other.seen.map((r) => r.method)).toEqual(['PATCH', 'PUT']);
    expect(other.seen.every((r) => r.headers.authorization === undefined)).toBe(true);
  });
  it.each(['', 'ftp://x/', 'http://u:p@127.0.0.1/', 'http://registry.example/up'])(
    'refuses the Location %j',
    async (location) => {
      const answer: Answer = (_: SeenRequest, r: ServerResponse) =>
        reply(r, 202, location ? { location } : {});
      const server = await start(answer);
      const error = await caught(client({ retry: { tries: 1 } }).pushBlob(repoOf(server), blob, open));
      expect(error.code).toMatch(/malformed|network/);
    },
  );
  it('stops in the middle when told to', async () => {
    const server = await start((q, r) => {
      if (q.method === 'POST') reply(r, 202, { location: '/up/1' });
    });
    const abort = new AbortController();
    const slow = async function* () {
      yield content.subarray(0, 1000);
      abort.abort();
      await new Promise((resolve) => setTimeout(resolve, 200));
      yield content.subarray(1000);
    };
    const error = await caught(client().pushBlob(repoOf(server), blob, slow, { signal: abort.signal }));
    expect(error.code).toBe('interrupted');
  });
});

describe('mountBlob()', () => {
  it('tells when it worked', async () => {
    const server = await start((_, r) => reply(r, 201, { location: '/x' }));
    expect(await client().mountBlob(repoOf(server), blob, 'other/repo')).toEqual({ mounted: true });
    expect(asked(server)[0]?.url).toBe(
      `/v2/a/b/blobs/uploads/?mount=${encodeURIComponent(blob.digest)}&from=other%2Frepo`,
    );
  });
  it('hands over the upload session that the registry opens instead', async () => {
    const server = await serveUploads();
    later(server.close);
    const c = client();
    const { mounted, upload } = await c.mountBlob(repoOf(server), blob, 'other');
    expect(mounted).toBe(false);
    await c.pushBlob(repoOf(server), blob, open, { upload });
    expect(server.log.filter((l) => l.startsWith('POST'))).toHaveLength(1);
  });
  it.each([401, 403, 404, 405])('takes a %i for no', async (status) => {
    const server = await start((_, r) => reply(r, status));
    expect(await client().mountBlob(repoOf(server), blob, 'other')).toEqual({ mounted: false });
  });
});
