import type { ReferenceTransport } from './types.ts';

export interface TransportSpelling {
  readonly transport: ReferenceTransport;
  /** What follows: an image name, a path, or a path and an image inside. */
  readonly shape: 'name' | 'path' | 'path-ref';
}

const name = (transport: ReferenceTransport): TransportSpelling => ({ transport, shape: 'name' });
const path = (transport: ReferenceTransport): TransportSpelling => ({ transport, shape: 'path' });
const pathRef = (transport: ReferenceTransport): TransportSpelling => ({ transport, shape: 'path-ref' });

/** `NAME:rest` */
export const COLON_SPELLINGS: ReadonlyMap<string, TransportSpelling> = new Map([
  ['registry', name('registry')],
  ['store', name('store')],
  ['docker', name('docker')],
  ['docker-daemon', name('docker')],
  ['podman', name('podman')],
  ['containerd', name('containerd')],
  ['oci', pathRef('oci')],
  ['oci-dir', pathRef('oci')],
  ['oci-archive', pathRef('oci-archive')],
  ['docker-archive', pathRef('docker-archive')],
  ['dir', path('dir')],
  ['skopeo-dir', path('skopeo-dir')],
  ['rootfs', path('rootfs')],
  ['file', path('file')],
  ['sbom', path('sbom')],
]);

/** `NAME://rest`, where it means something else than `NAME:rest`. */
export const SCHEME_SPELLINGS: ReadonlyMap<string, TransportSpelling> = new Map([
  ['docker', name('registry')],
  ['oci', name('registry')],
  ['ocidir', pathRef('oci')],
]);

/** Spellings of other tools and of browsers, with what to write instead. */
export const REFUSED_SPELLINGS: ReadonlyMap<string, { readonly why: string; readonly hint: string }> =
  new Map([
    [
      'containers-storage',
      {
        why: "containers-storage: is podman's private storage",
        hint: 'write podman:IMAGE to ask podman for it',
      },
    ],
    ['http', { why: 'it is a URL', hint: 'leave http:// out and give --allow-http-registry' }],
    ['https', { why: 'it is a URL', hint: 'leave https:// out: HTTPS is what registries are asked by' }],
    [
      'ostree',
      {
        why: 'OSTree repositories are not images plimsoll reads',
        hint: 'copy it to oci:DIR with skopeo first',
      },
    ],
    [
      'sif',
      { why: 'Singularity images are not images plimsoll reads', hint: 'unpack it and give rootfs:DIR' },
    ],
  ]);

/** Official Images that are named like a transport, and the tags besides version numbers they are known by. */
export const NAMESAKES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['registry', new Set(['latest'])],
  [
    'docker',
    new Set([
      'latest',
      'stable',
      'edge',
      'test',
      'rc',
      'dind',
      'dind-rootless',
      'cli',
      'git',
      'windowsservercore',
    ]),
  ],
]);
