import { PlimsollError } from '../../../base/error.ts';
import { isBdbHash, readBdbHash } from '../../../codec/bdb/index.ts';
import { isNdb, readNdb } from '../../../codec/ndb/index.ts';
import { openSqlite } from '../../../codec/sqlite-file/index.ts';

/**
 * The package headers of a database, whichever of rpm's three formats it has: the content tells, names were reused.
 * @throws PlimsollError `malformed`, `limit`; headers given before stay valid
 */
export function readHeaderBlobs(bytes: Buffer): Iterable<Buffer> {
  if (bytes.toString('latin1', 0, 15) === 'SQLite format 3') return sqliteBlobs(bytes);
  if (isNdb(bytes)) return readNdb(bytes);
  if (isBdbHash(bytes)) return bdbBlobs(bytes);
  throw new PlimsollError('malformed', 'read rpm database: it is of none of the known formats');
}

function* sqliteBlobs(bytes: Buffer): Generator<Buffer> {
  for (const { values } of openSqlite(bytes).rows('Packages')) {
    const blob = values[1];
    if (Buffer.isBuffer(blob)) yield blob;
  }
}

// The record with the key 0 holds the number that the next package gets.
function* bdbBlobs(bytes: Buffer): Generator<Buffer> {
  for (const { key, value } of readBdbHash(bytes)) if (key.some((byte) => byte !== 0)) yield value;
}
