// Cargo.lock, versions 1 to 4.
import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { parseToml } from '../../../codec/toml.ts';
import type { PackageDraft } from '../../model.ts';
import { crateDraft } from './crate.ts';

/** The most of a lock file that is read: one with four thousand crates takes one megabyte. */
export const LOCK_BYTES = 8 * 1024 * 1024;

/** @throws PlimsollError `malformed` or `limit` */
export function parseCargoLock(bytes: Buffer): PackageDraft[] {
  const document = parseToml(bytes, 'Cargo.lock', { maxBytes: LOCK_BYTES });
  const rows = document.package ?? [];
  if (!Array.isArray(rows)) throw new PlimsollError('malformed', 'read Cargo.lock: its packages are no list');
  const sums = isObject(document.metadata) ? document.metadata : {};
  return rows.filter(isObject).flatMap((row) => draftOf(row, sums));
}

function draftOf(row: JsonObject, sums: JsonObject): PackageDraft[] {
  const name = text(row.name);
  const version = text(row.version);
  if (name === '') return [];
  const source = text(row.source);
  // Version 1 has its checksums in a table at the end.
  const checksum = text(row.checksum) || text(sums[`checksum ${name} ${version} (${source})`]);
  const dependencies = (Array.isArray(row.dependencies) ? row.dependencies : []).map(text).filter(Boolean);
  return [
    crateDraft(name, version, {
      evidence: 'declared',
      requires: dependencies.map(reference),
      metadataType: 'rust-cargo-lock-entry',
      metadata: { name, version, source, checksum, dependencies },
    }),
  ];
}

// `name`, `name version` or `name version (source)`: no more than tells it from others.
function reference(dependency: string): string {
  const [name = '', version] = dependency.split(' ');
  return version ? `${name}@${version}` : name;
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
