// What registries answer, and what lies on this machine about them.
import { join } from 'node:path';
import { parseToml } from '../../src/codec/toml.ts';
import { parseDockerManifest, selectDockerImage } from '../../src/image/io/docker-manifest.ts';
import { checkLayoutFile, parseLayoutIndex, selectEntry } from '../../src/image/io/layout-index.ts';
import { parseReference } from '../../src/image/reference.ts';
import { formatPlaces, parsePlaces } from '../../src/registry/client/blob-places.ts';
import { parseChallenges } from '../../src/registry/client/challenge.ts';
import {
  authFor,
  helperFor,
  parseAuthFile,
  parseHelperAnswer,
} from '../../src/registry/client/credentials.ts';
import { certificateFolders } from '../../src/registry/client/io/certs.ts';
import { nextPage } from '../../src/registry/client/link.ts';
import { parseContentRange, parseUploadRange, strongEtag } from '../../src/registry/client/range.ts';
import { parseRateLimit } from '../../src/registry/client/rate-limit.ts';
import { readRegistriesConf } from '../../src/registry/client/registries-conf.ts';
import { parseRetryAfter } from '../../src/registry/client/retry.ts';
import type { Target } from './targets.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const of = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const json = (value: unknown): string => JSON.stringify(value);

const AUTH = json({
  auths: { 'https://index.docker.io/v1/': { auth: 'YTpi' }, 'r.example/team': { identitytoken: 'x' } },
  credsStore: 'desktop',
  credHelpers: { 'gcr.io': 'gcloud' },
});
const CONF =
  'unqualified-search-registries = ["docker.io"]\n[[registry]]\nprefix = "docker.io/library"\nlocation = "m.example:5000/x"\ninsecure = true\n[[registry.mirror]]\nlocation = "n.example/y"\npull-from-mirror = "digest-only"\n';

/** Header lines hold no line breaks, and come as Latin-1. */
const line = (bytes: Buffer): string => bytes.toString('latin1').replace(/[\r\n\0]/g, ' ');

function readAuth(bytes: Buffer): void {
  const file = parseAuthFile(bytes, 'input');
  for (const registry of ['docker.io', 'r.example', 'gcr.io', '__proto__', 'constructor']) {
    helperFor(file, registry);
    authFor(file, registry, 'team/app');
  }
}

function followPages(bytes: Buffer): void {
  const url = 'https://r.example/v2/_catalog?n=5';
  const next = nextPage([line(bytes)], url, 'list');
  // Credentials go where this leads.
  if (next !== undefined && new URL(next, url).host !== 'r.example')
    throw new Error(`a page of another host: ${next}`);
}

function ranges(bytes: Buffer): void {
  const text = line(bytes);
  for (const value of [parseUploadRange(text), parseRetryAfter(text, 0)])
    if (value !== undefined && !(value >= 0)) throw new Error(`${text} was read as ${value}`);
  parseContentRange(text);
  strongEtag(text);
  parseRateLimit(text, text);
}

function certificates(bytes: Buffer): void {
  const { registry } = parseReference(`${line(bytes)}/app:1`);
  if (registry === undefined) return;
  for (const folder of certificateFolders({ env: { HOME: '/home/u' }, systemRoot: '/' }))
    if (join(folder, registry) !== `${folder}/${registry}`)
      throw new Error(`${registry} leads out of ${folder}`);
}

function layoutIndex(bytes: Buffer): void {
  selectEntry(parseLayoutIndex(bytes, 'input'), undefined, 'input');
}

function dockerManifest(bytes: Buffer): void {
  selectDockerImage(parseDockerManifest(bytes, 'input'), 'app:v1', 'input');
}

export const REGISTRY_TARGETS: readonly Target[] = [
  { name: 'auth file', corpus: of(AUTH, '{"r.example":{"username":"a","password":"b"}}'), run: readAuth },
  {
    name: 'credential helper',
    corpus: of('{"ServerURL":"r.example","Username":"<token>","Secret":"x"}'),
    run: (b) => parseHelperAnswer(b, 'input'),
  },
  {
    name: 'challenge header',
    corpus: of(
      'Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push"',
      'Basic realm="a \\"b\\"", Negotiate abc==, Digest qop="auth", nonce=x',
    ),
    run: (b) => parseChallenges([line(b)]),
  },
  {
    name: 'link header',
    corpus: of(
      '</v2/_catalog?last=b&n=5>; rel="next"',
      '<https://r.example/v2/x>; rel=next, <y>; rel="prev"',
    ),
    run: followPages,
  },
  {
    name: 'range headers',
    corpus: of(
      'bytes 0-99/100',
      '0-99',
      'bytes=0-5',
      '"abc"',
      '100;w=21600',
      '120',
      'Wed, 21 Oct 2026 07:28:00 GMT',
    ),
    run: ranges,
  },
  {
    name: 'registries.conf',
    corpus: of(CONF, '[[registry]]\nprefix = "*.example"\nblocked = true\n'),
    run: (b) => readRegistriesConf(parseToml(b, 'input'), 'docker.io', 'library/nginx'),
  },
  { name: 'certs.d names', corpus: of('r.example:5000', '[::1]:5000', 'localhost'), run: certificates },
  {
    name: 'blob places',
    corpus: of(formatPlaces(new Map([[DIGEST, ['r.example/a/b']]]))),
    run: (b) => parsePlaces(b),
  },
  {
    name: 'layout index',
    corpus: of(
      json({
        schemaVersion: 2,
        manifests: [
          {
            ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: DIGEST, size: 5 },
            annotations: { 'org.opencontainers.image.ref.name': 'v1' },
          },
        ],
      }),
    ),
    run: layoutIndex,
  },
  {
    name: 'layout marker',
    corpus: of('{"imageLayoutVersion":"1.0.0"}'),
    run: (b) => checkLayoutFile(b, 'input'),
  },
  {
    name: 'docker manifest',
    corpus: of(json([{ Config: `${'a'.repeat(64)}.json`, RepoTags: ['app:v1'], Layers: ['b/layer.tar'] }])),
    run: dockerManifest,
  },
];
