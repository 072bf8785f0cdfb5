import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { distroQualifier } from '../../distribution.ts';
import { installRoot } from '../../install-root.ts';
import type { DistributionRecord, PackageDraft } from '../../model.ts';
import { parseDesc, parseSections } from './desc.ts';
import { parseMtree } from './mtree.ts';

const MiB = 1024 * 1024;
const FOLDER = '**/var/lib/pacman/local/*';
const DATABASE = /(?<=^|\/)var\/lib\/pacman\/local\/[^/]+\/desc$/;

/** Arch Linux and its kin: pacman's local database, a folder a package. */
export const alpm: Cataloger = {
  id: 'alpm',
  version: 1,
  title: 'Arch Linux packages (pacman)',
  evidence: ['installed'],
  files: [
    { glob: `${FOLDER}/desc`, bytes: 4 * MiB },
    { glob: `${FOLDER}/files`, bytes: 16 * MiB },
    { glob: `${FOLDER}/mtree`, bytes: 16 * MiB },
  ],
  parse: parseFile,
  complete: completeAlpm,
};

function parseFile(file: CatalogFile): ParsedFile {
  const unknowns = file.isCut ? ['the record is longer than is read'] : [];
  const name = baseNameOf(file.path);
  if (name === 'mtree') return { facts: parseMtree(file.bytes), unknowns };
  if (name === 'desc') return { ...parseDesc(file), unknowns };
  const sections = parseSections(file.bytes.toString('utf8'));
  return { facts: { files: listed(sections, 'FILES'), backup: listed(sections, 'BACKUP') }, unknowns };
}

function listed(sections: ReadonlyMap<string, readonly string[]>, name: string): string[] {
  return [...(sections.get(name) ?? [])];
}

function completeAlpm(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  return found.map((one) => ({ ...one, draft: completeOne(one, view) }));
}

function completeOne({ draft, path }: FoundPackage, view: CatalogView): PackageDraft {
  const folder = parentOf(path);
  const root = installRoot(path, DATABASE);
  const mtree = view.facts(`${folder}/mtree`);
  const lists = view.facts(`${folder}/files`) as { files?: string[]; backup?: string[] } | undefined;
  const names = (lists?.files ?? []).map((file) => `/${file}`);
  const records = Array.isArray(mtree)
    ? (mtree as JsonObject[])
    : names.map((name): JsonObject => ({ path: name }));
  const metadata = { ...draft.metadata, files: records, backup: (lists?.backup ?? []).map(backupOf) };
  return {
    ...draft,
    metadata,
    // Folders have names that end in a slash, or a type of their own.
    files: ownedPaths(
      names.length > 0 ? names : records.filter((r) => r.type !== 'dir').map((r) => r.path),
      root,
    ),
    // A package is a folder here: what they need of each other is resolved over all of them.
    scope: parentOf(folder),
    supporting: [...(lists ? [`${folder}/files`] : []), ...(mtree ? [`${folder}/mtree`] : [])],
    ...purlOf(draft, view.distribution),
  };
}

function ownedPaths(paths: readonly (JsonValue | undefined)[], root: string): string[] {
  return paths.map(String).flatMap((path) => (path.endsWith('/') ? [] : [root + path.slice(1)]));
}

/** `etc/fstab<tab>md5`. */
function backupOf(line: string): JsonObject {
  const [path = '', md5] = line.split('\t');
  return { path: `/${path}`, ...(md5 && { digest: [{ algorithm: 'md5', value: md5 }] }) };
}

function purlOf(draft: PackageDraft, distribution: DistributionRecord | undefined): { purl?: string } {
  if (!distribution) return {};
  const { architecture, basepackage } = draft.metadata as Record<string, string>;
  const qualifiers = {
    arch: architecture ?? '',
    distro: distroQualifier(distribution) ?? '',
    upstream: basepackage ?? '',
  };
  const { name, version } = draft;
  return { purl: formatPurl({ type: 'alpm', namespace: distribution.id, name, version, qualifiers }) };
}
