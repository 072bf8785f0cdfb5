import { PlimsollError } from './error.ts';
import { DEFAULT_LIMITS } from './limits.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export interface JsonLimits {
  readonly maxBytes?: number;
  readonly maxDepth?: number;
}

/**
 * Parses one JSON document from outside. Stricter than JSON.parse: bounded size and depth, valid UTF-8, no duplicate
 * keys (two parsers that disagree on which one wins are how signed documents get reinterpreted), no `__proto__`.
 * @throws PlimsollError `malformed` or `limit`
 */
export function parseJson(bytes: Uint8Array, where: string, limits: JsonLimits = {}): JsonValue {
  const maxBytes = limits.maxBytes ?? DEFAULT_LIMITS.documentBytes;
  if (bytes.length > maxBytes)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${bytes.length} bytes of JSON, the limit is ${maxBytes}`,
    );
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PlimsollError('malformed', `read ${where}: not valid UTF-8`, { cause });
  }
  checkShape(text, where, limits.maxDepth ?? DEFAULT_LIMITS.jsonDepth);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new PlimsollError(
      'malformed',
      `read ${where}: not valid JSON (it starts ${JSON.stringify(text.slice(0, 40))})`,
      {
        cause,
      },
    );
  }
}

/** Like {@link parseJson}, and the document must be an object. */
export function parseJsonObject(bytes: Uint8Array, where: string, limits: JsonLimits = {}): JsonObject {
  const value = parseJson(bytes, where, limits);
  if (!isObject(value)) throw new PlimsollError('malformed', `read ${where}: expected a JSON object`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Serialises with keys sorted at every level, so that equal values give equal bytes. */
export function canonicalJson(value: unknown, indent?: number): string {
  return indent === undefined
    ? (compactJson(value, 2) ?? 'null')
    : JSON.stringify(sortKeys(value), null, indent);
}

// The upper levels piece by piece, so that no sorted copy of a whole document is ever held.
function compactJson(value: unknown, levels: number): string | undefined {
  if (levels > 0 && Array.isArray(value))
    return `[${value.map((item) => compactJson(item ?? null, levels - 1) ?? 'null').join(',')}]`;
  if (levels === 0 || !isObject(value) || typeof value.toJSON === 'function')
    return JSON.stringify(sortKeys(value));
  const fields = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const text = value[key] === undefined ? undefined : compactJson(value[key], levels - 1);
      return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
    });
  return `{${fields.join(',')}}`;
}

// What is in order already is not copied: most of a large document is.
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return sortItems(value);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const inOrder = keys.every((key, i) => i === 0 || (keys[i - 1] as string) < key);
  // Without a prototype, `__proto__` is a key like any other.
  const sorted = Object.create(null) as Record<string, unknown>;
  let changed = !inOrder;
  for (const key of inOrder ? keys : keys.sort()) {
    const one = sortKeys(value[key]);
    if (one !== value[key]) changed = true;
    sorted[key] = one;
  }
  return changed ? sorted : value;
}

function sortItems(items: readonly unknown[]): readonly unknown[] {
  let sorted: unknown[] | undefined;
  for (const [i, item] of items.entries()) {
    const one = sortKeys(item);
    if (one !== item) sorted ??= items.slice();
    if (sorted) sorted[i] = one;
  }
  return sorted ?? items;
}

// One pass over the text before JSON.parse sees it: depth, and the keys of every open object. It leaves all other
// syntax to JSON.parse and only has to agree with it on where strings and brackets are.
function checkShape(text: string, where: string, maxDepth: number): void {
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      const end = endOfString(text, i);
      const keys = open.at(-1);
      if (keys && isFollowedByColon(text, end)) addKey(keys, text.slice(i, end), where);
      i = end - 1;
    } else if (c === 0x7b || c === 0x5b) {
      open.push(c === 0x7b ? new Set() : null);
      if (open.length > maxDepth)
        throw new PlimsollError('limit', `read ${where}: JSON nested deeper than ${maxDepth} levels`);
    } else if (c === 0x7d || c === 0x5d) {
      open.pop();
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5c) i++;
    else if (c === 0x22) return i + 1;
  }
  return text.length;
}

function isFollowedByColon(text: string, at: number): boolean {
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return text.charCodeAt(at) === 0x3a;
}

function addKey(keys: Set<string>, quoted: string, where: string): void {
  let key = quoted;
  try {
    key = JSON.parse(quoted) as string; // "a" and "\u0061" are the same key
  } catch {
    return; // JSON.parse of the whole will say so better
  }
  if (keys.has(key) || key === '__proto__')
    throw new PlimsollError(
      'malformed',
      `read ${where}: the JSON key ${JSON.stringify(key)} is given twice or reserved`,
    );
  keys.add(key);
}
