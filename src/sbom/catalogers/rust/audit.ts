// What `cargo auditable` puts into a program: a list of crates as compressed JSON in a section of its own.
import { inflateSync } from 'node:zlib';
import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../../base/json.ts';
import type { PackageDraft } from '../../model.ts';
import { crateDraft } from './crate.ts';

const MAX_JSON_BYTES = 16 * 1024 * 1024;
const MAX_CRATES = 50_000;

/**
 * The crates that run: those of build scripts are left out, as are what only they need.
 * @throws PlimsollError `malformed` or `limit`
 */
export function parseAuditData(section: Buffer): PackageDraft[] {
  const document = parseJsonObject(inflate(section), '.dep-v0 section', { maxBytes: MAX_JSON_BYTES });
  const rows = Array.isArray(document.packages) ? document.packages.filter(isObject) : undefined;
  if (!rows) throw new PlimsollError('malformed', 'read .dep-v0 section: it has no list of packages');
  if (rows.length > MAX_CRATES)
    throw new PlimsollError('limit', `read .dep-v0 section: more than ${MAX_CRATES} crates`);
  return rows.filter((row) => row.kind !== 'build').flatMap((row) => draftOf(row, rows));
}

function inflate(section: Buffer): Buffer {
  try {
    // A section may be padded: what follows the compressed data is not looked at.
    return inflateSync(section, { maxOutputLength: MAX_JSON_BYTES });
  } catch (cause) {
    const isTooLong = cause instanceof RangeError;
    throw new PlimsollError(
      isTooLong ? 'limit' : 'malformed',
      `read .dep-v0 section: ${isTooLong ? `more than ${MAX_JSON_BYTES} bytes of JSON` : 'not zlib data'}`,
      { cause },
    );
  }
}

function draftOf(row: JsonObject, rows: readonly JsonObject[]): PackageDraft[] {
  const { name, version } = row;
  if (typeof name !== 'string' || name === '' || typeof version !== 'string') return [];
  const needed = (Array.isArray(row.dependencies) ? row.dependencies : []).flatMap((index) => {
    const other = typeof index === 'number' ? rows[index] : undefined;
    return other && other.kind !== 'build' ? [`${String(other.name)}@${String(other.version)}`] : [];
  });
  return [
    crateDraft(name, version, {
      evidence: 'embedded',
      requires: needed,
      metadataType: 'rust-cargo-audit-entry',
      metadata: { name, version, source: typeof row.source === 'string' ? row.source : '' },
    }),
  ];
}
