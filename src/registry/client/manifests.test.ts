import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../base/digest.ts';
import { MediaType } from '../../image/media-types.ts';
import { caught } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { type Answer, reply } from '../testing/server.ts';

const { start, client } = fixture();
const bytes = Buffer.from(
  JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] }, null, 3),
);
const digest = digestOf(bytes);
const type = { 'content-type': MediaType.ociIndex };
const give =
  (headers: Record<string, string> = type, body: Buffer | string = bytes): Answer =>
  (_, r) =>
    reply(r, 200, headers, body);

describe('getManifest()', () => {
  it('gives the exact bytes and asks for every type of index and manifest', async () => {
    const server = await start(give());
    const document = await client().getManifest(repoOf(server), 'v1');
    expect(document.bytes.equals(bytes)).toBe(true);
    expect(document.digest).toBe(digest);
    expect(asked(server)[0]?.url).toBe('/v2/a/b/manifests/v1');
    expect(asked(server)[0]?.headers.accept?.split(', ')).toHaveLength(4);
  });
  it('checks the digest that was asked for', async () => {
    const server = await start(give());
    await client().getManifest(repoOf(server), digest);
    const error = await caught(client().getManifest(repoOf(server), digestOf(Buffer.from('x'))));
    expect(error.code).toBe('digest-mismatch');
  });
  it('checks the digest that the registry announces, also of a tag and in sha512', async () => {
    for (const said of [digestOf(Buffer.from('x')), digestOf(Buffer.from('x'), 'sha512')]) {
      const server = await start(give({ ...type, 'docker-content-digest': said }));
      expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe('digest-mismatch');
    }
    const server = await start(give({ ...type, 'docker-content-digest': digestOf(bytes, 'sha512') }));
    await client().getManifest(repoOf(server), 'v1');
  });
  it('fetches by sha512 digest', async () => {
    const server = await start(give());
    const wanted = digestOf(bytes, 'sha512');
    expect((await client().getManifest(repoOf(server), wanted)).digest).toBe(wanted);
  });
  it('takes a static server for a registry as long as the document says what it is', async () => {
    const server = await start(give({ 'content-type': 'application/octet-stream' }));
    expect((await client().getManifest(repoOf(server), 'v1')).mediaType).toBe(MediaType.ociIndex);
  });
  it.each([
    ['another type than it has', { 'content-type': MediaType.ociManifest }, bytes, 'malformed'],
    ['a web page', { 'content-type': 'text/html; charset=utf-8' }, '<html>', 'malformed'],
    ['JSON that is no manifest', type, '{"hello":1}', 'malformed'],
    ['schema 1', { 'content-type': MediaType.dockerSchema1Signed }, '{"schemaVersion":1}', 'unsupported'],
    ['a compressed answer', { ...type, 'content-encoding': 'gzip' }, bytes, 'malformed'],
    ['nothing', type, '', 'malformed'],
  ])('refuses %s', async (_, headers, body, code) => {
    const server = await start(give(headers, body));
    expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe(code);
  });
  it('refuses a gigantic manifest by its length, before reading it', async () => {
    const server = await start((_, r) => {
      r.writeHead(200, { ...type, 'content-length': String(2 ** 30) });
      r.write(' ');
    });
    expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe('limit');
  });
  it('refuses an endless manifest while reading it', async () => {
    const server = await start((_, r) => {
      r.writeHead(200, type);
      const more = () => {
        while (!r.destroyed && r.write(Buffer.alloc(65536, 0x20)));
      };
      r.on('drain', more);
      more();
    });
    expect((await caught(client().getManifest(repoOf(server), 'v1'))).code).toBe('limit');
  });
  it('names repository and tag when there is none', async () => {
    const server = await start((_, r) => reply(r, 404));
    const error = await caught(client().getManifest(repoOf(server), 'v1'));
    expect([error.code, error.message]).toEqual([
      'not-found',
      `fetch manifest ${server.host}/a/b:v1: ${server.host} answered 404`,
    ]);
  });
});

describe('headManifest()', () => {
  it('tells digest and size without a GET', async () => {
    const head = { ...type, 'docker-content-digest': digest, 'content-length': String(bytes.length) };
    const server = await start((_, r) => reply(r, 200, head));
    expect(await client().headManifest(repoOf(server), 'v1')).toEqual({
      digest,
      size: bytes.length,
      mediaType: MediaType.ociIndex,
    });
    expect(asked(server).map((r) => r.method)).toEqual(['HEAD']);
  });
  it('fetches where HEAD does not tell', async () => {
    const server = await start(give());
    expect((await client().headManifest(repoOf(server), 'v1'))?.digest).toBe(digest);
  });
  it('gives undefined where there is none', async () => {
    const server = await start((_, r) => reply(r, 404));
    expect(await client().headManifest(repoOf(server), 'v1')).toBeUndefined();
  });
});

describe('putManifest()', () => {
  const document = { bytes, digest, mediaType: MediaType.ociIndex };
  it('sends the exact bytes, again after a failure', async () => {
    const server = await start((_, r, n) =>
      n < 3 ? reply(r, 503) : reply(r, 201, { 'oci-subject': 'sha256:x' }),
    );
    expect(await client().putManifest(repoOf(server), 'v1', document)).toEqual({ subject: 'sha256:x' });
    const puts = asked(server);
    expect(puts.every((r) => r.method === 'PUT' && r.body.equals(bytes))).toBe(true);
    expect(puts[0]?.headers['content-type']).toBe(MediaType.ociIndex);
  });
  it('notices when the registry stored something else', async () => {
    const server = await start((_, r) =>
      reply(r, 201, { 'docker-content-digest': digestOf(Buffer.from('x')) }),
    );
    expect((await caught(client().putManifest(repoOf(server), 'v1', document))).code).toBe('digest-mismatch');
  });
  it('passes on what the registry dislikes', async () => {
    const body = JSON.stringify({ errors: [{ code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown' }] });
    const server = await start((_, r) => reply(r, 400, {}, body));
    const error = await caught(client().putManifest(repoOf(server), 'v1', document));
    expect([error.code, error.message.includes('MANIFEST_BLOB_UNKNOWN: blob unknown')]).toEqual([
      'malformed',
      true,
    ]);
  });
});

describe('deleting', () => {
  it('deleteTag() and deleteManifest() ask for the right to delete', async () => {
    const server = await start((_, r) => reply(r, 202));
    await client().deleteTag(repoOf(server), 'v1');
    await client().deleteManifest(repoOf(server), digest);
    expect(asked(server).map((r) => `${r.method} ${r.url}`)).toEqual([
      'DELETE /v2/a/b/manifests/v1',
      `DELETE /v2/a/b/manifests/${digest}`,
    ]);
  });
  it.each([
    [400, 'v1', 'by digest'],
    [405, digest as Digest, 'switched off'],
  ])('explains a %i', async (status, reference, hint) => {
    const server = await start((_, r) => reply(r, status));
    const c = client();
    const error = await caught(
      reference === 'v1' ? c.deleteTag(repoOf(server), reference) : c.deleteManifest(repoOf(server), digest),
    );
    expect([error.code, error.hint?.includes(hint)]).toEqual(['unsupported', true]);
  });
});
