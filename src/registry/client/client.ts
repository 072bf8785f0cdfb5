import type { Digest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import type { Descriptor } from '../../image/descriptor.ts';
import type { Document } from '../../image/manifest.ts';
import { canonicalRegistry } from '../../image/reference.ts';
import { cancelUpload, mountBlob, type OpenUpload, type PushBlobOptions, pushBlob } from './blob-push.ts';
import { type BlobReadOptions, deleteBlob, getBlob, headBlob } from './blobs.ts';
import { send } from './call.ts';
import { type Credential, credentialOf, type FoundCredential } from './credentials.ts';
import { systemClock } from './io/clock.ts';
import { findCredential } from './io/credential-store.ts';
import { createHttp } from './io/http.ts';
import { createSettings, type HostList } from './io/settings-files.ts';
import { type ListOptions, listRepositories, listTags } from './listing.ts';
import {
  deleteManifest,
  deleteTag,
  getManifest,
  headManifest,
  type ManifestHead,
  type OperationOptions,
  putManifest,
} from './manifests.ts';
import { offlineHttp } from './offline.ts';
import type { Timeouts } from './ports.ts';
import type { Environment } from './proxy.ts';
import { placeOf, type Repository } from './pull-from.ts';
import { linkReferrer } from './referrer-link.ts';
import { listReferrers, type ReferrersOptions } from './referrers.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { createSession, type Session } from './session.ts';
import type { OpenBlob } from './upload-source.ts';

/** Credentials of the command line. */
export interface RegistryCredentials {
  /** The registry they are for; without it, every registry that is asked by name. */
  readonly registry?: string;
  readonly username?: string;
  readonly password?: string;
  /** A bearer token sent as it is. */
  readonly token?: string;
}

export interface RegistryClientOptions {
  /** HOME, DOCKER_CONFIG, REGISTRY_AUTH_FILE, HTTPS_PROXY, SSL_CERT_FILE, … */
  readonly env: Environment;
  readonly userAgent: string;
  readonly offline?: boolean;
  /** A PEM file, trusted beside the system's authorities. */
  readonly registryCa?: string;
  /** PEM files of a client certificate for the registries asked by name. */
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** Any certificate will do: everywhere, or at these hosts. */
  readonly allowInsecure?: HostList;
  /** Plain HTTP will do where https does not answer: everywhere, or at these hosts. */
  readonly allowHttp?: HostList;
  readonly credentials?: RegistryCredentials;
  /** URLs to pull from before the registry itself, by registry. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  readonly retry?: Partial<RetryPolicy>;
  readonly timeouts?: Partial<Timeouts>;
  readonly signal?: AbortSignal;
  readonly onWarning?: (message: string) => void;
  /** What -v shows: retries, mirrors passed over, where credentials came from. */
  readonly onDetail?: (message: string) => void;
  /** Reads the settings that docker, podman and containerd keep on this machine. Default true. */
  readonly machineSettings?: boolean;
  /** Where `etc/` is looked for. Default `/`. */
  readonly systemRoot?: string;
}

const SECOND = 1000;
const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 15 * SECOND,
  headers: 60 * SECOND,
  commit: 600 * SECOND,
  idle: 60 * SECOND,
  idleBytes: 1024,
  document: 120 * SECOND,
};

/** How many transfers of one image are worth running at once. */
export const TRANSFERS = { download: 6, upload: 4 } as const;

/** A client for OCI registries. Every operation throws PlimsollError; see the functions it names for the codes. */
export interface RegistryClient {
  /** Checks that the registry answers and takes our credentials. @throws PlimsollError `auth`, `network` */
  ping(registry: string, options?: OperationOptions): Promise<void>;
  getManifest(repo: Repository, reference: string, options?: OperationOptions): Promise<Document>;
  headManifest(
    repo: Repository,
    reference: string,
    options?: OperationOptions,
  ): Promise<ManifestHead | undefined>;
  putManifest(
    repo: Repository,
    reference: string,
    document: Pick<Document, 'bytes' | 'digest' | 'mediaType'>,
    options?: OperationOptions,
  ): Promise<{ readonly subject: string | undefined }>;
  deleteManifest(repo: Repository, digest: Digest, options?: OperationOptions): Promise<void>;
  deleteTag(repo: Repository, tag: string, options?: OperationOptions): Promise<void>;
  getBlob(repo: Repository, blob: Descriptor, options?: BlobReadOptions): AsyncIterable<Buffer>;
  headBlob(
    repo: Repository,
    blob: Pick<Descriptor, 'digest'>,
    options?: OperationOptions,
  ): Promise<number | undefined>;
  deleteBlob(repo: Repository, blob: Pick<Descriptor, 'digest'>, options?: OperationOptions): Promise<void>;
  mountBlob(
    repo: Repository,
    blob: Pick<Descriptor, 'digest'>,
    from: string,
    options?: OperationOptions,
  ): Promise<{ readonly mounted: boolean; readonly upload?: OpenUpload }>;
  pushBlob(
    repo: Repository,
    blob: Pick<Descriptor, 'digest' | 'size'>,
    open: OpenBlob,
    options?: PushBlobOptions,
  ): Promise<void>;
  cancelUpload(repo: Repository, upload: OpenUpload): Promise<void>;
  listTags(repo: Repository, options?: ListOptions): Promise<readonly string[]>;
  listRepositories(registry: string, options?: ListOptions): Promise<readonly string[]>;
  listReferrers(
    repo: Repository,
    subject: Digest,
    options?: ReferrersOptions,
  ): Promise<readonly Descriptor[]>;
  linkReferrer(repo: Repository, document: Document, options?: OperationOptions): Promise<void>;
  /** Where the credentials for a repository come from; undefined: there are none. */
  credentialSource(repo: Repository): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens a client; nothing is read and no connection made before the first operation. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const session = openSession(options);
  return {
    ping: (registry, o) => ping(session, canonicalRegistry(registry), o),
    getManifest: (repo, reference, o) => getManifest(session, repo, reference, o),
    headManifest: (repo, reference, o) => headManifest(session, repo, reference, o),
    putManifest: (repo, reference, document, o) => putManifest(session, repo, reference, document, o),
    deleteManifest: (repo, digest, o) => deleteManifest(session, repo, digest, o),
    deleteTag: (repo, tag, o) => deleteTag(session, repo, tag, o),
    getBlob: (repo, blob, o) => getBlob(session, repo, blob, o),
    headBlob: (repo, blob, o) => headBlob(session, repo, blob, o),
    deleteBlob: (repo, blob, o) => deleteBlob(session, repo, blob, o),
    mountBlob: (repo, blob, from, o) => mountBlob(session, repo, blob, from, o),
    pushBlob: (repo, blob, open, o) => pushBlob(session, repo, blob, open, o),
    cancelUpload: (repo, upload) => cancelUpload(session, repo, upload.location),
    listTags: (repo, o) => listTags(session, repo, o),
    listRepositories: (registry, o) => listRepositories(session, canonicalRegistry(registry), o),
    listReferrers: (repo, subject, o) => listReferrers(session, repo, subject, o),
    linkReferrer: (repo, document, o) => linkReferrer(session, repo, document, o),
    credentialSource: async (repo) => (await session.findCredential(repo.registry, repo.repository))?.source,
    close: () => session.http.close(),
  };
}

async function ping(session: Session, registry: string, options: OperationOptions = {}): Promise<void> {
  const { target } = await placeOf(session, { registry, repository: '' });
  const doing = `reach ${registry}`;
  const response = await send(session, target, {
    ...{ doing, method: 'GET', path: '/', repository: '', scopes: [], document: true, accept: [200] },
    signal: options.signal,
  });
  await response.discard();
}

function openSession(options: RegistryClientOptions): Session {
  const { env, userAgent, signal } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const systemRoot = options.systemRoot ?? '/';
  const warn = onceEach(options.onWarning ?? (() => {}));
  const detail = onceEach(options.onDetail ?? (() => {}));
  return createSession({
    http: options.offline ? offlineHttp : createHttp({ env, timeouts, userAgent, systemRoot }),
    clock: systemClock,
    retry: { ...DEFAULT_RETRY, ...options.retry },
    timeouts,
    settings: createSettings({
      ...{ env, systemRoot, onWarning: warn },
      ...{ registryCa: options.registryCa, clientCert: options.clientCert, clientKey: options.clientKey },
      allowInsecure: options.allowInsecure ?? false,
      allowHttp: options.allowHttp ?? false,
      mirrors: options.mirrors ?? {},
      machineSettings: options.machineSettings ?? true,
    }),
    findCredential: credentialFinder(options, warn),
    warn,
    detail,
    signal,
  });
}

function credentialFinder(
  options: RegistryClientOptions,
  warn: (message: string) => void,
): Session['findCredential'] {
  const known = new Map<string, Promise<FoundCredential | undefined>>();
  const given = options.credentials && explicitCredential(options.credentials);
  const only = options.credentials?.registry && canonicalRegistry(options.credentials.registry);
  return (registry, repository) => {
    if (given && (only === undefined || only === canonicalRegistry(registry)))
      return Promise.resolve({ credential: given, source: 'the command line' });
    const key = `${registry}/${repository}`;
    const search =
      known.get(key) ?? findCredential(registry, repository, { env: options.env, onWarning: warn });
    known.set(key, search);
    return search;
  };
}

function explicitCredential(given: RegistryCredentials): Credential {
  if (given.token) return { kind: 'registry-token', token: given.token };
  const credential = credentialOf(given.username ?? '', given.password ?? '');
  if (credential) return credential;
  throw new PlimsollError(
    'usage',
    'use the credentials given: a user name needs a password, or give a token',
  );
}

function onceEach(tell: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message) || told.size > 1000) return;
    told.add(message);
    tell(message);
  };
}
