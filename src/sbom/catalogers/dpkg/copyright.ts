import type { JsonObject } from '../../../base/json.ts';

const MAX_BYTES = 1024 * 1024;

/** Licence names of a copyright file in the machine-readable form (DEP-5): `License:` fields, sorted, each once. */
export function parseCopyright(text: string): JsonObject {
  const body = text.slice(0, MAX_BYTES);
  if (!/^\s*Format(-Specification)?:/i.test(body)) return { licenses: [] };
  const found = new Set<string>();
  for (const match of body.matchAll(/^License:[ \t]*(\S.*)$/gim)) found.add((match[1] as string).trim());
  return { licenses: [...found].sort() };
}
