// Reading documents whose fields may be anything: what is not of the wanted type is not there.
import { PlimsollError } from '../base/error.ts';
import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';

export interface LenientJsonLimits {
  readonly maxBytes?: number;
}

/**
 * Parses JSON as the ecosystems' own tools do: of a key given twice the last wins, bytes that are not UTF-8 are
 * replaced, a byte order mark is skipped. Deep nesting costs no stack; do not walk the result recursively.
 * @throws PlimsollError `malformed` or `limit`
 */
export function parseLenientJson(bytes: Buffer, where: string, limits: LenientJsonLimits = {}): JsonObject {
  const maxBytes = limits.maxBytes ?? 64 * 1024 * 1024;
  if (bytes.length > maxBytes)
    throw new PlimsollError('limit', `read ${where}: more than ${maxBytes} bytes of JSON`);
  return parseText(bytes.toString('utf8').replace(/^\ufeff/, ''), where);
}

/** Like {@link parseLenientJson}, and comments and commas before a closing bracket are allowed (JSONC). */
export function parseJsonc(bytes: Buffer, where: string, limits: LenientJsonLimits = {}): JsonObject {
  const maxBytes = limits.maxBytes ?? 64 * 1024 * 1024;
  if (bytes.length > maxBytes)
    throw new PlimsollError('limit', `read ${where}: more than ${maxBytes} bytes of JSON`);
  return parseText(plainJson(bytes.toString('utf8').replace(/^\ufeff/, '')), where);
}

function plainJson(text: string): string {
  return withoutTrailingCommas(withoutComments(text));
}

function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') i = endOfString(text, i);
    const mark = text[i] === '/' ? text[i + 1] : '';
    if (mark !== '/' && mark !== '*') continue;
    const end = mark === '/' ? text.indexOf('\n', i) : text.indexOf('*/', i + 2) + 1;
    parts.push(text.slice(from, i), ' ');
    from = end <= 0 ? text.length : end + (mark === '/' ? 0 : 1);
    i = from - 1;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

function withoutTrailingCommas(text: string): string {
  const parts: string[] = [];
  let from = 0;
  let comma = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c <= ' ') continue;
    if (comma >= 0 && (c === '}' || c === ']')) {
      parts.push(text.slice(from, comma));
      from = comma + 1;
    }
    comma = c === ',' ? i : -1;
    if (c === '"') i = endOfString(text, i);
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

/** Index of the closing quote, or of the end. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

function parseText(text: string, where: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const beginning = JSON.stringify(text.slice(0, 40));
    throw new PlimsollError('malformed', `read ${where}: not valid JSON (it starts ${beginning})`, { cause });
  }
  if (!isObject(value)) throw new PlimsollError('malformed', `read ${where}: expected a JSON object`);
  return value;
}

/** A string that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The strings of a list; of anything else none. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The objects of a list; of anything else none. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The entries of a map whose values are strings. */
export function textMapOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** `{key: value}`, or nothing where there is none: for spreading into metadata. */
export function field(key: string, value: JsonValue | undefined): JsonObject {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return {};
  return { [key]: value };
}
