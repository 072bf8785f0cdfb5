import type { JsonObject } from '../../../base/json.ts';
import type { Package } from '../../model.ts';
import { isIri } from '../iri.ts';
import { filled } from '../values.ts';
import { annotationText, spdxExtras } from './extras.ts';
import { filesOf } from './files.ts';
import { type Extracted, licenceField } from './licences.ts';
import { type ReadContext, readPackage } from './read-package.ts';
import { idText, NOASSERTION, oneLine, verificationCode } from './texts.ts';

export function packageId(pkg: Package): string {
  return `SPDXRef-Package-${idText(`${pkg.type}-${pkg.name}`)}-${pkg.id}`;
}

/** Fields of every package of SPDX 2.3. */
export function bareFields(): JsonObject {
  return {
    downloadLocation: NOASSERTION,
    filesAnalyzed: false,
    licenseConcluded: NOASSERTION,
    licenseDeclared: NOASSERTION,
    copyrightText: NOASSERTION,
  };
}

export interface Annotator {
  readonly annotator: string;
  readonly annotationDate: string;
}

export function annotationsOf(value: JsonObject, by: Annotator): JsonObject[] {
  return [{ ...by, annotationType: 'OTHER', comment: annotationText(value) }];
}

/** One package of SPDX 2.3, in the shape of its JSON. */
export function writePackage(
  pkg: Package,
  extracted: Extracted,
  by: Annotator,
  context: ReadContext,
): JsonObject {
  const files = filesOf(pkg);
  const supplier = /^(?:Person|Organization): \S/.test(pkg.supplier ?? '')
    ? oneLine(pkg.supplier as string)
    : '';
  const native: JsonObject = {
    SPDXID: packageId(pkg),
    ...bareFields(),
    name: oneLine(pkg.name) || '-',
    ...filled({
      versionInfo: oneLine(pkg.version),
      supplier: supplier || NOASSERTION,
      homepage: pkg.homepage !== undefined && isIri(pkg.homepage) ? pkg.homepage : '',
      description: oneLine(pkg.description ?? ''),
      sourceInfo: sourceInfo(pkg),
      licenseDeclared: licenceField(pkg.licenses, 'declared', extracted),
      licenseConcluded: licenceField(pkg.licenses, 'concluded', extracted),
    }),
    primaryPackagePurpose: pkg.type === 'binary' ? 'APPLICATION' : 'LIBRARY',
    externalRefs: externalRefs(pkg),
    ...(files.length > 0 && {
      filesAnalyzed: true,
      packageVerificationCode: {
        packageVerificationCodeValue: verificationCode(files.map((f) => f.sha1)),
      },
    }),
  };
  const extras = spdxExtras(pkg, readPackage(native, { ...context, texts: extracted }));
  return { ...native, annotations: annotationsOf(extras, by) };
}

function sourceInfo(pkg: Package): string {
  const paths = pkg.locations.map((l) => `/${oneLine(l.path)}`);
  return paths.length > 0 ? `acquired package info from the following paths: ${paths.join(', ')}` : '';
}

const CPE23 = /^cpe:2\.3:[aho*-](?::(?:[^\s:\\]|\\\S)+){10}$/i;
const CPE22 = /^cpe:\/[aho](?::[A-Za-z0-9._~%-]*){1,6}$/i;

function externalRefs(pkg: Package): JsonObject[] {
  const cpes = pkg.cpes.flatMap((cpe) => {
    const type = CPE23.test(cpe) ? 'cpe23Type' : CPE22.test(cpe) ? 'cpe22Type' : undefined;
    return type ? [{ referenceCategory: 'SECURITY', referenceType: type, referenceLocator: cpe }] : [];
  });
  const purl = /^pkg:[^\s]+$/.test(pkg.purl)
    ? [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: pkg.purl }]
    : [];
  return [...cpes, ...purl];
}
