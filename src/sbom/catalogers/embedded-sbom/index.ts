import { PlimsollError } from '../../../base/error.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { readSbom } from '../../formats/detect.ts';
import type { Package, PackageDraft, Sbom } from '../../model.ts';

const MiB = 1024 * 1024;
const FILE_BYTES = 32 * MiB;

/** SBOMs that were put into an image: Wolfi's and Chainguard's, and what builders left beside their programs. */
export const embeddedSbom: Cataloger = {
  id: 'embedded-sbom',
  version: 1,
  title: 'SBOMs in the image (SPDX, CycloneDX, syft-json)',
  evidence: ['embedded'],
  files: [
    '**/*.spdx.json',
    '**/*.spdx',
    '**/*.cdx.json',
    '**/*.cdx.xml',
    '**/*.cdx',
    '**/*.syft.json',
    '**/{bom,sbom}.{json,xml}',
  ].map((glob) => ({ glob, bytes: FILE_BYTES })),
  parse,
};

function parse({ path, bytes, isCut }: CatalogFile): ParsedFile {
  // Bitnami's own records are read by its cataloger.
  if (/^\.spdx-.*\.spdx$/.test(baseNameOf(path))) return {};
  if (isCut) throw new PlimsollError('limit', `read ${path}: an SBOM of more than ${FILE_BYTES / MiB} MiB`);
  if (!isNamedSbom(path) && !mentionsFormat(bytes)) return {};
  const { sbom } = readSbom(bytes, path);
  const needs = needsOf(sbom);
  return {
    packages: sbom.packages.filter(isInstallable).map((pkg) => draftOf(pkg, needs.get(pkg.id) ?? [])),
  };
}

// `bom.json` is also a name for other things, which are no unknowns.
function isNamedSbom(path: string): boolean {
  return !/(?:^|\/)s?bom\.(?:json|xml)$/.test(path);
}

function mentionsFormat(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 65_536);
  return /"bomFormat"|cyclonedx\.org\/schema|"spdxVersion"|"artifactRelationships"/.test(head);
}

// SBOMs of builds name the sources too: repositories and archives, which are not in the image.
function isInstallable({ type, purl, name, version }: Package): boolean {
  if (name === '' || version === '') return false;
  return type !== 'UnknownPackage' && !/^pkg:(?:github|generic|oci|docker)\//.test(purl);
}

function needsOf(sbom: Sbom): Map<string, string[]> {
  const names = new Map(sbom.packages.map((p) => [p.id, `${p.name}@${p.version}`]));
  const needs = new Map<string, string[]>();
  for (const { from, to, type } of sbom.relationships) {
    const name = type === 'dependency-of' ? names.get(from) : undefined;
    if (name === undefined) continue;
    const known = needs.get(to);
    if (known) known.push(name);
    else needs.set(to, [name]);
  }
  return needs;
}

function draftOf(pkg: Package, requires: readonly string[]): PackageDraft {
  const {
    id: _id,
    foundBy: _foundBy,
    locations,
    ownedBy: _owner,
    introduced: _introduced,
    licenses,
    ...draft
  } = pkg;
  const inside = pkg.virtualPath ?? locations[0]?.path;
  return {
    ...draft,
    evidence: 'embedded',
    // Paths of licences are of another file system.
    licenses: licenses.map(({ path: _path, ...licence }) => licence),
    ...(inside !== undefined && { virtualPath: inside }),
    ...(requires.length > 0 && { requires }),
  };
}
