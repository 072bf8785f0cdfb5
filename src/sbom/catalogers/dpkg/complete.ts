import { isObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { parentOf } from '../../../image/layers/path.ts';
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import { distroQualifier } from '../../distribution.ts';
import type { PackageDraft, PackageLicense } from '../../model.ts';

/** Joins each package with its file list, its copyright and the name of its distribution. */
export function completeDpkg(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  return found.map((one) => ({ ...one, draft: completeOne(one, view) }));
}

function completeOne({ draft, path }: FoundPackage, view: CatalogView): PackageDraft {
  const metadata = draft.metadata as JsonObject;
  const lists = listsOf(draft, path);
  const sums = firstFacts(view, lists.md5sums);
  const copyright = `usr/share/doc/${draft.name}/copyright`;
  const licenses = licensesOf(view.facts(copyright), view.resolve(copyright) ?? copyright);
  const files = [...(metadata.files as JsonObject[]), ...(sums ? parseSums(sums.text) : [])];
  return {
    ...draft,
    // Distroless keeps a file a package: what they need of each other is resolved over the folder.
    scope: path.includes('/status.d/') ? parentOf(path) : path,
    licenses,
    metadata: { ...metadata, files },
    files: files.map((file) => (file.path as string).replace(/^\/+/, '')),
    supporting: [
      ...(sums ? [sums.path] : []),
      ...(licenses.length > 0 ? [view.resolve(copyright) as string] : []),
    ],
    ...purlOf(draft, view),
  };
}

// info/NAME:ARCH.md5sums for packages that may be there for several architectures; distroless keeps it beside the record.
function listsOf(draft: PackageDraft, path: string): { md5sums: string[] } {
  const architecture = (draft.metadata as JsonObject).architecture as string;
  if (path.includes('/status.d/')) return { md5sums: [`${path}.md5sums`] };
  const folder = `${parentOf(path)}/info`;
  return { md5sums: [`${folder}/${draft.name}:${architecture}.md5sums`, `${folder}/${draft.name}.md5sums`] };
}

function firstFacts(view: CatalogView, paths: readonly string[]): { path: string; text: string } | undefined {
  for (const path of paths) {
    const facts = view.facts(path);
    if (typeof facts === 'string') return { path, text: facts };
  }
  return undefined;
}

function parseSums(text: string): JsonObject[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([0-9a-f]{32}) [ *]?(\S.*)$/.exec(line);
    return match
      ? [
          {
            path: `/${match[2]}`,
            digest: { algorithm: 'md5', value: match[1] as string },
            isConfigFile: false,
          },
        ]
      : [];
  });
}

function licensesOf(facts: JsonValue | undefined, path: string): PackageLicense[] {
  const names = isObject(facts) && Array.isArray(facts.licenses) ? facts.licenses : [];
  return names.map((value) => ({ value: String(value), type: 'declared', path }));
}

function purlOf(draft: PackageDraft, view: CatalogView): { purl?: string } {
  const { distribution } = view;
  if (!distribution || ![distribution.id, ...distribution.idLike].includes('debian')) return {};
  const metadata = draft.metadata as Record<string, string>;
  const upstream = metadata.source
    ? `${metadata.source}${metadata.sourceVersion ? `@${metadata.sourceVersion}` : ''}`
    : '';
  const qualifiers = {
    arch: metadata.architecture ?? '',
    distro: distroQualifier(distribution) ?? '',
    upstream,
  };
  return {
    purl: formatPurl({
      type: 'deb',
      namespace: distribution.id,
      name: draft.name,
      version: draft.version,
      qualifiers,
    }),
  };
}
