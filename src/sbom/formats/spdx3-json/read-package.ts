import type { JsonObject } from '../../../base/json.ts';
import type { Package, PackageLicense, SbomSource } from '../../model.ts';
import { presumedEvidence } from '../assemble.ts';
import { languageOf, typeOfPurl } from '../kinds.ts';
import { readLicenceField } from '../spdx/licences.ts';
import { idOfSpdx } from '../spdx/read-package.ts';
import { withEpoch } from '../upstream.ts';
import { filled, objectsOf, textOf } from '../values.ts';

export interface ElementContext {
  readonly sourceType: SbomSource['type'];
  readonly licences: Readonly<Record<PackageLicense['type'], string>>;
  /** `Person: …` or `Organization: …`. */
  readonly supplier: string;
}

const NO_TEXTS: ReadonlyMap<string, string> = new Map();

/** A `software_Package` of SPDX 3 by its own fields and what relationships say of it; annotations are not looked at. */
export function readElement(element: JsonObject, context: ElementContext): Package {
  const identifiers = objectsOf(element.externalIdentifier);
  const find = (type: RegExp): string[] =>
    identifiers
      .filter((i) => type.test(textOf(i.externalIdentifierType)))
      .map((i) => textOf(i.identifier))
      .filter(Boolean);
  const purl = textOf(element.software_packageUrl) || (find(/^packageUrl$/)[0] ?? '');
  const isProgram = purl === '' && element.software_primaryPurpose === 'application';
  const type = isProgram ? 'binary' : typeOfPurl(purl);
  return {
    id: idOfSpdx(textOf(element.spdxId)),
    name: textOf(element.name),
    version: withEpoch(textOf(element.software_packageVersion), type, purl),
    type,
    language: languageOf(type),
    foundBy: '',
    purl,
    cpes: find(/^cpe2[23]$/),
    licenses: (['declared', 'concluded'] as const).flatMap((kind) =>
      readLicenceField(context.licences[kind], kind, NO_TEXTS),
    ),
    locations: [],
    evidence: presumedEvidence(type, context.sourceType),
    ...filled({
      supplier: context.supplier,
      homepage: textOf(element.software_homePage),
      description: textOf(element.description) || textOf(element.summary),
    }),
  };
}
