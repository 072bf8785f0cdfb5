import type { PackageType } from '../model.ts';
import { PACKAGE_KINDS } from './kinds.data.ts';

const BY_PURL = new Map<string, PackageType>(
  Object.entries(PACKAGE_KINDS)
    .filter(([, kind]) => kind.purl !== '')
    .map(([type, kind]) => [kind.purl, type as PackageType]),
);

/** The kind of that name, if it is one. */
export function packageTypeOf(name: string): PackageType | undefined {
  return Object.hasOwn(PACKAGE_KINDS, name) ? (name as PackageType) : undefined;
}

/** The kind that a package URL speaks of: of documents that say no more. */
export function typeOfPurl(purl: string): PackageType {
  const type = /^pkg:\/*([^/@?#]+)\//i.exec(purl)?.[1]?.toLowerCase() ?? '';
  return BY_PURL.get(type) ?? 'UnknownPackage';
}

export function languageOf(type: PackageType): string {
  return PACKAGE_KINDS[type].language;
}
