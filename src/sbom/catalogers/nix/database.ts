import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { openSqlite } from '../../../codec/sqlite-file/index.ts';

const MAX_ROWS = 1_000_000;

/**
 * Reads which store paths need which others: `{ "HASH-a": ["HASH-b"] }`, names without their folder.
 * @throws PlimsollError `malformed`, `limit`
 */
export function parseReferences(bytes: Buffer): JsonObject {
  const database = openSqlite(bytes);
  const paths = new Map<number, string>();
  for (const { rowid, values } of bounded(database.rows('ValidPaths'))) {
    const path = values[1];
    if (typeof path === 'string') paths.set(rowid, path.slice(path.lastIndexOf('/') + 1));
  }
  const references = new Map<string, string[]>();
  for (const { values } of bounded(database.rows('Refs'))) {
    const from = paths.get(Number(values[0]));
    const to = paths.get(Number(values[1]));
    if (from === undefined || to === undefined || from === to) continue;
    const known = references.get(from);
    if (known) known.push(to);
    else references.set(from, [to]);
  }
  return Object.fromEntries(references);
}

function* bounded<T>(rows: Iterable<T>): Generator<T> {
  let count = 0;
  for (const row of rows) {
    if (++count > MAX_ROWS) throw new PlimsollError('limit', `read Nix database: more than ${MAX_ROWS} rows`);
    yield row;
  }
}
