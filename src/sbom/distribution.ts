import { readRelease } from '../image/os-release.ts';
import type { DistributionRecord } from './model.ts';

/**
 * Which distribution a file system carries, for the names of its packages.
 * @param read a file's content by path, links followed
 */
export function readDistribution(read: (path: string) => Buffer | undefined): DistributionRecord | undefined {
  const fields = readRelease(read);
  const id = fields?.get('ID')?.toLowerCase();
  if (!fields || !id) return undefined;
  const field = (key: string): string | undefined => fields.get(key) || undefined;
  const optional = {
    version: field('VERSION'),
    versionId: field('VERSION_ID'),
    versionCodename: field('VERSION_CODENAME'),
    variantId: field('VARIANT_ID'),
    buildId: field('BUILD_ID'),
    imageId: field('IMAGE_ID'),
    homeUrl: field('HOME_URL'),
    supportUrl: field('SUPPORT_URL'),
    bugReportUrl: field('BUG_REPORT_URL'),
    cpeName: field('CPE_NAME'),
  };
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    id,
    name: field('NAME') ?? id,
    prettyName: field('PRETTY_NAME') ?? field('NAME') ?? id,
    idLike: (field('ID_LIKE') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    ...(Object.fromEntries(known) as Partial<DistributionRecord>),
  };
}

/** `debian-12`: purl's `distro` qualifier. */
export function distroQualifier(distribution: DistributionRecord | undefined): string | undefined {
  if (!distribution) return undefined;
  const { id, versionId, buildId } = distribution;
  const version = versionId ?? buildId;
  return version ? `${id}-${version}` : id;
}
