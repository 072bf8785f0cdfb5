import type { JsonObject } from '../../../base/json.ts';
import { contentId } from '../../identity.ts';
import type { Package, PackageLocation, SbomSource } from '../../model.ts';
import { presumedEvidence } from '../assemble.ts';
import { languageOf, typeOfPurl } from '../kinds.ts';
import { sourcePackageMetadata, withEpoch } from '../upstream.ts';
import { filled, objectsOf, stringsOf, textOf, withoutSlash } from '../values.ts';
import { readLicenceField } from './licences.ts';
import { NOASSERTION } from './texts.ts';

export interface ReadContext {
  readonly sourceType: SbomSource['type'];
  /** Layer indices by diffID. */
  readonly layers: ReadonlyMap<string, number>;
  /** The document's own licences, by id. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The package's id in plimsoll's and syft's documents is the end of its SPDX id. */
export function idOfSpdx(spdxId: string): string {
  return /-([0-9a-f]{16})$/.exec(spdxId)?.[1] ?? contentId({ spdxId });
}

/** A package of SPDX 2.x by its native fields; annotations are not looked at. */
export function readPackage(pkg: JsonObject, context: ReadContext): Package {
  const references = objectsOf(pkg.externalRefs);
  const purl = locators(references, /^purl$/)[0] ?? '';
  const type = purl === '' && pkg.primaryPackagePurpose === 'APPLICATION' ? 'binary' : typeOfPurl(purl);
  const version = withEpoch(textOf(pkg.versionInfo), type, purl);
  const name = textOf(pkg.name);
  const supplier = textOf(pkg.supplier) || textOf(pkg.originator);
  const upstream = sourcePackageMetadata(type, { name, version }, trivySource(textOf(pkg.sourceInfo)));
  return {
    id: idOfSpdx(textOf(pkg.SPDXID)),
    name,
    version,
    type,
    language: languageOf(type),
    foundBy: '',
    purl,
    cpes: locators(references, /cpe2[23]Type$/),
    licenses: [
      ...readLicenceField(textOf(pkg.licenseDeclared), 'declared', context.texts),
      ...readLicenceField(textOf(pkg.licenseConcluded), 'concluded', context.texts),
    ],
    locations: locationsOf(pkg, context),
    evidence: presumedEvidence(type, context.sourceType),
    ...upstream,
    ...filled({
      supplier: supplier === NOASSERTION ? '' : supplier,
      homepage:
        textOf(pkg.homepage) === NOASSERTION || textOf(pkg.homepage) === 'NONE' ? '' : textOf(pkg.homepage),
      description: textOf(pkg.description) || textOf(pkg.summary),
    }),
  };
}

function locators(references: readonly JsonObject[], type: RegExp): string[] {
  return references
    .filter((r) => type.test(textOf(r.referenceType)))
    .map((r) => textOf(r.referenceLocator))
    .filter(Boolean);
}

function trivySource(sourceInfo: string): { name: string; version: string } {
  const match = /^built package from: (\S+) (\S+)$/.exec(sourceInfo);
  return { name: match?.[1] ?? '', version: match?.[2] ?? '' };
}

// Both syft and plimsoll say in words where a package was read from; trivy keeps the layer among attributions.
function locationsOf(pkg: JsonObject, { layers }: ReadContext): PackageLocation[] {
  const paths = /^acquired package info from [^:]{1,80}: (.+)$/s.exec(textOf(pkg.sourceInfo))?.[1];
  const diffId = stringsOf(pkg.attributionTexts)
    .map((t) => /^LayerDiffID: (\S+)$/.exec(t)?.[1])
    .find((d) => d !== undefined);
  const layer = diffId === undefined ? undefined : layers.get(diffId);
  return [...new Set((paths ?? '').split(', ').filter(Boolean).map(withoutSlash))].map((path) => ({
    path,
    ...(layer !== undefined && { layer }),
    evidence: 'primary',
  }));
}
