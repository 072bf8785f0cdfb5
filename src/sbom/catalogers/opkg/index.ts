import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { distroQualifier } from '../../distribution.ts';
import { installRoot } from '../../install-root.ts';
import type { DistributionRecord, PackageDraft } from '../../model.ts';
import { parseStanzas } from '../dpkg/stanza.ts';
import { parseStatus } from '../dpkg/status.ts';

const MiB = 1024 * 1024;
const DATABASE = /(?<=^|\/)(?:(?:usr|var)\/)?lib\/opkg\/.*$/;

/** OpenWrt and Yocto: opkg's status file, and the control files of its packages, which say more or stand alone. */
export const opkg: Cataloger = {
  id: 'opkg',
  version: 1,
  title: 'OpenWrt and Yocto packages (opkg)',
  evidence: ['installed'],
  files: [
    { glob: '**/lib/opkg/status', bytes: 32 * MiB },
    { glob: '**/lib/opkg/info/*.control', bytes: 1 * MiB },
    { glob: '**/lib/opkg/info/*.list', bytes: 16 * MiB },
  ],
  parse: parseFile,
  complete: completeOpkg,
};

function parseFile(file: CatalogFile): ParsedFile {
  if (file.path.endsWith('.list')) return { facts: file.bytes.toString('utf8') };
  const { packages = [], unknowns = [] } = parseStatus(file);
  const licenses = licensesByName(file);
  return {
    packages: packages.map((draft) => {
      const license = licenses.get(draft.name);
      return {
        ...draft,
        type: 'opkg',
        ...(license && { licenses: [{ value: license, type: 'declared', path: file.path }] }),
      };
    }),
    unknowns,
  };
}

function licensesByName({ bytes }: CatalogFile): ReadonlyMap<string, string> {
  const licenses = new Map<string, string>();
  for (const stanza of parseStanzas(bytes.toString('utf8'))) {
    const license = stanza.get('License');
    if (license) licenses.set(stanza.get('Package') ?? '', license);
  }
  return licenses;
}

function completeOpkg(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const controls = new Map<string, FoundPackage>();
  for (const one of found) if (one.path.endsWith('.control')) controls.set(keyOf(one), one);
  const installed = found.filter((one) => baseNameOf(one.path) === 'status');
  const listed = new Set(installed.map(keyOf));
  const alone = [...controls].filter(([key]) => !listed.has(key)).map(([, one]) => one);
  return [...installed, ...alone].map((one) => ({
    ...one,
    draft: completeOne(one, controls.get(keyOf(one)), view),
  }));
}

function keyOf({ draft, path }: FoundPackage): string {
  return `${folderOf(path)}\0${draft.name}\0${draft.version}`;
}

function folderOf(path: string): string {
  return parentOf(path).replace(/\/info$/, '');
}

function completeOne(
  { draft, path }: FoundPackage,
  control: FoundPackage | undefined,
  view: CatalogView,
): PackageDraft {
  const folder = folderOf(path);
  const list = `${folder}/info/${draft.name}.list`;
  const text = view.facts(list);
  const paths = typeof text === 'string' ? listedPaths(text) : [];
  const licenses = draft.licenses ?? control?.draft.licenses;
  return {
    ...draft,
    ...(licenses && { licenses }),
    scope: folder,
    metadata: { ...draft.metadata, ...known(control?.draft), ...known(draft) },
    files: paths.map((one) => installRoot(path, DATABASE) + one),
    supporting: [control?.path, paths.length > 0 ? list : undefined].filter((p) => p !== undefined),
    ...purlOf(draft, view.distribution),
  };
}

// What the status leaves out, the control file knows: its size and source.
function known(draft: PackageDraft | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(draft?.metadata ?? {}).filter(([, value]) => value !== '' && value !== 0),
  );
}

/** A path a line; Yocto's opkg adds mode and link target behind tabs. */
function listedPaths(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const path = line.split('\t')[0]?.trim() ?? '';
    return path.startsWith('/') && path.length > 1 ? [path.slice(1)] : [];
  });
}

function purlOf(draft: PackageDraft, distribution: DistributionRecord | undefined): { purl: string } {
  const architecture = (draft.metadata as JsonObject).architecture;
  const qualifiers = { arch: String(architecture ?? ''), distro: distroQualifier(distribution) ?? '' };
  const namespace = distribution?.id;
  const { name, version } = draft;
  return { purl: formatPurl({ type: 'opkg', ...(namespace && { namespace }), name, version, qualifiers }) };
}
