import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { distroQualifier } from '../../distribution.ts';
import { installRoot } from '../../install-root.ts';
import type { DistributionRecord, PackageDraft } from '../../model.ts';
import { parseInstalled } from './installed.ts';
import { distributionOfRepositories } from './repositories.ts';

const MiB = 1024 * 1024;
const DATABASE = /(?<=^|\/)(?:usr\/)?lib\/apk\/db\/installed$/;

/** Alpine, Wolfi, Chainguard and postmarketOS: apk's database of installed packages. */
export const apk: Cataloger = {
  id: 'apk',
  version: 1,
  title: 'Alpine packages (apk)',
  evidence: ['installed'],
  files: [
    { glob: '**/lib/apk/db/installed', bytes: 128 * MiB },
    { glob: '**/etc/apk/repositories', bytes: 64 * 1024 },
  ],
  parse: parseFile,
  complete: completeApk,
};

function parseFile(file: CatalogFile): ParsedFile {
  if (baseNameOf(file.path) === 'repositories') return { facts: file.bytes.toString('utf8') };
  return parseInstalled(file);
}

function completeApk(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  return found.map((one) => {
    const root = installRoot(one.path, DATABASE);
    const distribution = view.distribution ?? inferred(root, view);
    const files = (one.draft.files ?? []).map((file) => root + file);
    return { ...one, draft: { ...one.draft, files, ...purlOf(one.draft, distribution) } };
  });
}

// Images made without os-release still say where their packages came from.
function inferred(root: string, view: CatalogView): DistributionRecord | undefined {
  const text = view.facts(`${root}etc/apk/repositories`);
  return typeof text === 'string' ? distributionOfRepositories(text) : undefined;
}

function purlOf(draft: PackageDraft, distribution: DistributionRecord | undefined): { purl?: string } {
  if (!distribution) return {};
  const { architecture, originPackage } = draft.metadata as Record<string, string>;
  const qualifiers = {
    arch: architecture ?? '',
    distro: distroQualifier(distribution) ?? '',
    upstream: originPackage && originPackage !== draft.name ? originPackage : '',
  };
  const { name, version } = draft;
  return { purl: formatPurl({ type: 'apk', namespace: distribution.id, name, version, qualifiers }) };
}
