import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject } from '../../../base/json.ts';

const MAX_BYTES = 1024 * 1024;

/** Parses a TOML document. @throws PlimsollError `malformed` or `limit` */
export async function parseToml(bytes: Buffer, where: string): Promise<JsonObject> {
  if (bytes.length > MAX_BYTES)
    throw new PlimsollError('limit', `read ${where}: more than ${MAX_BYTES} bytes of TOML`);
  const { parse } = await import('smol-toml');
  try {
    const document: unknown = parse(bytes.toString('utf8'), { maxDepth: 32 });
    return isObject(document) ? document : {};
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new PlimsollError('malformed', `read ${where}: ${why}`, { cause });
  }
}
