// An image or a file system in, the list of its packages out.
import { PlimsollError } from '../base/error.ts';
import { type Image, openImage } from '../image/image.ts';
import { baseNameOf } from '../image/layers/path.ts';
import { isIndexDocument } from '../image/manifest.ts';
import type { ImageSource } from '../image/medium.ts';
import { formatPlatform, type Platform, parsePlatform } from '../image/platform.ts';
import { formatReference, type ImageReference } from '../image/reference.ts';
import { listPlatforms } from '../image/select.ts';
import {
  CATALOGERS,
  composePackages,
  contentId,
  type EvidenceKind,
  type FileRecord,
  readDistribution,
  type Sbom,
  type SbomSource,
} from '../sbom/index.ts';
import { readSbomFile } from './convert.ts';
import { openSource, settleReference } from './io/open.ts';
import type { Session } from './io/session.ts';
import { CATALOG_ID } from './readers.ts';
import { examineImage, examineTree, type Subject } from './subject.ts';

export interface SbomOptions {
  readonly scope?: 'squashed' | 'all-layers';
  /** Default: what is installed or embedded in an image, everything in a source tree. */
  readonly evidence?: readonly EvidenceKind[];
  /** Paths to leave out. */
  readonly excludes?: (path: string) => boolean;
  /** CPEs for every package. Default: only where nothing better names it. */
  readonly cpes?: boolean;
}

const TREES: ReadonlySet<string> = new Set(['dir', 'rootfs', 'file']);
const IN_IMAGES: readonly EvidenceKind[] = ['installed', 'embedded'];
const IN_TREES: readonly EvidenceKind[] = ['installed', 'declared', 'embedded'];

/** One document and the platform it is of; a source tree has none. */
export interface PlatformSbom {
  readonly platform: string | undefined;
  readonly sbom: Sbom;
}

/**
 * Lists the packages of a source; with `--platform all` of every platform of its index, one after the other over one
 * open source.
 * @throws PlimsollError when it cannot be read
 */
export async function* createSboms(
  session: Session,
  text: string,
  options: SbomOptions = {},
): AsyncGenerator<PlatformSbom> {
  const reference = await settleReference(session, text);
  if (reference.transport === 'sbom') {
    const { sbom } = await readSbomFile(session, reference.path ?? text);
    yield { platform: undefined, sbom };
    return;
  }
  if (TREES.has(reference.transport)) {
    const subject = await examineTree(session, reference);
    yield { platform: undefined, sbom: treeSbom(session, subject, treeSource(reference, subject), options) };
    return;
  }
  const { source } = await openSource(session, text);
  try {
    for (const platform of await platformsOf(session, source)) {
      const image = await openImage(source, { ...platform, signal: session.signal });
      const subject = await examineImage(session, reference, image, { measure: false });
      const sbom = imageSbom(session, subject, imageSource(reference, image, subject), options);
      yield { platform: formatPlatform(image.config.platform), sbom };
    }
  } finally {
    await source.close();
  }
}

/** The packages of a source's one platform. */
export async function createSbom(session: Session, text: string, options: SbomOptions = {}): Promise<Sbom> {
  for await (const { sbom } of createSboms(session, text, options)) return sbom;
  throw new PlimsollError('malformed', `read ${JSON.stringify(text)}: its index has no image in it`);
}

async function platformsOf(
  session: Session,
  source: ImageSource,
): Promise<{ readonly platform: Platform; readonly platformRequired: boolean }[]> {
  const { platform, platformRequired, allPlatforms, signal } = session;
  const root = allPlatforms ? await source.root(signal) : undefined;
  if (!root || !isIndexDocument(root)) return [{ platform, platformRequired }];
  return listPlatforms(root.value).map((name) => ({ platform: parsePlatform(name), platformRequired: true }));
}

/** The packages of an image already examined: `check` looks at the same walk. */
export function imageSbom(
  session: Session,
  subject: Subject,
  source: SbomSource,
  options: SbomOptions = {},
): Sbom {
  return sbomOf(session, subject, source, { evidence: IN_IMAGES, ...options });
}

/** The packages of a folder or file already examined. */
export function treeSbom(
  session: Session,
  subject: Subject,
  source: SbomSource,
  options: SbomOptions = {},
): Sbom {
  return sbomOf(session, subject, source, { evidence: IN_TREES, ...options });
}

function sbomOf(
  session: Session,
  subject: Subject,
  source: SbomSource,
  options: SbomOptions & { readonly evidence: readonly EvidenceKind[] },
): Sbom {
  const { walk, context } = subject;
  const distribution = readDistribution((path) => context.read(path));
  const scope = options.scope ?? 'squashed';
  const { packages, relationships, unknowns } = composePackages({
    catalogers: CATALOGERS,
    files: walk.files,
    records: walk.scans.map((scan) => (scan.results[CATALOG_ID] ?? []) as readonly FileRecord[]),
    layers: source.type === 'image' ? context.layers : [],
    distribution,
    sourceId: source.id,
    scope,
    evidence: new Set(options.evidence),
    ...(options.excludes && { excludes: options.excludes }),
    ...(options.cpes && { cpes: true }),
  });
  return {
    tool: { name: 'plimsoll', version: session.options.version },
    created: new Date(session.now).toISOString(),
    source,
    ...(distribution && { distribution }),
    packages,
    relationships,
    unknowns,
    scope,
  };
}

export function imageSource(reference: ImageReference, image: Image, { context }: Subject): SbomSource {
  const { identity } = context;
  const tag = reference.tag ? formatReference(reference) : undefined;
  return {
    id: contentId({ manifest: identity.manifestDigest }),
    name: reference.repository
      ? `${reference.registry ?? ''}/${reference.repository}`.replace(/^\//, '')
      : reference.input,
    version: identity.manifestDigest,
    type: 'image',
    image: {
      userInput: reference.input,
      imageId: identity.imageId,
      manifestDigest: identity.manifestDigest,
      mediaType: image.manifest.mediaType,
      tags: tag ? [tag] : [],
      repoDigests:
        reference.repository && reference.registry
          ? [`${reference.registry}/${reference.repository}@${identity.digest}`]
          : [],
      size: identity.unpackedSize,
      layers: context.layers.map(({ mediaType, diffId, digest, unpackedSize }) => ({
        mediaType,
        diffId,
        digest,
        size: unpackedSize,
      })),
      manifest: Buffer.from(image.manifest.bytes).toString('base64'),
      config: Buffer.from(image.configBytes).toString('base64'),
      architecture: image.config.platform.architecture,
      ...(image.config.platform.variant && { variant: image.config.platform.variant }),
      os: image.config.platform.os,
      labels: identity.labels,
    },
  };
}

export function treeSource(reference: ImageReference, { context }: Subject): SbomSource {
  const path = reference.path ?? '.';
  return {
    id: contentId({ tree: context.identity.digest, path }),
    name: baseNameOf(path.replace(/\/+$/, '')) || path,
    version: context.identity.digest,
    type: reference.transport === 'file' ? 'file' : 'directory',
    path,
  };
}
