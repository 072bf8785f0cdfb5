import { malformedSqlite } from './bytes.ts';
import { type Pages, tableCells } from './pages.ts';
import { decodeRecord, type SqliteEncoding, type SqliteValue } from './record.ts';

export interface SqliteRow {
  /** An `INTEGER PRIMARY KEY` column is null in `values`: its value is this. */
  readonly rowid: number;
  readonly values: readonly SqliteValue[];
}

/** A SQLite database file, read-only and without any SQL; tables `WITHOUT ROWID` are not read. */
export interface SqliteFile {
  /** Names of its tables, in the order of the schema. */
  readonly tables: readonly string[];
  /** True when the file is kept with a write-ahead log: what is not merged yet is in a file beside it. */
  readonly usesLog: boolean;
  /**
   * Rows of a table, read as they are asked for.
   * @throws PlimsollError `malformed`, `limit`; rows given before stay valid
   */
  rows(table: string): Iterable<SqliteRow>;
}

const MAGIC = 'SQLite format 3\0';
const ENCODINGS: Readonly<Record<number, SqliteEncoding>> = {
  0: 'utf8',
  1: 'utf8',
  2: 'utf16le',
  3: 'utf16be',
};

/**
 * Opens a database that is at hand as bytes (SQLite, "Database File Format").
 * @throws PlimsollError `malformed` when it is none or its schema cannot be read, `limit`
 */
export function openSqlite(bytes: Buffer): SqliteFile {
  const pages = readHeader(bytes);
  const encoding = ENCODINGS[bytes.readUInt32BE(56)];
  if (!encoding) throw malformedSqlite('an unknown text encoding');
  const roots = new Map<string, number>();
  for (const { values } of rowsOf(pages, 1, encoding)) {
    const [type, name, , root] = values;
    if (type === 'table' && typeof name === 'string' && typeof root === 'number') roots.set(name, root);
  }
  return {
    tables: [...roots.keys()],
    usesLog: bytes[18] === 2 || bytes[19] === 2,
    rows: (table) => {
      const root = roots.get(table);
      if (root === undefined) throw malformedSqlite(`there is no table ${JSON.stringify(table)}`);
      return rowsOf(pages, root, encoding);
    },
  };
}

function readHeader(bytes: Buffer): Pages {
  if (bytes.length < 512 || bytes.toString('latin1', 0, 16) !== MAGIC) throw malformedSqlite('it is none');
  const raw = bytes.readUInt16BE(16);
  const pageSize = raw === 1 ? 65_536 : raw;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0)
    throw malformedSqlite(`pages of ${pageSize} bytes`);
  const usable = pageSize - (bytes[20] as number);
  if (usable < 480) throw malformedSqlite('pages without room for content');
  return { bytes, pageSize, usable, count: Math.floor(bytes.length / pageSize) };
}

function* rowsOf(pages: Pages, root: number, encoding: SqliteEncoding): Generator<SqliteRow> {
  for (const { rowid, payload } of tableCells(pages, root))
    yield { rowid, values: decodeRecord(payload, encoding) };
}
