// What happens between the local store and the world.
import type { Digest } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import { openImage } from '../image/image.ts';
import { openDockerArchiveSink, openOciArchiveSink } from '../image/io/archive-sink.ts';
import { everyImage } from '../image/io/every-image.ts';
import type { Removed } from '../image/io/store.ts';
import { isIndexDocument } from '../image/manifest.ts';
import type { ImageSource } from '../image/medium.ts';
import { formatReference, fullName, type ImageReference, parseReference } from '../image/reference.ts';
import { type CopyResult, copyImage } from './copy.ts';
import { openSink, openSource, storeName } from './io/open.ts';
import { type Session, wantedPlatform } from './io/session.ts';

export interface Transfer extends CopyResult {
  /** What has the digest now, in full. */
  readonly name: string;
}

/** Gives a stored image a further name. */
export async function tagImage(session: Session, source: string, target: string): Promise<Digest> {
  return session.store().tag(stored(source), stored(target));
}

export async function removeImage(session: Session, name: string, force: boolean): Promise<Removed> {
  return session.store().remove(stored(name), { force });
}

/** Fetches an image into the store under its own name. */
export async function pullImage(session: Session, text: string, allPlatforms: boolean): Promise<Transfer> {
  const reference = parseReference(text);
  const from = reference.transport === 'auto' ? `registry:${text}` : text;
  const { source, reference: found } = await openSource(session, from);
  try {
    await demandPlatform(session, source);
    const name = fullName(found);
    const sink = await session.store().sink(name);
    const result = await copyImage(source, sink, {
      platform: allPlatforms ? 'all' : wantedPlatform(session),
      keepIndex: true,
      ...transferOptions(session),
    });
    return { name: name ?? result.digest, ...result };
  } finally {
    await source.close();
  }
}

/** Sends a stored image to the registry that its name says, or to another place. */
export async function pushImage(
  session: Session,
  text: string,
  target: string | undefined,
  allPlatforms: boolean,
): Promise<Transfer> {
  const parsed = parseReference(text);
  const from = parsed.transport === 'auto' ? `store:${storeName(parsed)}` : text;
  const { source, reference } = await openSource(session, from);
  try {
    await demandPlatform(session, source);
    const { sink, reference: to } = await openSink(session, target ?? pushTarget(parsed));
    const platform = allPlatforms ? 'all' : session.platform;
    const result = await copyImage(source, sink, { platform, ...transferOptions(session) });
    return { name: formatReference(to) || formatReference(reference), ...result };
  } finally {
    await source.close();
  }
}

/** Copies between any two places; every platform unless one was named. */
export async function copyBetween(session: Session, from: string, to: string): Promise<Transfer> {
  const { source } = await openSource(session, from);
  try {
    await demandPlatform(session, source);
    const { sink, reference } = await openSink(session, to);
    const whole =
      (await source.root(session.signal)) &&
      sink.transport !== 'docker-archive' &&
      sink.transport !== 'docker';
    const platform = session.platformRequired || !whole ? session.platform : 'all';
    const result = await copyImage(source, sink, { platform, ...transferOptions(session) });
    return { name: formatReference(reference), ...result };
  } finally {
    await source.close();
  }
}

/** Writes one image to an archive, one platform of it where the archive holds only one. */
export async function saveImage(
  session: Session,
  text: string,
  format: 'docker-archive' | 'oci-archive',
  file: string,
): Promise<CopyResult> {
  const { source, reference } = await openSource(session, text);
  try {
    await demandPlatform(session, source);
    const { signal, onProgress } = session;
    const open = format === 'oci-archive' ? openOciArchiveSink : openDockerArchiveSink;
    const sink = await open(file, nameInArchive(reference), {
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    return await copyImage(source, sink, {
      platform: wantedPlatform(session),
      ...transferOptions(session),
    });
  } finally {
    await source.close();
  }
}

// An index has the platform or not, which the copy finds out. A single image is what it is: only its configuration
// tells, and whoever named a platform must not get another one.
async function demandPlatform(session: Session, source: ImageSource): Promise<void> {
  const { platform, platformRequired, signal } = session;
  if (!platformRequired || isIndexDocument(await source.root(signal))) return;
  await openImage(source, { platform, platformRequired, signal });
}

/** Takes every image of an archive or layout into the store. */
export async function loadImages(
  session: Session,
  path: string,
): Promise<readonly { readonly name: string | null; readonly digest: Digest }[]> {
  const loaded: { name: string | null; digest: Digest }[] = [];
  const { signal } = session;
  for await (const { names, source } of everyImage(path, signal ? { signal } : {})) {
    const full = names.filter((name) => isImageName(name));
    const root = await source.root(signal);
    const options = {
      platform: isIndexDocument(root) ? wantedPlatform(session) : ('all' as const),
      keepIndex: true,
    };
    const { digest } = await copyImage(source, await session.store().sink(full[0]), {
      ...options,
      ...transferOptions(session),
    });
    for (const name of full.slice(1)) await session.store().tag(digest, name);
    for (const name of full.length > 0 ? full : [null]) loaded.push({ name, digest });
  }
  if (loaded.length === 0) throw new PlimsollError('not-found', `load ${path}: no image in it`);
  return loaded;
}

function transferOptions({ signal, onProgress }: Session): {
  signal: AbortSignal | undefined;
  onProgress: Session['onProgress'];
} {
  return { signal, onProgress };
}

// `latest` in a layout's index is a tag without a repository, not an image of that name.
function isImageName(name: string): boolean {
  return name.includes('/') || name.includes(':');
}

function stored(text: string): string {
  const reference = parseReference(text.startsWith('store:') ? text : text);
  return storeName(reference);
}

function pushTarget(reference: ImageReference): string {
  const name = fullName(reference);
  if (name && !reference.imageId) return `registry:${name}`;
  throw new PlimsollError('usage', `push ${JSON.stringify(reference.input)}: it does not say where to`, {
    hint: 'give a target as second argument, or tag the image first',
  });
}

function nameInArchive(reference: ImageReference): string | undefined {
  return fullName(reference) ?? reference.ref;
}
