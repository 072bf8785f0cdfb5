import { isObject, type JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { parentOf } from '../../../image/layers/path.ts';
import type { CatalogView, FoundPackage } from '../../cataloger.ts';
import { distroQualifier } from '../../distribution.ts';
import { installRoot } from '../../install-root.ts';
import type { PackageDraft, PackageLicense } from '../../model.ts';
import { type DpkgFile, mergeFiles, parseConffileList, parseSums } from './lists.ts';

const DATABASE = /(?<=^|\/)(?:(?:var|usr)\/)?lib\/dpkg\/status(?:\.d\/[^/]+)?$/;

/** Joins each package with its file lists, its copyright and the name of its distribution. */
export function completeDpkg(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  return found.map((one) => ({ ...one, draft: completeOne(one, view) }));
}

function completeOne({ draft, path }: FoundPackage, view: CatalogView): PackageDraft {
  const metadata = draft.metadata as JsonObject;
  const root = installRoot(path, DATABASE);
  const sums = listOf(draft, path, 'md5sums', view);
  const conffiles = listOf(draft, path, 'conffiles', view);
  const licenses = licensesOf(draft.name, root, view);
  const files = mergeFiles(
    metadata.files as DpkgFile[],
    conffiles ? parseConffileList(conffiles.text) : [],
    sums ? parseSums(sums.text) : [],
  );
  return {
    ...draft,
    // Distroless keeps a file a package: what they need of each other is resolved over the folder.
    scope: path.includes('/status.d/') ? parentOf(path) : path,
    licenses,
    metadata: { ...metadata, files },
    files: files.map((file) => root + file.path.slice(1)),
    supporting: [sums?.path, conffiles?.path, licenses[0]?.path].filter((p) => p !== undefined),
    ...purlOf(draft, view),
  };
}

interface List {
  readonly path: string;
  readonly text: string;
}

// info/NAME:ARCH.md5sums for packages that may be there for several architectures; distroless keeps it beside the record.
function listOf(draft: PackageDraft, path: string, kind: string, view: CatalogView): List | undefined {
  const architecture = (draft.metadata as JsonObject).architecture as string;
  const folder = `${parentOf(path)}/info`;
  const candidates = path.includes('/status.d/')
    ? [`${path}.${kind}`, `${parentOf(path)}/${draft.name}.${kind}`]
    : [`${folder}/${draft.name}:${architecture}.${kind}`, `${folder}/${draft.name}.${kind}`];
  for (const candidate of candidates) {
    const text = view.facts(candidate);
    if (typeof text === 'string') return { path: view.resolve(candidate) ?? candidate, text };
  }
  return undefined;
}

// The folder of a package's documentation may be a link to that of its sibling: facts() follows it.
function licensesOf(name: string, root: string, view: CatalogView): PackageLicense[] {
  const copyright = `${root}usr/share/doc/${name}/copyright`;
  const facts = view.facts(copyright);
  const names = (key: string): string[] =>
    isObject(facts) && Array.isArray(facts[key]) ? facts[key].map(String) : [];
  const path = view.resolve(copyright) ?? copyright;
  return [
    ...names('licenses').map((value): PackageLicense => ({ value, type: 'declared', path })),
    ...names('concluded').map(
      (value): PackageLicense => ({ value, spdxExpression: value, type: 'concluded', path }),
    ),
  ];
}

// Without a distribution there is no namespace, and without one no purl: whose package it is, is not known.
function purlOf(draft: PackageDraft, { distribution }: CatalogView): { purl?: string } {
  if (!distribution) return {};
  const { source, sourceVersion, architecture } = draft.metadata as Record<string, string>;
  const upstream = source ? `${source}${sourceVersion ? `@${sourceVersion}` : ''}` : '';
  const qualifiers = { arch: architecture ?? '', distro: distroQualifier(distribution) ?? '', upstream };
  const { name, version } = draft;
  return { purl: formatPurl({ type: 'deb', namespace: distribution.id, name, version, qualifiers }) };
}
