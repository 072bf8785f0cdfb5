import type { Digest } from '../../base/digest.ts';
import type { Transport } from '../medium.ts';

/**
 * Where an image is looked for. `auto`: nothing was said, so the caller tries an existing file or folder (`path`), then
 * the store, then the registry.
 */
export type ReferenceTransport = Transport | 'dir' | 'rootfs' | 'file' | 'sbom' | 'auto';

/** Something the user did not say and plimsoll filled in. */
export interface Assumption {
  readonly what: 'transport' | 'registry' | 'namespace' | 'tag' | 'platform';
  readonly value: string;
  /** Why, where the text could have meant something else, and how to say that instead. */
  readonly note?: string;
}

export interface ImageReference {
  /** As given. */
  readonly input: string;
  readonly transport: ReferenceTransport;
  /** Canonical host with port where one was given: `docker.io`, `localhost:5000`, `[::1]:5000`. Lower case. */
  readonly registry?: string;
  /** `library/nginx` */
  readonly repository?: string;
  /** Kept for display where there is a digest: the digest decides. */
  readonly tag?: string;
  readonly digest?: Digest;
  /** Hex digits of a local image id: all 64, or a prefix when the name could be one too. */
  readonly imageId?: string;
  /** File or folder, of the transports that have one; for `auto` the text itself as a path to try first. */
  readonly path?: string;
  /** The image inside: `oci:DIR:ref`, `oci-archive:FILE:ref`, `docker-archive:FILE:ref`. */
  readonly ref?: string;
  readonly assumptions: readonly Assumption[];
}

export interface ParseReferenceOptions {
  /** What a text without a transport means. Default `auto`. */
  readonly defaultTransport?: ReferenceTransport;
  /** Default `docker.io`. */
  readonly defaultRegistry?: string;
  /** Default `latest`; `''`: no tag is assumed. */
  readonly defaultTag?: string;
  /** Tells whether a file or folder is there, so that one with a name no image could have is recognised. */
  readonly exists?: (path: string) => boolean;
}
