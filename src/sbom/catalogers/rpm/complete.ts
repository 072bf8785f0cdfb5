import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import { distroQualifier } from '../../distribution.ts';
import { installRoot } from '../../install-root.ts';
import type { DistributionRecord, PackageDraft } from '../../model.ts';
import { isDirectory, type RpmFile } from './files.ts';

const DATABASE = /(?<=^|\/)(?:var\/lib\/|usr\/share\/|usr\/lib\/sysimage\/)rpm(?:manifest)?\/[^/]+$/;

/** Gives each package its purl, and of its files those that are there: documentation is often not installed. */
export function completeRpm(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const required = requiredPaths(found);
  return found.map((one) => ({ ...one, draft: completeOne(one, view, required) }));
}

// `Requires: /bin/sh` is met by whoever owns the file.
function requiredPaths(found: readonly FoundPackage[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { draft } of found)
    for (const name of draft.requires ?? []) if (name.startsWith('/')) paths.add(name);
  return paths;
}

function completeOne(
  { draft, path }: FoundPackage,
  view: CatalogView,
  required: ReadonlySet<string>,
): PackageDraft {
  const metadata = draft.metadata as JsonObject;
  const root = installRoot(path, DATABASE);
  const files = (metadata.files as RpmFile[]).filter((file) => view.exists(root + file.path.slice(1)));
  const given = (metadata.files as RpmFile[]).map((f) => f.path).filter((p) => required.has(p));
  return {
    ...draft,
    ...(draft.licenses && { licenses: draft.licenses.map((license) => ({ ...license, path })) }),
    purl: purlOf(draft, view.distribution),
    provides: [...(draft.provides ?? []), ...given],
    metadata: { ...metadata, files },
    files: files.filter((f) => !isDirectory(f.mode)).map((f) => root + f.path.slice(1)),
  };
}

function purlOf(draft: PackageDraft, distribution: DistributionRecord | undefined): string {
  const { version, release, epoch, architecture, sourceRpm, modularityLabel } = draft.metadata as JsonObject;
  const namespace = namespaceOf(distribution);
  const qualifiers = {
    arch: String(architecture),
    distro: distroQualifier(distribution) ?? '',
    epoch: epoch === null ? '' : String(epoch),
    upstream: String(sourceRpm),
    rpmmod: modularityLabel ? String(modularityLabel) : '',
  };
  const evr = release ? `${version}-${release}` : String(version);
  return formatPurl({
    type: 'rpm',
    ...(namespace && { namespace }),
    name: draft.name,
    version: evr,
    qualifiers,
  });
}

function namespaceOf(distribution: DistributionRecord | undefined): string | undefined {
  const id = distribution?.id;
  if (id === 'rhel' || id === 'hummingbird') return 'redhat';
  return id?.startsWith('opensuse') ? 'opensuse' : id;
}
