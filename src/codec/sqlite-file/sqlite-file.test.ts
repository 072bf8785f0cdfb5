import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqlite, type SqliteValue } from './index.ts';

/** A file that SQLite itself wrote. */
function database(...statements: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-sqlite-'));
  try {
    const file = join(folder, 'a.db');
    const db = new DatabaseSync(file);
    for (const statement of statements) db.exec(statement);
    db.close();
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function valuesOf(bytes: Buffer, table: string): (readonly SqliteValue[])[] {
  return [...openSqlite(bytes).rows(table)].map((row) => row.values);
}

const MANY = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO t SELECT i, randomblob(i % 9000) FROM n`;

describe('openSqlite()', () => {
  it('reads values of every type', () => {
    const file = database(
      'CREATE TABLE t (a, b, c)',
      'INSERT INTO t VALUES (NULL, 0, 1), (-1, 127, -32768), (8388607, -2147483648, 140737488355327)',
      "INSERT INTO t VALUES (9223372036854775807, 1.5, 'ünï'), (x'00ff', '', -9007199254740991)",
    );
    expect(valuesOf(file, 't')).toEqual([
      [null, 0, 1],
      [-1, 127, -32768],
      [8388607, -2147483648, 140737488355327],
      [9223372036854775807n, 1.5, 'ünï'],
      [Buffer.from([0, 255]), '', -9007199254740991],
    ]);
  });

  it.each([512, 1024, 4096, 65536])('reads trees and long values on pages of %d bytes', (pageSize) => {
    const file = database(
      `PRAGMA page_size = ${pageSize}`,
      'CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)',
      MANY,
      'DELETE FROM t WHERE id % 7 = 0',
    );
    const rows = [...openSqlite(file).rows('t')];
    expect(rows.map((row) => row.rowid)).toEqual(
      Array.from({ length: 3000 }, (_, i) => i + 1).filter((i) => i % 7 !== 0),
    );
    expect(rows.every((row) => (row.values[1] as Buffer).length === row.rowid % 9000)).toBe(true);
  });

  it.each(['UTF-16le', 'UTF-16be'])('reads text in %s', (encoding) => {
    const file = database(
      `PRAGMA encoding = '${encoding}'`,
      'CREATE TABLE t (a)',
      "INSERT INTO t VALUES ('aü€')",
    );
    expect(valuesOf(file, 't')).toEqual([['aü€']]);
  });

  it('lists tables and tells what uses a log', () => {
    const file = openSqlite(
      database('CREATE TABLE a (x)', 'CREATE TABLE "b c" (x)', 'CREATE INDEX i ON a (x)'),
    );
    expect(file.tables).toEqual(['a', 'b c']);
    expect(file.usesLog).toBe(false);
    expect(openSqlite(database('PRAGMA journal_mode = wal', 'CREATE TABLE a (x)')).usesLog).toBe(true);
    expect(() => file.rows('nothing')).toThrow(/no table "nothing"/);
  });

  it('refuses what is no database', () => {
    expect(() => openSqlite(Buffer.alloc(0))).toThrow(/it is none/);
    expect(() => openSqlite(Buffer.alloc(4096))).toThrow(/it is none/);
    for (const [at, byte] of [
      [16, 0x03],
      [20, 0xff],
      [59, 9],
      [100, 99],
    ] as const) {
      const broken = database('PRAGMA page_size = 512', 'CREATE TABLE t (a)');
      broken[at] = byte;
      expect(() => openSqlite(broken)).toThrow(/read SQLite file/);
    }
  });
});

describe('openSqlite() of a hostile file', () => {
  const file = database(
    'PRAGMA page_size = 512',
    'CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) INSERT INTO t SELECT i, zeroblob(i * 30) FROM n',
  );

  it('finds pages that are their own children', () => {
    const loop = Buffer.from(file);
    const root = rootOf(loop, 't');
    expect(loop[root]).toBe(5);
    loop.writeUInt32BE(root / 512 + 1, root + 8);
    expect(() => [...openSqlite(loop).rows('t')]).toThrow(/in a loop/);
  });

  it('gives no more than the file holds, though cells share what they point to', () => {
    const shared = Buffer.from(file);
    const leaf = Array.from({ length: file.length / 512 }, (_, i) => i * 512)
      .filter((at) => shared[at] === 13 && at > 0)
      .at(-1) as number;
    const cell = shared.readUInt16BE(leaf + 8);
    const count = Math.floor((cell - 8) / 2);
    shared.writeUInt16BE(count, leaf + 3);
    for (let i = 0; i < count; i++) shared.writeUInt16BE(cell, leaf + 8 + i * 2);
    expect(() => [...openSqlite(shared).rows('t')]).toThrow(/rows are larger than the file/);
  });

  it('never fails otherwise, wherever a byte is wrong', () => {
    for (let at = 0; at < file.length; at += 97) {
      for (const byte of [0x00, 0xff, (file[at] as number) ^ 0x01]) {
        const broken = Buffer.from(file);
        broken[at] = byte;
        try {
          for (const table of openSqlite(broken).tables) for (const _ of openSqlite(broken).rows(table));
        } catch (error) {
          expect((error as Error).message).toMatch(/^read SQLite file/);
        }
      }
    }
  });

  it('keeps the rows before the damage', () => {
    const cut = file.subarray(0, file.length - 512 * 20);
    const rows: number[] = [];
    expect(() => {
      for (const row of openSqlite(cut).rows('t')) rows.push(row.rowid);
    }).toThrow(/is not in the file/);
    expect(rows.length).toBeGreaterThan(5);
  });

  function rootOf(bytes: Buffer, table: string): number {
    const db = [...openSqlite(bytes).tables];
    expect(db).toContain(table);
    return 512; // the first page behind the schema's
  }
});
