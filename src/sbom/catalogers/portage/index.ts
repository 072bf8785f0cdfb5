import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { installRoot } from '../../install-root.ts';
import type { PackageDraft } from '../../model.ts';
import { atomNames, licenseNames } from './atoms.ts';

const MiB = 1024 * 1024;
const FOLDER = '**/var/db/pkg/*/*';
const DATABASE = /(?<=^|\/)var\/db\/pkg\/[^/]+\/[^/]+\/CONTENTS$/;
const SUPPORTING = ['DESCRIPTION', 'HOMEPAGE', 'LICENSE', 'RDEPEND', 'SIZE'] as const;

/** Gentoo: portage's database of installed packages, a folder a package. */
export const portage: Cataloger = {
  id: 'portage',
  version: 1,
  title: 'Gentoo packages (portage)',
  evidence: ['installed'],
  files: [
    { glob: `${FOLDER}/CONTENTS`, bytes: 64 * MiB },
    { glob: `${FOLDER}/{${SUPPORTING.join(',')}}`, bytes: 256 * 1024 },
  ],
  parse: (file) =>
    baseNameOf(file.path) === 'CONTENTS'
      ? parseContents(file)
      : { facts: file.bytes.toString('utf8').trim() },
  complete: (found, view) => found.map((one) => ({ ...one, draft: completeOne(one, view) })),
};

// Package Manager Specification, "Version Specifications": numbers, a letter, suffixes, a revision.
const NAME_VERSION = /^(.+?)-(\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)$/;

function parseContents({ path, bytes, isCut }: CatalogFile): ParsedFile {
  const folder = parentOf(path);
  const match = NAME_VERSION.exec(baseNameOf(folder).slice(0, 500));
  if (!match)
    throw new PlimsollError(
      'malformed',
      `read portage record: ${JSON.stringify(baseNameOf(folder).slice(0, 100))} is no name with a version`,
    );
  const { records, paths } = readContents(bytes.toString('utf8'));
  const name = `${baseNameOf(parentOf(folder))}/${match[1]}`;
  const draft: PackageDraft = {
    ...{ name, version: match[2] as string, type: 'portage', evidence: 'installed' },
    metadataType: 'portage-db-entry',
    metadata: { installedSize: 0, files: records },
    files: paths,
  };
  return { packages: [draft], unknowns: isCut ? ['the list of files is longer than is read'] : [] };
}

// `obj PATH MD5 TIME`, `sym PATH -> TARGET TIME`, `dir PATH`: paths may hold blanks, the rest does not.
function readContents(text: string): { records: JsonObject[]; paths: string[] } {
  const records: JsonObject[] = [];
  const paths: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('obj ')) {
      const time = line.lastIndexOf(' ');
      const md5 = line.lastIndexOf(' ', time - 1);
      if (md5 <= 4) continue;
      const path = line.slice(4, md5);
      records.push({ path, digest: { algorithm: 'md5', value: line.slice(md5 + 1, time) } });
      paths.push(path.slice(1));
    } else if (line.startsWith('sym ')) {
      const arrow = line.indexOf(' -> ');
      if (arrow > 4) paths.push(line.slice(5, arrow));
    }
  }
  return { records, paths };
}

function completeOne({ draft, path }: FoundPackage, view: CatalogView): PackageDraft {
  const folder = parentOf(path);
  const root = installRoot(path, DATABASE);
  const fact = (name: string): string => {
    const text = view.facts(`${folder}/${name}`);
    return typeof text === 'string' ? text : '';
  };
  const homepage = fact('HOMEPAGE').split(/\s/)[0];
  const { name, version } = draft;
  return {
    ...draft,
    purl: formatPurl({ type: 'ebuild', name: baseNameOf(name), namespace: parentOf(name), version }),
    licenses: licenseNames(fact('LICENSE')).map((value) => ({
      ...{ value, type: 'declared', path: `${folder}/LICENSE` },
    })),
    metadata: { ...draft.metadata, installedSize: Number.parseInt(fact('SIZE'), 10) || 0 },
    requires: atomNames(fact('RDEPEND')),
    // A package is a folder here: what they need of each other is resolved over all of them.
    scope: parentOf(parentOf(folder)),
    files: (draft.files ?? []).map((file) => root + file),
    supporting: ['LICENSE', 'SIZE'].filter((one) => fact(one) !== '').map((one) => `${folder}/${one}`),
    ...(homepage && { homepage }),
    ...(fact('DESCRIPTION') && { description: fact('DESCRIPTION') }),
  };
}
