export type { SqliteValue } from './record.ts';
export { openSqlite, type SqliteFile, type SqliteRow } from './sqlite-file.ts';
