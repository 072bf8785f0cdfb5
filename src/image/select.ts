import { PlimsollError } from '../base/error.ts';
import type { Descriptor } from './descriptor.ts';
import type { ImageIndex } from './manifest.ts';
import { isIndexType, isManifestType } from './media-types.ts';
import { formatPlatform, isAttestationPlatform, type Platform, platformDistance } from './platform.ts';

export interface Selection {
  readonly descriptor: Descriptor;
  /** False when an older variant of the architecture serves (`linux/arm/v6` for v7), or nothing says what it is. */
  readonly exact: boolean;
  /** What a person should know about the choice, no full stop. */
  readonly note?: string;
}

const SHOWN = 40;

/**
 * Chooses the child of an index that serves a platform: the nearest variant, the first of equals. Attestations are never
 * chosen; a child without a platform only when it is the only image (image-spec, "Image Index", "platform").
 * @param where names the index in errors
 * @throws PlimsollError `not-found` listing the platforms there are
 */
export function selectManifest(index: ImageIndex, wanted: Platform, where = 'index'): Selection {
  const images = imageChildren(index);
  const best = nearest(images, wanted);
  if (best) {
    const { descriptor, distance } = best;
    if (distance === 0) return { descriptor, exact: true };
    const note = `${platformOf(descriptor)} serves ${formatPlatform(wanted)}`;
    return { descriptor, exact: false, note };
  }
  const [only] = images;
  if (only && images.length === 1 && isUnstated(only))
    return {
      descriptor: only,
      exact: false,
      note: 'the index does not say which platform its only image is for',
    };
  throw noSuchPlatform(index, wanted, where);
}

/** Platforms of an index's images in its order, `os/arch[/variant]`, each once; attestations left out. */
export function listPlatforms(index: ImageIndex): string[] {
  return [
    ...new Set(
      imageChildren(index)
        .filter((d) => !isUnstated(d))
        .map(platformOf),
    ),
  ];
}

/** True for the children that BuildKit hangs beside images: provenance, SBOMs. */
export function isAttestation(descriptor: Descriptor): boolean {
  return (
    isAttestationPlatform(descriptor.platform) ||
    descriptor.annotations?.['vnd.docker.reference.type'] !== undefined
  );
}

function imageChildren(index: ImageIndex): Descriptor[] {
  return index.manifests.filter(
    (d) => (isManifestType(d.mediaType) || isIndexType(d.mediaType)) && !isAttestation(d) && !isArtifact(d),
  );
}

// A layout's index.json holds signatures and SBOMs beside the images they belong to.
function isArtifact(descriptor: Descriptor): boolean {
  return Boolean(descriptor.artifactType) && isUnstated(descriptor);
}

function nearest(
  images: readonly Descriptor[],
  wanted: Platform,
): { descriptor: Descriptor; distance: number } | undefined {
  let best: { descriptor: Descriptor; distance: number } | undefined;
  for (const descriptor of images) {
    const distance = descriptor.platform && platformDistance(wanted, descriptor.platform);
    if (distance !== undefined && (!best || distance < best.distance)) best = { descriptor, distance };
  }
  return best;
}

function isUnstated(descriptor: Descriptor): boolean {
  return !descriptor.platform?.os && !descriptor.platform?.architecture;
}

function platformOf(descriptor: Descriptor): string {
  return descriptor.platform ? formatPlatform(descriptor.platform) : 'unknown';
}

function noSuchPlatform(index: ImageIndex, wanted: Platform, where: string): PlimsollError {
  const platforms = listPlatforms(index);
  const doing = `choose a platform of ${where}`;
  if (platforms.length === 0)
    return new PlimsollError('not-found', `${doing}: it has no image in it that names a platform`, {
      hint: 'name one of its manifests by digest: REPOSITORY@sha256:…',
    });
  const more = platforms.length > SHOWN ? ` and ${platforms.length - SHOWN} more` : '';
  const list = platforms.slice(0, SHOWN).join(', ') + more;
  return new PlimsollError(
    'not-found',
    `${doing}: it has no image for ${formatPlatform(wanted)}, only ${list}`,
    {
      hint: `choose one with --platform ${platforms[0]}`,
      details: { wanted: formatPlatform(wanted), platforms },
    },
  );
}
