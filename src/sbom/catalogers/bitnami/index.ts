import { isObject, parseJsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { pathsBelow } from '../../files-below.ts';
import type { PackageDraft } from '../../model.ts';
import { metadataOf, parseBitnamiSpdx } from './spdx.ts';

const MiB = 1024 * 1024;
const MAX_FILES = 500_000;
const COMPONENTS = '.bitnami_components.json';

/** Bitnami's components: the SPDX document of each, or the list that older images have. */
export const bitnami: Cataloger = {
  id: 'bitnami',
  version: 1,
  title: 'Bitnami components',
  evidence: ['installed'],
  files: [
    { glob: 'opt/bitnami/**/.spdx-*.spdx', bytes: 8 * MiB },
    { glob: `opt/bitnami/${COMPONENTS}`, bytes: 1 * MiB },
  ],
  parse: (file) => (baseNameOf(file.path) === COMPONENTS ? parseComponents(file) : parseBitnamiSpdx(file)),
  complete: completeBitnami,
};

function parseComponents({ path, bytes }: CatalogFile): ParsedFile {
  const packages = Object.entries(parseJsonObject(bytes, path)).flatMap(([name, entry]): PackageDraft[] => {
    if (!isObject(entry) || typeof entry.version !== 'string' || name === '') return [];
    const { version } = entry;
    const qualifiers = { arch: String(entry.arch ?? ''), distro: String(entry.distro ?? '') };
    return [
      {
        ...{ name, version, type: 'bitnami', evidence: 'installed', metadataType: 'bitnami-sbom-entry' },
        metadata: metadataOf(name, version, qualifiers, `${parentOf(path)}/${name}`),
        purl: formatPurl({ type: 'bitnami', name, version, qualifiers }),
      },
    ];
  });
  return { packages };
}

// Images of the time between have both: the document says more.
function completeBitnami(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const described = new Set(found.flatMap((one) => (isList(one) ? [] : [keyOf(one)])));
  const budget = { left: MAX_FILES };
  const parts = new Set(found.flatMap((one) => one.draft.requires ?? []));
  const taken = new Set(found.flatMap((one) => one.draft.files ?? []));
  return found
    .filter((one) => !isList(one) || !described.has(keyOf(one)))
    .map((one) => {
      const { draft, path } = one;
      if (isList(one) || parts.has(`${draft.name}@${draft.version}`)) return one;
      // What no part of it claims is the component's own.
      const rest = pathsBelow(parentOf(path), view, budget).filter(
        (file) => file !== path && !taken.has(file),
      );
      const files = [...(draft.files ?? []), ...rest];
      const metadata = { ...draft.metadata, files: files.map((file) => `/${file}`) };
      return { ...one, draft: { ...draft, files, metadata } };
    });
}

function isList({ path }: FoundPackage): boolean {
  return baseNameOf(path) === COMPONENTS;
}

function keyOf({ draft }: FoundPackage): string {
  return `${draft.name}\0${draft.version}`;
}
