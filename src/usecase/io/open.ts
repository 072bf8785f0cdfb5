// From a reference to a medium. Two tables: a new medium is a line in each.
import { existsSync } from 'node:fs';
import { PlimsollError } from '../../base/error.ts';
import { type Image, openImage } from '../../image/image.ts';
import { detectLocal } from '../../image/io/detect.ts';
import { openLayoutSource } from '../../image/io/layout-source.ts';
import { openSkopeoDirSource } from '../../image/io/skopeo-dir-source.ts';
import type { ImageSink, ImageSource, OnProgress } from '../../image/medium.ts';
import {
  formatReference,
  fullName,
  type ImageReference,
  parseReference,
  type ReferenceTransport,
  withTransport,
} from '../../image/reference.ts';
import type { RegistryReference } from '../../registry/index.ts';
import type { Session } from './session.ts';

export interface OpenedSource {
  readonly reference: ImageReference;
  readonly source: ImageSource;
}

/**
 * Opens what a reference names. Without a transport: a file or folder of that name, then the store, then the registry.
 * The caller closes the source.
 * @throws PlimsollError `usage`, `not-found`, `offline`, `network`, `auth`
 */
export async function openSource(session: Session, text: string): Promise<OpenedSource> {
  const reference = await settleReference(session, text);
  const open = SOURCES[reference.transport];
  if (!open)
    throw new PlimsollError(
      'unsupported',
      `open ${formatReference(reference)}: ${reference.transport}: names no image`,
      {
        hint: 'this command needs an image: a name, oci:, oci-archive:, docker-archive:, store:, docker: or podman:',
      },
    );
  return { reference, source: await open(session, reference) };
}

/** Opens the image of the session's platform. The caller closes `image.source`. */
export async function openImageOf(
  session: Session,
  text: string,
): Promise<{ reference: ImageReference; image: Image }> {
  if (session.allPlatforms)
    throw new PlimsollError('usage', `open ${JSON.stringify(text)}: --platform all is more than one image`, {
      hint: 'this command takes one platform, for example --platform linux/amd64',
    });
  const { reference, source } = await openSource(session, text);
  try {
    const { platform, platformRequired, signal } = session;
    return { reference, image: await openImage(source, { platform, platformRequired, signal }) };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Parses a reference and finds out which transport it means here and now. */
export async function settleReference(session: Session, text: string): Promise<ImageReference> {
  return settleTransport(session, parseReference(text, { exists: existsSync }));
}

/** Finds out what a reference without a transport means here and now. */
export async function settleTransport(session: Session, reference: ImageReference): Promise<ImageReference> {
  if (reference.transport === 'dir') return imageInFolder(reference);
  if (reference.transport !== 'auto') return reference;
  if (reference.path !== undefined && existsSync(reference.path)) {
    const kind = await detectLocal(reference.path);
    if (kind) return withTransport(reference, kind);
  }
  if (await session.store().has(storeName(reference))) return withTransport(reference, 'store');
  if (reference.registry) return withTransport(reference, 'registry');
  throw new PlimsollError(
    'not-found',
    `open ${JSON.stringify(reference.input)}: no such file, folder or stored image`,
    {
      hint: 'plimsoll images lists the store; plimsoll resolve explains how a name is understood',
    },
  );
}

// To skopeo `dir:` is a format, to everybody else a source tree: the folder tells which.
async function imageInFolder(reference: ImageReference): Promise<ImageReference> {
  if ((await detectLocal(reference.path ?? '.')) !== 'skopeo-dir') return reference;
  const note = 'skopeo wrote this folder; rootfs: reads it as files';
  const said = { what: 'transport', value: 'skopeo-dir', note } as const;
  return { ...reference, transport: 'skopeo-dir', assumptions: [said, ...reference.assumptions] };
}

/** The name an image has in the store: full, or the start of its id. */
export function storeName(reference: ImageReference): string {
  return fullName(reference) ?? reference.imageId ?? reference.digest ?? reference.input;
}

/** Opens where an image is to be written; without a transport that is the registry. The caller closes or aborts it. */
export async function openSink(
  session: Session,
  text: string,
): Promise<{ reference: ImageReference; sink: ImageSink }> {
  const parsed = parseReference(text);
  const reference = parsed.transport === 'auto' ? withTransport(parsed, 'registry') : parsed;
  const open = SINKS[reference.transport];
  if (!open)
    throw new PlimsollError(
      'usage',
      `write ${formatReference(reference)}: ${reference.transport}: can only be read`,
      {
        hint: `places to write to: ${Object.keys(SINKS).join(': ')}:`,
      },
    );
  return { reference, sink: await open(session, reference) };
}

type Open<T> = Partial<
  Record<ReferenceTransport, (session: Session, reference: ImageReference) => Promise<T>>
>;

// Each medium's code is loaded when it is asked for: node:http alone costs 15 ms.
const archives = () => import('../../image/io/docker-archive-source.ts');
const archiveSinks = () => import('../../image/io/archive-sink.ts');
const engines = () => import('../../image/io/engine.ts');
const containerd = () => import('../../image/io/containerd.ts');
const registries = () => import('../../registry/index.ts');

const SOURCES: Open<ImageSource> = {
  registry: async (s, ref) =>
    (await registries()).openRegistrySource(await s.registry(), registryName(ref), await s.blobPlaces()),
  store: (s, ref) => s.store().source(storeName(ref)),
  oci: (_, ref) => openLayoutSource(pathOf(ref), refOf(ref)),
  'oci-archive': async (s, ref) =>
    (await archives()).openOciArchiveSource(pathOf(ref), refOf(ref), waiting(s)),
  'docker-archive': async (s, ref) =>
    (await archives()).openDockerArchiveSource(pathOf(ref), refOf(ref), waiting(s)),
  'skopeo-dir': (_, ref) => openSkopeoDirSource(pathOf(ref)),
  docker: async (s, ref) => (await engines()).openEngineSource('docker', engineName(ref), engine(s)),
  podman: async (s, ref) => (await engines()).openEngineSource('podman', engineName(ref), engine(s)),
  containerd: async (s, ref) => (await containerd()).openContainerdSource(engineName(ref), engine(s)),
};

const SINKS: Open<ImageSink> = {
  registry: async (s, ref) =>
    (await registries()).openRegistrySink(await s.registry(), registryName(ref), await s.blobPlaces()),
  store: (s, ref) => s.store().sink(storeName(ref)),
  oci: async (_, ref) =>
    (await import('../../image/io/layout-sink.ts')).openLayoutSink(pathOf(ref), refOf(ref)),
  'oci-archive': async (s, ref) =>
    (await archiveSinks()).openOciArchiveSink(pathOf(ref), refOf(ref), waiting(s)),
  'docker-archive': async (s, ref) =>
    (await archiveSinks()).openDockerArchiveSink(pathOf(ref), refOf(ref), waiting(s)),
  docker: async (s, ref) => (await engines()).openEngineSink('docker', engineName(ref), engine(s)),
  podman: async (s, ref) => (await engines()).openEngineSink('podman', engineName(ref), engine(s)),
  containerd: async (s, ref) => (await containerd()).openContainerdSink(engineName(ref), engine(s)),
};

interface Waiting {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

function waiting({ signal, onProgress }: Session): Waiting {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) };
}

function engine(session: Session): Waiting & { readonly env: NodeJS.ProcessEnv } {
  return { ...waiting(session), env: session.options.env as NodeJS.ProcessEnv };
}

function pathOf(reference: ImageReference): string {
  if (reference.path === undefined)
    throw new PlimsollError('usage', `open ${JSON.stringify(reference.input)}: the path is missing`);
  return reference.path;
}

function refOf({ ref, digest }: ImageReference): string | undefined {
  return digest ? `@${digest}` : ref;
}

function engineName(reference: ImageReference): string {
  return fullName(reference) ?? reference.imageId ?? reference.input;
}

function registryName(reference: ImageReference): RegistryReference {
  const { registry, repository, tag, digest } = reference;
  if (!registry || !repository)
    throw new PlimsollError(
      'usage',
      `open ${JSON.stringify(reference.input)}: it names no registry and repository`,
    );
  return { registry, repository, tag, digest };
}
