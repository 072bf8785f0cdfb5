// Scanners that name the source package of a binary one in words of their own: the record that matchers look at.
import type { JsonObject } from '../../base/json.ts';
import type { Package } from '../model.ts';

/** syft's record of a distribution's package, as far as another tool's document says it. */
export function sourcePackageMetadata(
  type: Package['type'],
  own: { readonly name: string; readonly version: string },
  source: { readonly name: string; readonly version: string },
): Pick<Package, 'metadataType' | 'metadata'> | undefined {
  if (source.name === '') return undefined;
  const { name, version } = own;
  const record = (metadataType: string, metadata: JsonObject) => ({ metadataType, metadata });
  if (type === 'deb')
    return record('dpkg-db-entry', {
      package: name,
      version,
      source: source.name,
      sourceVersion: source.version === version ? '' : source.version,
    });
  if (type === 'apk') return record('apk-db-entry', { package: name, version, originPackage: source.name });
  if (type === 'rpm')
    return record('rpm-db-entry', {
      name,
      version,
      sourceRpm: `${source.name}-${source.version.replace(/^\d+:/, '')}.src.rpm`,
    });
  return undefined;
}

/** Some put the epoch only into the package URL; versions compare wrong without it. */
export function withEpoch(version: string, type: Package['type'], purl: string): string {
  if ((type !== 'deb' && type !== 'rpm') || /^\d+:/.test(version)) return version;
  const epoch = /[?&]epoch=(\d{1,9})(?:[&#]|$)/.exec(purl)?.[1];
  return epoch === undefined || epoch === '0' ? version : `${epoch}:${version}`;
}
