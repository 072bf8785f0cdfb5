import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { field, objectOf, textOf } from '../../json-fields.ts';
import type { EvidenceKind, PackageDraft, PackageLicense } from '../../model.ts';

export interface NpmIdentity {
  readonly name: string;
  readonly version: string;
  /** Where it was taken from, as a lock file says: makes the package URL say when that is no registry. */
  readonly resolved?: string | undefined;
}

/** The fields that every npm package has, wherever it was read. */
export function npmDraft(
  { name, version, resolved }: NpmIdentity,
  evidence: EvidenceKind,
  metadataType: string,
  metadata: JsonObject,
): PackageDraft {
  const purl = npmPurl(name, version, resolved);
  return {
    name,
    version,
    type: 'npm',
    language: 'javascript',
    evidence,
    metadataType,
    metadata,
    ...(purl && { purl }),
  };
}

/**
 * The package URL of an npm package (purl-spec, types/npm). A version that is an address is none: it becomes `vcs_url`
 * or `download_url`. Undefined where the name is no name.
 */
export function npmPurl(name: string, version: string, resolved = ''): string | undefined {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const base = name.slice(slash + 1);
  if (base === '') return undefined;
  const address = isAddress(version) ? version : resolved;
  const vcs = /^(?:git[+:]|github:|gitlab:|bitbucket:)/.test(address) ? address : '';
  return formatPurl({
    type: 'npm',
    name: base,
    ...(slash > 0 && { namespace: name.slice(0, slash) }),
    ...(!isAddress(version) && version && { version }),
    qualifiers: {
      vcs_url: vcs,
      download_url: !vcs && isAddress(version) && /^https?:/.test(version) ? version : '',
    },
  });
}

/** `git+ssh://…`, `https://…`, `file:…`, `github:…`: what stands for a version where none is known. */
export function isAddress(version: string): boolean {
  return /^[a-z][a-z+]*:/i.test(version);
}

/**
 * Every form that `license` and `licenses` have had: an expression, `{type, url}`, and lists of both
 * (npm documentation, package.json, "license").
 */
export function npmLicenses(manifest: JsonObject): PackageLicense[] {
  const { license, licenses } = manifest;
  const values = [license, licenses].flatMap((value) => (Array.isArray(value) ? value : [value]));
  const seen = new Set<string>();
  return values.flatMap((item): PackageLicense[] => {
    const { type, name, url } = objectOf(item);
    const value = (textOf(item) ?? textOf(type) ?? textOf(name) ?? textOf(url))?.trim();
    if (!value || seen.has(value)) return [];
    seen.add(value);
    return [{ value, type: 'declared', ...(textOf(url) && { urls: [url as string] }) }];
  });
}

/** `dev`, `optional`, `peer` of a lock entry, those that are true. */
export function lockFlags(entry: JsonObject): JsonObject {
  const flag = (key: string): JsonObject => (entry[key] === true ? field(key, true) : {});
  return { ...flag('dev'), ...flag('optional'), ...flag('peer'), ...flag('devOptional') };
}
