import { canonicalJson, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { licenseIdOf, parseSpdx } from '../../licenses/spdx.ts';
import type { PackageLicense } from '../../model.ts';
import { readExact } from '../exact-licence.ts';
import { isIri } from '../iri.ts';
import { filled, objectOf, objectsOf, textOf } from '../values.ts';

export interface WrittenLicences {
  readonly licenses?: JsonObject[];
  /** The licences as they were, where `licenses` cannot say all of it. */
  readonly exact?: string;
}

/**
 * CycloneDX takes one expression or a list of licences, never both, and as `id` only what its own list knows.
 * @param withAcknowledgement from 1.6 on it can say whether declared or concluded
 */
export function writeLicences(
  licences: readonly PackageLicense[],
  withAcknowledgement: boolean,
): WrittenLicences {
  if (licences.length === 0) return {};
  const single = combined(licences);
  const acknowledged = (l: PackageLicense): JsonObject =>
    withAcknowledgement ? { acknowledgement: l.type } : {};
  const written: JsonObject[] = single
    ? [{ expression: single, ...acknowledged(licences[0] as PackageLicense) }]
    : licences.map((l) => ({ license: { ...named(l), ...acknowledged(l) } }));
  const isExact = canonicalJson(readLicences(written)) === canonicalJson(licences);
  return { licenses: written, ...(!isExact && { exact: canonicalJson(licences) }) };
}

// Something is an expression that no single id says: then everything has to be one.
function combined(licences: readonly PackageLicense[]): string | undefined {
  const expressions = licences.map((l) => l.spdxExpression);
  if (expressions.every((e) => e === undefined || licenseIdOf(e) !== undefined)) return undefined;
  if (expressions.some((e) => e === undefined || !parseSpdx(e))) return undefined;
  if (new Set(licences.map((l) => l.type)).size > 1) return undefined;
  const once = [...new Set(expressions as string[])];
  if (once.length === 1) return once[0];
  return once.map((e) => (/ OR /i.test(e) ? `(${e})` : e)).join(' AND ');
}

function named(licence: PackageLicense): JsonObject {
  const { value, spdxExpression, urls = [] } = licence;
  const id = spdxExpression === undefined ? undefined : licenseIdOf(spdxExpression);
  const url = urls.find(isIri);
  return { ...(id ? { id } : { name: spdxExpression ?? value }), ...(url !== undefined && { url }) };
}

/** @param exact what {@link writeLicences} put aside */
export function readLicences(licenses: JsonValue | undefined, exact?: JsonValue): PackageLicense[] {
  if (Array.isArray(exact)) return objectsOf(exact).map(readExact);
  return objectsOf(licenses).flatMap((choice): PackageLicense[] => {
    const licence = objectOf(choice.license);
    const expression = textOf(choice.expression) || textOf(licence.id);
    const value = expression || textOf(licence.name) || textOf(objectOf(licence.text).content);
    if (value === '') return [];
    const url = textOf(licence.url);
    const acknowledgement = choice.acknowledgement ?? licence.acknowledgement;
    return [
      {
        value: value.slice(0, 2048),
        type: acknowledgement === 'concluded' ? 'concluded' : 'declared',
        ...filled({ spdxExpression: expression }),
        ...(url && { urls: [url] }),
      },
    ];
  });
}
