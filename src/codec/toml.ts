import { parse } from 'smol-toml';
import { PlimsollError } from '../base/error.ts';
import { isObject, type JsonObject } from '../base/json.ts';

export interface TomlLimits {
  readonly maxBytes?: number;
}

/** Parses a TOML 1.0 document; dates stay objects of their own. @throws PlimsollError `malformed` or `limit` */
export function parseToml(bytes: Buffer, where: string, limits: TomlLimits = {}): JsonObject {
  const maxBytes = limits.maxBytes ?? 1024 * 1024;
  if (bytes.length > maxBytes)
    throw new PlimsollError('limit', `read ${where}: more than ${maxBytes} bytes of TOML`);
  try {
    const document: unknown = parse(bytes.toString('utf8'), { maxDepth: 32 });
    return isObject(document) ? document : {};
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new PlimsollError('malformed', `read ${where}: ${why}`, { cause });
  }
}
