import type { Digest } from '../base/digest.ts';
import type { Descriptor } from './descriptor.ts';
import type { Document } from './manifest.ts';

// One noun, many media: a source is opened for one reference on one medium (registry, layout, archive, daemon, store)
// and gives documents and blobs; a sink takes them. Readers of images know only these two ports.

export type Transport =
  | 'registry'
  | 'store'
  | 'docker'
  | 'podman'
  | 'containerd'
  | 'oci'
  | 'oci-archive'
  | 'docker-archive'
  | 'skopeo-dir';

/** A blob's bytes where they lie on disk, so that a worker thread can open them itself. */
export interface FileRange {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

export interface BlobOptions {
  /** First byte wanted; sources that cannot seek skip. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
}

export interface ImageSource {
  readonly transport: Transport;
  /** As a person would name it: `oci:./layout:v1`, `docker.io/library/nginx:latest`. */
  readonly name: string;
  /** Tags this medium knows for the image, full reference names, for `RepoTags`. */
  readonly tags: readonly string[];
  /** True when the medium keeps no manifest and plimsoll made one (docker-archive): its digest is ours, not a publisher's. */
  readonly madeManifest: boolean;
  /** The manifest or index that the reference names, digest verified where one was asked for. */
  root(signal?: AbortSignal): Promise<Document>;
  /** A child manifest, digest verified. @throws PlimsollError `not-found`, `digest-mismatch` */
  document(descriptor: Descriptor, signal?: AbortSignal): Promise<Document>;
  /**
   * The blob's bytes as stored, in chunks of any size. NOT verified: wrap with verifyBlob. Ends early or late when the
   * medium lies.
   */
  blob(descriptor: Descriptor, options?: BlobOptions): AsyncIterable<Buffer>;
  /** Where the blob lies in a local file, if it does. */
  locate(descriptor: Descriptor): Promise<FileRange | undefined>;
  /** Descriptors whose `subject` is this digest. Empty where the medium has no notion of it. */
  referrers(digest: Digest, signal?: AbortSignal): Promise<readonly Descriptor[]>;
  close(): Promise<void>;
}

export interface ImageSink {
  readonly transport: Transport;
  readonly name: string;
  hasBlob(descriptor: Descriptor, signal?: AbortSignal): Promise<boolean>;
  /** Tries to take the blob over without moving bytes (cross-repository mount, hard link). */
  adoptBlob(descriptor: Descriptor, from: ImageSource, signal?: AbortSignal): Promise<boolean>;
  /**
   * Writes the blob, verifying size and digest on the way: nothing unverified ever appears under its digest.
   * `open(offset)` may be called again to resume after a failure.
   */
  putBlob(
    descriptor: Descriptor,
    open: (offset: number) => AsyncIterable<Buffer>,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Stores the document's exact bytes by digest. */
  putDocument(document: Document, signal?: AbortSignal): Promise<void>;
  /** Points the sink's own reference at this document: always the last step. */
  tag(document: Document, signal?: AbortSignal): Promise<void>;
  /** Finishes (archives are renamed into place here); after a failure `abort` leaves nothing behind. */
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** Progress of long work, for whoever draws it. */
export interface ProgressEvent {
  readonly kind: 'blob' | 'layer' | 'message';
  readonly id: string;
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** `reused`: no bytes moved. */
  readonly state: 'active' | 'done' | 'reused' | 'failed';
}
export type OnProgress = (event: ProgressEvent) => void;
