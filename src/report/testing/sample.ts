import { digestOf } from '../../base/digest.ts';
import type {
  CheckReport,
  CheckRun,
  Finding,
  ImageIdentity,
  LayerLocation,
  LayerSummary,
  Origin,
  Section,
} from '../model.ts';

// One realistic report, a Debian image with nginx in it, that tests and pictures of every format share.

const digest = (seed: string): string => digestOf(Buffer.from(seed));

type LayerShape = readonly [
  size: number,
  unpacked: number,
  files: number,
  wasted: number,
  instruction: string,
];
const LAYERS: readonly LayerShape[] = [
  [28_232_190, 74_836_480, 6_412, 212_480, '# debian.sh --arch amd64 out/ bookworm @1731888000'],
  [
    41_390_221,
    112_004_096,
    3_180,
    18_874_368,
    'RUN apt-get update && apt-get install -y nginx curl gettext-base',
  ],
  [1_948_301, 6_103_040, 214, 0, 'COPY modules/ /usr/lib/nginx/modules/'],
  [
    4_620,
    14_336,
    6,
    1_024,
    'COPY docker-entrypoint.sh 10-listen-on-ipv6.sh 20-envsubst.sh /docker-entrypoint.d/',
  ],
  [2_391, 9_728, 2, 0, 'COPY deploy.key site.conf /etc/nginx/'],
  [156, 1_536, 1, 0, 'RUN rm /etc/nginx/deploy.key'],
  [1_203, 4_608, 3, 0, 'RUN chmod u+s /usr/local/bin/reload'],
];

export const sampleLayers: readonly LayerSummary[] = LAYERS.map(
  ([size, unpackedSize, files, wastedBytes, instruction], i) => ({
    index: i + 1,
    digest: digest(`layer ${i}`),
    diffId: digest(`diff ${i}`),
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    size,
    unpackedSize,
    files,
    instruction,
    origin: (i === 0 ? 'base' : 'yours') satisfies Origin,
    wastedBytes,
  }),
);

const layer = (index: number): LayerLocation => {
  const { digest, diffId, instruction } = sampleLayers[index - 1] as LayerSummary;
  return { index, digest, diffId, instruction };
};

const image: ImageIdentity = {
  requested: 'nginx',
  reference: 'docker.io/library/nginx:latest',
  transport: 'registry',
  assumptions: [
    { what: 'transport', value: 'registry' },
    { what: 'registry', value: 'docker.io' },
    { what: 'namespace', value: 'library' },
    { what: 'tag', value: 'latest' },
  ],
  digest: digest('index'),
  manifestDigest: digest('manifest'),
  imageId: digest('config'),
  madeManifest: false,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  platform: 'linux/amd64',
  platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x'],
  created: '2026-11-08T09:12:44Z',
  size: sampleLayers.reduce((sum, l) => sum + l.size, 0),
  unpackedSize: sampleLayers.reduce((sum, l) => sum + l.unpackedSize, 0),
  layers: sampleLayers,
  distribution: {
    id: 'debian',
    version: '12',
    name: 'Debian GNU/Linux 12 (bookworm)',
    endOfLife: { date: '2028-06-30', past: false, data: 'os-release' },
  },
  base: { name: 'debian:bookworm-slim', digest: digest('base'), layers: 1, evidence: 'annotation' },
  labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
};

const certain = { confidence: 'certain', origin: 'yours', evidence: [], locations: [] } as const;

const findings: readonly Finding[] = [
  {
    ...certain,
    id: 'secrets/private-key',
    severity: 'critical',
    title: 'private key still ships',
    message: 'etc/nginx/deploy.key is an RSA private key; layer 6 deletes it, layer 5 still carries it',
    remedy: 'revoke the key, then build with RUN --mount=type=secret instead of COPY',
    evidence: ['-----BEGIN RSA PRIVATE KEY----- (1679 bytes, mode 0600)'],
    locations: [{ layer: layer(5), path: 'etc/nginx/deploy.key' }],
  },
  {
    ...certain,
    id: 'config/root-user',
    severity: 'high',
    title: 'runs as root',
    message: 'config.User is empty',
    remedy: 'add USER to the Dockerfile, or: plimsoll harden nginx -t nginx-safe',
    evidence: ['User: ""'],
    locations: [{ field: 'config.User' }],
  },
  {
    ...certain,
    id: 'files/setuid',
    severity: 'medium',
    title: 'setuid files',
    message: '9 files run with their owner’s rights, 1 of them not from a package',
    remedy: 'RUN chmod a-s FILE, or: plimsoll harden nginx -t nginx-safe',
    evidence: ['-rwsr-xr-x root root usr/local/bin/reload', '-rwsr-xr-x root root usr/bin/passwd'],
    locations: [
      { layer: layer(7), path: 'usr/local/bin/reload' },
      { layer: layer(1), path: 'usr/bin/passwd' },
      { layer: layer(1), path: 'usr/bin/su' },
    ],
  },
  ...['var/cache/apt/pkgcache.bin', 'var/cache/apt/srcpkgcache.bin', 'var/lib/apt/lists/deb.debian.org'].map(
    (path): Finding => ({
      ...certain,
      id: 'files/package-cache',
      severity: 'low',
      title: 'package cache left in',
      message: `${path} is of no use at run time`,
      remedy: 'append && rm -rf /var/cache/apt /var/lib/apt/lists/* to the same RUN',
      locations: [{ layer: layer(2), path }],
    }),
  ),
  {
    ...certain,
    id: 'config/healthcheck',
    severity: 'low',
    title: 'no HEALTHCHECK',
    message: 'nothing tells an engine whether the service works',
    remedy: 'HEALTHCHECK CMD curl -fsS http://127.0.0.1/ || exit 1',
    locations: [{ field: 'config.Healthcheck' }],
  },
  {
    ...certain,
    id: 'reference/moving-tag',
    severity: 'info',
    title: 'moving tag',
    message: ':latest may be another image tomorrow',
    remedy: `pin it: docker.io/library/nginx@${image.digest}`,
  },
];

const NOT_YET = 'this run did not look into it';
const sections: readonly Section[] = [
  { id: 'packages', title: 'Packages', status: 'not examined', summary: NOT_YET, counts: {} },
  { id: 'vulnerabilities', title: 'Vulnerabilities', status: 'not examined', summary: NOT_YET, counts: {} },
  {
    id: 'configuration',
    title: 'Configuration',
    status: 'examined',
    summary: 'User, Env, ports, volumes, health, entrypoint',
    counts: { high: 1, low: 1, info: 1 },
  },
  {
    id: 'files',
    title: 'Files',
    status: 'examined',
    summary: '9815 files in 7 layers, deleted ones too',
    counts: { medium: 1, low: 3 },
  },
  {
    id: 'secrets',
    title: 'Secrets',
    status: 'examined',
    summary: 'names of files and variables',
    counts: { critical: 1 },
  },
  { id: 'signatures', title: 'Signatures', status: 'not examined', summary: NOT_YET, counts: {} },
  { id: 'policy', title: 'Policy', status: 'examined', summary: 'default', counts: {} },
];

const failed = new Set(findings.map((f) => f.id));
const CHECKS: readonly (readonly [string, string])[] = [
  ['config/entrypoint-shell', 'shell-form entrypoint'],
  ['config/env-secrets', 'secrets in the environment'],
  ['config/healthcheck', 'no HEALTHCHECK'],
  ['config/root-user', 'runs as root'],
  ['files/package-cache', 'package cache left in'],
  ['files/setuid', 'setuid files'],
  ['files/world-writable', 'world-writable directories'],
  ['reference/moving-tag', 'moving tag'],
  ['secrets/private-key', 'private key still ships'],
];
const checks: readonly CheckRun[] = [
  ...CHECKS.map(([id, title]): CheckRun => ({ id, title, status: failed.has(id) ? 'failed' : 'passed' })),
  {
    id: 'identity/end-of-life',
    title: 'past end of life',
    status: 'skipped',
    reason: 'no data about this distribution at hand',
  },
];

/** The sample: critical to info, grouped findings, sections not examined, an unknown, a skipped check. */
export const sampleReport: CheckReport = {
  schema: 'plimsoll.check/v1',
  plimsollVersion: '0.1.0',
  createdAt: '2026-11-20T12:00:00Z',
  image,
  verdict: { status: 'fail', policy: 'default', failOn: 'high', failing: 2 },
  findings,
  sections,
  checks,
  unknowns: [
    {
      what: 'var/lib/dpkg/status-old',
      why: 'larger than the 8 MB read of one file',
      location: { layer: layer(2), path: 'var/lib/dpkg/status-old' },
    },
  ],
  efficiency: { score: 0.9012, wastedBytes: 19_087_872 },
  next: [
    'plimsoll check nginx -o html=report.html',
    'plimsoll harden nginx -t nginx-safe',
    'plimsoll lint Dockerfile',
  ],
};

/** The same image with nothing to complain about. */
export const cleanReport: CheckReport = {
  ...sampleReport,
  verdict: { status: 'pass', policy: 'default', failOn: 'high', failing: 0 },
  findings: [],
  unknowns: [],
  checks: sampleReport.checks.map((c) => (c.status === 'failed' ? { ...c, status: 'passed' } : c)),
  sections: sampleReport.sections.map((s) => ({ ...s, counts: {} })),
};

/** The sample with `text` in every place that an image, a registry or a file name can fill. */
export function hostileReport(text: string): CheckReport {
  const location = { layer: { ...layer(2), instruction: text }, path: text, field: text };
  const { image } = sampleReport;
  return {
    ...sampleReport,
    image: {
      ...image,
      requested: text,
      reference: text,
      platform: text,
      platforms: [text, text],
      created: text,
      mediaType: text,
      distribution: {
        id: text,
        version: text,
        name: text,
        endOfLife: { date: text, past: true, data: text },
      },
      base: { name: text, digest: text, layers: 1, evidence: text },
      labels: { [text]: text },
      layers: image.layers.map((l) => ({ ...l, instruction: text, mediaType: text })),
    },
    verdict: { ...sampleReport.verdict, policy: text },
    findings: sampleReport.findings.map((f) => ({
      ...f,
      title: text,
      message: text,
      remedy: text,
      evidence: [text, text],
      locations: [location],
    })),
    sections: sampleReport.sections.map((s) => ({ ...s, summary: text, counts: { [text]: 1 } })),
    checks: sampleReport.checks.map((c) => ({ ...c, title: text, status: 'skipped', reason: text })),
    unknowns: [{ what: text, why: text, location }],
    next: [text],
  };
}
