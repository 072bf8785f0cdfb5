import { gunzipSync } from 'node:zlib';
import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 500_000;

/**
 * Reads the `mtree` of a package, gzip or plain: a path and `key=value` words a line (mtree(5)). What only `/set` gives
 * is left out, as are the package's own files (`.PKGINFO`).
 * @throws PlimsollError `malformed`, `limit`
 */
export function parseMtree(bytes: Buffer): JsonObject[] {
  const files: JsonObject[] = [];
  for (const line of unpack(bytes).toString('latin1').split('\n')) {
    if (!line.startsWith('./') || line.startsWith('./.')) continue;
    if (files.length >= MAX_FILES)
      throw new PlimsollError('limit', `read mtree: more than ${MAX_FILES} files`);
    files.push(toRecord(line.trim().split(/[ \t]+/)));
  }
  return files;
}

function unpack(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const isLimit = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (isLimit) throw new PlimsollError('limit', `read mtree: it unpacks to more than ${MAX_BYTES} bytes`);
    throw new PlimsollError('malformed', 'read mtree: its gzip is damaged', { cause });
  }
}

/** Words of a line that stand for themselves in the record. */
const KEYS: ReadonlySet<string> = new Set(['type', 'uid', 'gid', 'size', 'link']);

function toRecord([path = '', ...words]: readonly string[]): JsonObject {
  const record: JsonObject = { path: decoded(path.slice(1)) };
  const digest: JsonObject[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    const [key, value] = [word.slice(0, equals), word.slice(equals + 1)];
    if (KEYS.has(key)) record[key] = decoded(value);
    else if (key === 'time') Object.assign(record, timeOf(value));
    else if (/^(md5|sha1|sha256|sha512)(digest)?$/.test(key))
      digest.push({ algorithm: key.replace('digest', ''), value });
  }
  return digest.length > 0 ? { ...record, digest } : record;
}

function timeOf(value: string): JsonObject {
  const date = new Date(Math.trunc(Number.parseFloat(value)) * 1000);
  return Number.isNaN(date.getTime()) ? {} : { time: date.toISOString().replace('.000Z', 'Z') };
}

// Read as single bytes; those that are not plain are written in octal (vis(3)).
function decoded(text: string): string {
  if (!/[\\\x80-\xff]/.test(text)) return text;
  const bytes = text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
