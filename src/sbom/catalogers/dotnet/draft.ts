import { formatPurl } from '../../../codec/purl/index.ts';
import type { PackageDraft } from '../../model.ts';
import type { DepsLibrary } from './deps.ts';

type Rest = Pick<PackageDraft, 'evidence'> &
  Partial<Pick<PackageDraft, 'requires' | 'metadataType' | 'metadata' | 'supporting' | 'supplier'>>;

/** A NuGet package, or an assembly under the name it would have there. */
export function nugetDraft(name: string, version: string, rest: Rest): PackageDraft {
  const cpes = frameworkCpes(name, version);
  return {
    name,
    version,
    type: 'dotnet',
    language: 'dotnet',
    purl: formatPurl({ type: 'nuget', name, ...(version && { version }) }),
    ...(cpes.length > 0 && { cpes }),
    ...rest,
  };
}

// The runtime is what advisories of the NVD are about.
function frameworkCpes(name: string, version: string): string[] {
  const major = Number(/^\d+/.exec(version)?.[0] ?? 0);
  const plain = version.replace(/[^\w.-]/g, '\\$&');
  const cpe = (product: string): string => `cpe:2.3:a:microsoft:${product}:${plain}:*:*:*:*:*:*:*`;
  if (/^Microsoft\.NETCore\.App(\.Runtime\.|$)/.test(name)) return [cpe(major >= 5 ? '.net' : '.net_core')];
  if (/^Microsoft\.AspNetCore\.App(\.Runtime\.|$)/.test(name)) return [cpe('asp.net_core')];
  return [];
}

/** A library of a deps.json, as if all its files were there. */
export function depsDraft({ name, version, sha512, path, hashPath, needs }: DepsLibrary): PackageDraft {
  return nugetDraft(name, version, {
    evidence: 'installed',
    requires: needs.map((key) => key.replace('/', '@')),
    metadataType: 'dotnet-deps-entry',
    metadata: { name, version, path, sha512, hashPath },
  });
}
