// An image or a file system in, the list of its packages out.
import type { Image } from '../image/image.ts';
import { baseNameOf } from '../image/layers/path.ts';
import { formatReference, type ImageReference } from '../image/reference.ts';
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
import { openImageOf, settleReference } from './io/open.ts';
import type { Session } from './io/session.ts';
import { CATALOG_ID } from './readers.ts';
import { examineImage, examineTree, type Subject } from './subject.ts';

export interface SbomOptions {
  readonly scope?: 'squashed' | 'all-layers';
  /** Default: what is installed or embedded in an image, everything in a source tree. */
  readonly evidence?: readonly EvidenceKind[];
  /** Paths to leave out. */
  readonly excludes?: (path: string) => boolean;
}

const TREES: ReadonlySet<string> = new Set(['dir', 'rootfs', 'file']);
const IN_IMAGES: readonly EvidenceKind[] = ['installed', 'embedded'];
const IN_TREES: readonly EvidenceKind[] = ['installed', 'declared', 'embedded'];

/** Lists the packages of one source. @throws PlimsollError when it cannot be read */
export async function createSbom(session: Session, text: string, options: SbomOptions = {}): Promise<Sbom> {
  const reference = await settleReference(session, text);
  if (TREES.has(reference.transport)) {
    const subject = await examineTree(session, reference);
    return treeSbom(session, subject, treeSource(reference, subject), options);
  }
  const opened = await openImageOf(session, text);
  try {
    const subject = await examineImage(session, opened.reference, opened.image, { measure: false });
    const source = imageSource(opened.reference, opened.image, subject);
    return imageSbom(session, subject, source, options);
  } finally {
    await opened.image.source.close();
  }
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
