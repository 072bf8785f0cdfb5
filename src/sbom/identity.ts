import { createHash } from 'node:crypto';
import { canonicalJson } from '../base/json.ts';

/** 16 hex digits of what is hashed, keys sorted: the same content, the same id, on every machine. */
export function contentId(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}
