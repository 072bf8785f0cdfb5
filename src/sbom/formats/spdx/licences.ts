import { formatSpdx, type LicenseExpression, parseSpdx } from '../../licenses/spdx.ts';
import type { PackageLicense } from '../../model.ts';
import { filled } from '../values.ts';
import { licenceRef, NOASSERTION, withoutTags } from './texts.ts';

/** The licences of a document that are not of SPDX's list: texts by `LicenseRef-` id. */
export type Extracted = Map<string, string>;

/** One expression of all licences of a kind; what is none becomes a `LicenseRef-` and is put into `extracted`. */
export function licenceField(
  licences: readonly PackageLicense[],
  type: PackageLicense['type'],
  extracted: Extracted,
): string {
  const parts = licences.filter((l) => l.type === type).map((l) => expressionOf(l, extracted));
  if (parts.length === 0) return NOASSERTION;
  const once = new Map(parts.map((p) => [formatSpdx(p), p]));
  return formatSpdx(
    once.size === 1 ? (parts[0] as LicenseExpression) : { kind: 'and', parts: [...once.values()] },
  );
}

function expressionOf(licence: PackageLicense, extracted: Extracted): LicenseExpression {
  const parsed = licence.spdxExpression === undefined ? undefined : parseSpdx(licence.spdxExpression);
  const leaves = parsed ? leavesOf(parsed) : [];
  if (parsed && !leaves.some((id) => id.startsWith('DocumentRef-'))) {
    for (const id of leaves) if (id.startsWith('LicenseRef-') && !extracted.has(id)) extracted.set(id, id);
    return parsed;
  }
  const text = licence.spdxExpression ?? licence.value;
  const id = licenceRef(text);
  extracted.set(id, withoutTags(text));
  return { kind: 'license', id, orLater: false };
}

function leavesOf(expression: LicenseExpression): string[] {
  return expression.kind === 'license' ? [expression.id] : expression.parts.flatMap(leavesOf);
}

/** @param texts of the document's own licences, by id */
export function readLicenceField(
  field: string,
  type: PackageLicense['type'],
  texts: ReadonlyMap<string, string>,
): PackageLicense[] {
  if (field === '' || field === NOASSERTION || field === 'NONE') return [];
  const text = texts.get(field);
  if (text !== undefined && text !== field) return [{ value: text.slice(0, 2048), type }];
  const spdxExpression = parseSpdx(field) ? field : '';
  return [{ value: field.slice(0, 2048), type, ...filled({ spdxExpression }) }];
}
