// What one run of plimsoll needs from the outside, made once by the face that started it: environment, folders, network
// settings. Use cases open images through it and never look at the environment themselves.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PlimsollError } from '../../base/error.ts';
import { openScanCache } from '../../image/io/scan-cache.ts';
import { openStore, type Store } from '../../image/io/store.ts';
import type { ScanCache } from '../../image/layers/walk.ts';
import type { OnProgress } from '../../image/medium.ts';
import { defaultPlatform, type Platform, parsePlatform } from '../../image/platform.ts';
import type {
  BlobPlaces,
  RegistryClient,
  RegistryCredentials,
  StoredBlobPlaces,
} from '../../registry/index.ts';

export interface SessionOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  readonly offline?: boolean;
  /** `--platform` as given; `all`: every platform of an index, for the commands that take it. */
  readonly platform?: string | undefined;
  readonly registryCa?: string | undefined;
  readonly allowInsecure?: boolean;
  readonly allowHttp?: boolean;
  readonly credentials?: RegistryCredentials | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly onDetail?: ((message: string) => void) | undefined;
}

export interface Session {
  readonly options: SessionOptions;
  readonly platform: Platform;
  /** True when the user named a platform. */
  readonly platformRequired: boolean;
  /** True when the user asked for `all`. */
  readonly allPlatforms: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress | undefined;
  /** Milliseconds since the epoch. SOURCE_DATE_EPOCH where set, so that reports can be reproduced. */
  readonly now: number;
  store(): Store;
  /** @throws PlimsollError `offline` */
  registry(): Promise<RegistryClient>;
  /** Which repositories have which blobs. Undefined when nothing is to be kept. */
  blobPlaces(): Promise<BlobPlaces | undefined>;
  readonly scanCache: ScanCache | undefined;
  close(): Promise<void>;
}

export function openSession(options: SessionOptions): Session {
  const { env } = options;
  const folders = foldersOf(env);
  const named = options.platform === 'all' ? undefined : options.platform;
  let store: Store | undefined;
  let client: Promise<RegistryClient> | undefined;
  let places: Promise<StoredBlobPlaces> | undefined;
  return {
    options,
    platform: named ? parsePlatform(named) : defaultPlatform(),
    platformRequired: named !== undefined,
    allPlatforms: options.platform === 'all',
    signal: options.signal,
    onProgress: options.onProgress,
    now: nowOf(env),
    store: () => (store ??= openStore(folders.store)),
    registry: () => {
      if (options.offline)
        throw new PlimsollError('offline', 'reach a registry: --offline forbids it', {
          hint: 'leave --offline out, or name an image of the store, a layout or an archive',
        });
      return (client ??= openClient(options));
    },
    blobPlaces: async () =>
      env.PLIMSOLL_NO_CACHE ? undefined : (places ??= openPlaces(join(folders.cache, 'blob-places.json'))),
    scanCache: env.PLIMSOLL_NO_CACHE ? undefined : openScanCache(join(folders.cache, 'layers')),
    close: async () => {
      await (await places)?.save();
      await (await client)?.close();
    },
  };
}

/** For what can move a whole index. */
export function wantedPlatform(session: Session): 'all' | Platform {
  return session.allPlatforms ? 'all' : session.platform;
}

/** Where plimsoll keeps things, by the XDG base directory specification. */
export function foldersOf(env: SessionOptions['env']): { readonly store: string; readonly cache: string } {
  const home = env.HOME || homedir();
  return {
    store:
      env.PLIMSOLL_STORE || join(absolute(env.XDG_DATA_HOME) ?? join(home, '.local/share'), 'plimsoll/store'),
    cache: env.PLIMSOLL_CACHE || join(absolute(env.XDG_CACHE_HOME) ?? join(home, '.cache'), 'plimsoll'),
  };
}

// The specification says that relative paths are to be ignored.
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}

function nowOf(env: SessionOptions['env']): number {
  const epoch = env.SOURCE_DATE_EPOCH;
  return epoch && /^\d{1,12}$/.test(epoch) ? Number(epoch) * 1000 : Date.now();
}

async function openPlaces(file: string): Promise<StoredBlobPlaces> {
  return (await import('../../registry/index.ts')).openBlobPlaces(file);
}

// The registry client and its HTTP library are loaded only by commands that come to need them.
async function openClient(options: SessionOptions): Promise<RegistryClient> {
  const { createRegistryClient } = await import('../../registry/index.ts');
  return createRegistryClient({
    env: options.env,
    userAgent: `plimsoll/${options.version}`,
    ...(options.registryCa && { registryCa: options.registryCa }),
    allowInsecure: options.allowInsecure ?? false,
    allowHttp: options.allowHttp ?? false,
    ...(options.credentials && { credentials: options.credentials }),
    ...(options.signal && { signal: options.signal }),
    ...(options.onWarning && { onWarning: options.onWarning }),
    ...(options.onDetail && { onDetail: options.onDetail }),
  });
}
