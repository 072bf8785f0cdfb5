// What a document is, by its content: names of files say little.
import { PlimsollError } from '../../base/error.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../base/json.ts';
import { SBOM_LIMITS } from './assemble.ts';
import type { ReadDocument, SbomFormat } from './format.ts';
import { SBOM_FORMATS } from './registry.ts';
import { textOf } from './values.ts';

const HEAD = 65_536;
const MAX_ENVELOPES = 4;

export interface DetectedDocument extends ReadDocument {
  readonly format: SbomFormat;
}

/**
 * Reads an SBOM of any format that plimsoll knows, also as the predicate of an in-toto attestation, whose signature is
 * not checked here.
 * @throws PlimsollError `malformed`, `unsupported`, `limit`
 */
export function readSbom(bytes: Uint8Array, where: string): DetectedDocument {
  return readInside(bytes, where, 0);
}

/** The format that the first bytes look like. */
export function detectSbomFormat(bytes: Uint8Array): SbomFormat | undefined {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD));
  return SBOM_FORMATS.find((format) => format.read && format.detects?.(head));
}

function readInside(bytes: Uint8Array, where: string, depth: number): DetectedDocument {
  const inner = depth < MAX_ENVELOPES ? openEnvelope(bytes, where) : undefined;
  if (inner) {
    const found = readInside(inner.bytes, where, depth + 1);
    return { ...found, dropped: [...new Set([...found.dropped, inner.dropped])] };
  }
  const format = detectSbomFormat(bytes);
  if (!format?.read) throw noSbom(bytes, where);
  return { format, ...format.read(bytes, where) };
}

/** DSSE and in-toto: the document is inside. */
function openEnvelope(
  bytes: Uint8Array,
  where: string,
): { readonly bytes: Uint8Array; readonly dropped: string } | undefined {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD));
  if (!/^\s*\{/.test(head) || !/"(?:payloadType|predicateType|dsseEnvelope)"\s*:/.test(head))
    return undefined;
  const limits = { maxBytes: SBOM_LIMITS.bytes, maxDepth: SBOM_LIMITS.depth };
  const envelope = parseJsonObject(bytes, where, limits);
  const dropped = 'the attestation around it, whose signature was not checked';
  const dsse = isObject(envelope.dsseEnvelope) ? envelope.dsseEnvelope : envelope;
  if (/in-toto\+json$/.test(textOf(dsse.payloadType)))
    return { bytes: Buffer.from(textOf(dsse.payload), 'base64'), dropped };
  const { predicate } = envelope;
  if (!textOf(envelope.predicateType) || predicate === undefined) return undefined;
  const text = typeof predicate === 'string' ? predicate : JSON.stringify(innermost(predicate));
  return { bytes: Buffer.from(text), dropped };
}

// cosign's custom predicate wraps what it was given once more.
function innermost(predicate: JsonObject[string]): JsonObject[string] {
  return isObject(predicate) && isObject(predicate.Data) ? predicate.Data : predicate;
}

function noSbom(bytes: Uint8Array, where: string): PlimsollError {
  const known = SBOM_FORMATS.filter((f) => f.read).map((f) => f.name);
  const hint = `plimsoll reads ${known.join(', ')}`;
  if (bytes.length === 0) return new PlimsollError('malformed', `read ${where}: it is empty`, { hint });
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    return new PlimsollError('unsupported', `read ${where}: it is compressed`, {
      hint: 'unpack it first: gzip -dc FILE | plimsoll convert -',
    });
  const start = new TextDecoder().decode(bytes.subarray(0, 60));
  return new PlimsollError(
    'malformed',
    `read ${where}: no SBOM that plimsoll knows (it starts ${JSON.stringify(start)})`,
    { hint },
  );
}
