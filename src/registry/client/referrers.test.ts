import { describe, expect, it } from 'vitest';
import { digestOf } from '../../base/digest.ts';
import { parseManifest } from '../../image/manifest.ts';
import { MediaType } from '../../image/media-types.ts';
import { caught } from '../testing/client.ts';
import { asked, fixture, repoOf } from '../testing/fixture.ts';
import { type Answer, reply } from '../testing/server.ts';
import { fallbackTag } from './referrers.ts';

const { start, client } = fixture();
const subject = digestOf(Buffer.from('subject'));
const type = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const emptyConfig = { mediaType: MediaType.ociEmpty, digest: digestOf(Buffer.from('{}')), size: 2 };
function referrer(extra: Record<string, unknown> = {}, of = subject) {
  const value = {
    ...{
      schemaVersion: 2,
      mediaType: MediaType.ociManifest,
      artifactType: type,
      config: emptyConfig,
      layers: [],
    },
    subject: { mediaType: MediaType.ociManifest, digest: of, size: 7 },
    ...extra,
  };
  return parseManifest(Buffer.from(JSON.stringify(value)));
}
const signed = referrer({ annotations: { kind: 'signature' } });
const described = (document = signed, extra = {}) => ({
  ...{ mediaType: document.mediaType, digest: document.digest, size: document.bytes.length },
  ...extra,
});
const index = (manifests: object[]) =>
  JSON.stringify({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests });
const indexType = { 'content-type': MediaType.ociIndex };

describe('listReferrers() with the referrers API', () => {
  it('reads all pages and filters where the registry does not', async () => {
    const server = await start((q, r) => {
      const link = { link: `</v2/a/b/referrers/${subject}?page=2>; rel="next"` };
      if (q.url.includes('page=2'))
        return reply(r, 200, indexType, index([described(referrer(), { artifactType: 'other' })]));
      return reply(r, 200, { ...indexType, ...link }, index([described(signed, { artifactType: type })]));
    });
    expect(await client().listReferrers(repoOf(server), subject)).toHaveLength(2);
    const [only, ...rest] = await client().listReferrers(repoOf(server), subject, { artifactType: type });
    expect([only?.digest, rest]).toEqual([signed.digest, []]);
    expect(asked(server).some((r) => r.url.endsWith(`?artifactType=${encodeURIComponent(type)}`))).toBe(true);
  });
  it('ends pages that lead in a circle', async () => {
    const server = await start((q, r) =>
      reply(r, 200, { ...indexType, link: `<${q.url}>; rel="next"` }, index([])),
    );
    expect((await caught(client().listReferrers(repoOf(server), subject))).code).toBe('malformed');
  });
  it('refuses more than 10 000', async () => {
    const many = index(Array.from({ length: 10_001 }, () => described()));
    const server = await start((_, r) => reply(r, 200, indexType, many));
    expect((await caught(client().listReferrers(repoOf(server), subject))).code).toBe('limit');
  });
  it('does not take a refusal for "none"', async () => {
    const server = await start((_, r) => reply(r, 403));
    expect((await caught(client().listReferrers(repoOf(server), subject))).code).toBe('auth');
  });
});

describe('listReferrers() with the fallback tag', () => {
  const withTag =
    (tagIndex: string, documents = [signed], api: Answer = (_, r) => reply(r, 404)): Answer =>
    (q, r, n) => {
      if (q.url.includes('/referrers/')) return api(q, r, n);
      if (q.url.endsWith(`/manifests/${fallbackTag(subject)}`)) return reply(r, 200, indexType, tagIndex);
      const found = documents.find((d) => q.url.endsWith(d.digest));
      return found ? reply(r, 200, { 'content-type': found.mediaType }, found.bytes) : reply(r, 404);
    };
  const wrong = described(signed, { artifactType: MediaType.ociEmpty });

  it('reads type and annotations from the manifests, not from the index', async () => {
    const server = await start(withTag(index([wrong])));
    expect(await client().listReferrers(repoOf(server), subject)).toEqual([
      described(signed, { artifactType: type, annotations: { kind: 'signature' } }),
    ]);
  });
  it('passes over what is gone, doubled, or refers to something else', async () => {
    const other = referrer({}, digestOf(Buffer.from('other')));
    const gone = referrer({ annotations: { x: 'gone' } });
    const list = index([wrong, wrong, described(other), described(gone)]);
    const server = await start(withTag(list, [signed, other]));
    expect((await client().listReferrers(repoOf(server), subject)).map((d) => d.digest)).toEqual([
      signed.digest,
    ]);
  });
  it('takes the media type of the config where there is no artifactType', async () => {
    const old = referrer({ artifactType: undefined, config: { ...emptyConfig, mediaType: 'application/x' } });
    const server = await start(withTag(index([described(old)]), [old]));
    expect((await client().listReferrers(repoOf(server), subject))[0]?.artifactType).toBe('application/x');
  });
  it.each([
    ['a web page', ((_, r) => reply(r, 200, { 'content-type': 'text/html' }, '<html>')) as Answer],
    ['405', ((_, r) => reply(r, 405)) as Answer],
    ['JSON of another kind', ((_, r) => reply(r, 200, {}, '{"hello":1}')) as Answer],
  ])('is asked when the API answers %s', async (_, api) => {
    const server = await start(withTag(index([wrong]), [signed], api));
    expect(await client().listReferrers(repoOf(server), subject)).toHaveLength(1);
  });
  it('gives none when there is no tag', async () => {
    const server = await start((_, r) => reply(r, 404));
    expect(await client().listReferrers(repoOf(server), subject)).toEqual([]);
  });
  it('is named after the algorithm and 64 digits', () => {
    expect(fallbackTag(subject)).toBe(subject.replace(':', '-'));
    expect(fallbackTag(digestOf(Buffer.from('x'), 'sha512'))).toHaveLength(7 + 64);
  });
});

describe('linkReferrer()', () => {
  const store = (api: number, overwrite = 0) => {
    let tag: string | undefined;
    let puts = 0;
    const answer: Answer = (q, r) => {
      if (q.url.includes('/referrers/')) return reply(r, api, indexType, index([]));
      if (q.method === 'PUT') {
        puts++;
        tag =
          puts <= overwrite
            ? index([described(referrer({ annotations: { other: String(puts) } }))])
            : String(q.body);
        return reply(r, 201);
      }
      return tag === undefined ? reply(r, 404) : reply(r, 200, indexType, tag);
    };
    return {
      answer,
      tag: () => JSON.parse(tag ?? '{"manifests":[]}').manifests as { digest: string }[],
      puts: () => puts,
    };
  };
  it('does nothing where the registry has the API', async () => {
    const { answer, puts } = store(200);
    const server = await start(answer);
    await client().linkReferrer(repoOf(server), signed);
    expect(puts()).toBe(0);
  });
  it('adds to the fallback tag once, keeping what is there', async () => {
    const { answer, tag } = store(404);
    const server = await start(answer);
    const second = referrer({ annotations: { kind: 'sbom' } });
    for (const document of [signed, second, signed]) await client().linkReferrer(repoOf(server), document);
    expect(tag()).toMatchObject([
      { digest: signed.digest, artifactType: type, annotations: { kind: 'signature' } },
      { digest: second.digest },
    ]);
  });
  it('loses nothing to writers that start together', async () => {
    const { answer, tag } = store(404);
    const server = await start(answer);
    const c = client();
    const documents = Array.from({ length: 6 }, (_, n) => referrer({ annotations: { n: String(n) } }));
    await Promise.all(documents.map((document) => c.linkReferrer(repoOf(server), document)));
    expect(new Set(tag().map((d) => d.digest))).toEqual(new Set(documents.map((d) => d.digest)));
  });
  it('writes again when another writer came between', async () => {
    const { answer, tag } = store(404, 2);
    const server = await start(answer);
    await client().linkReferrer(repoOf(server), signed);
    expect(tag().map((d) => d.digest)).toContain(signed.digest);
    expect(tag()).toHaveLength(2);
  });
  it('gives up when others overwrite it for ever', async () => {
    const { answer } = store(404, Number.POSITIVE_INFINITY);
    const server = await start(answer);
    expect((await caught(client().linkReferrer(repoOf(server), signed))).code).toBe('network');
  });
});
