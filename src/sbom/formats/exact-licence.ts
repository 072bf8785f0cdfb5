import { isObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { PackageLicense } from '../model.ts';
import { filled, stringsOf, textOf } from './values.ts';

/** A licence written field by field, as the model has it. */
export function readExact(licence: JsonObject): PackageLicense {
  const urls = stringsOf(licence.urls);
  return {
    value: textOf(licence.value),
    type: licence.type === 'concluded' ? 'concluded' : 'declared',
    ...filled({ spdxExpression: textOf(licence.spdxExpression), path: textOf(licence.path) }),
    ...(urls.length > 0 && { urls }),
  };
}

/** A list of such in a text; undefined where it is none. */
export function parseExact(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return Array.isArray(value) && value.every(isObject) ? value : undefined;
  } catch {
    return undefined;
  }
}
