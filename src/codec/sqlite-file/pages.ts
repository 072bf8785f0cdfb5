import { PlimsollError } from '../../base/error.ts';
import { malformedSqlite, readVarint } from './bytes.ts';

/** The file as pages, numbered from 1. */
export interface Pages {
  readonly bytes: Buffer;
  readonly pageSize: number;
  /** Page size without what extensions reserve at each page's end. */
  readonly usable: number;
  readonly count: number;
}

export interface Cell {
  readonly rowid: number;
  readonly payload: Buffer;
}

const LEAF_TABLE = 13;
const INTERIOR_TABLE = 5;
/** A tree of the largest file that SQLite allows is far flatter. */
const MAX_DEPTH = 40;

export function pageOf(pages: Pages, number: number): Buffer {
  if (number < 1 || number > pages.count) throw malformedSqlite(`page ${number} is not in the file`);
  return pages.bytes.subarray((number - 1) * pages.pageSize, number * pages.pageSize);
}

/**
 * Walks a table's b-tree in the order of its rows. A page is visited once and all rows together are no larger than the
 * file: hostile trees with loops or shared pages cannot make more work than the file's size.
 * @throws PlimsollError `malformed`, `limit`
 */
export function* tableCells(pages: Pages, root: number): Generator<Cell> {
  const seen = new Set<number>();
  const budget = { left: pages.bytes.length };
  yield* walk(pages, root, 0, seen, budget);
}

interface Budget {
  left: number;
}

function* walk(
  pages: Pages,
  number: number,
  depth: number,
  seen: Set<number>,
  budget: Budget,
): Generator<Cell> {
  if (depth > MAX_DEPTH || seen.has(number)) throw malformedSqlite(`page ${number} is in a loop`);
  seen.add(number);
  const page = pageOf(pages, number);
  const start = number === 1 ? 100 : 0;
  const type = page[start];
  if (type === LEAF_TABLE) {
    for (const at of cellOffsets(page, start, 8)) yield readCell(pages, page, at, budget);
  } else if (type === INTERIOR_TABLE) {
    for (const at of cellOffsets(page, start, 12)) {
      if (at + 4 > page.length) throw malformedSqlite('a cell lies outside of its page');
      yield* walk(pages, page.readUInt32BE(at), depth + 1, seen, budget);
    }
    yield* walk(pages, page.readUInt32BE(start + 8), depth + 1, seen, budget);
  } else {
    throw malformedSqlite(`page ${number} is no page of a table`);
  }
}

function cellOffsets(page: Buffer, start: number, headerSize: number): number[] {
  const count = page.readUInt16BE(start + 3);
  const first = start + headerSize;
  if (first + count * 2 > page.length) throw malformedSqlite('a page with more cells than it can hold');
  return Array.from({ length: count }, (_, i) => page.readUInt16BE(first + i * 2));
}

function readCell(pages: Pages, page: Buffer, at: number, budget: Budget): Cell {
  const size = readVarint(page, at);
  const rowid = readVarint(page, size.end);
  budget.left -= size.value;
  if (budget.left < 0)
    throw new PlimsollError('limit', 'read SQLite file: its rows are larger than the file');
  const local = localSize(pages, size.value);
  if (rowid.end + local > page.length) throw malformedSqlite('a cell ends outside of its page');
  const head = page.subarray(rowid.end, rowid.end + local);
  if (local === size.value) return { rowid: rowid.value, payload: head };
  if (rowid.end + local + 4 > page.length) throw malformedSqlite('a cell ends outside of its page');
  const rest = overflow(pages, page.readUInt32BE(rowid.end + local), size.value - local);
  return { rowid: rowid.value, payload: Buffer.concat([head, ...rest]) };
}

// "Cell payload overflow pages" of the file format.
function localSize({ usable }: Pages, size: number): number {
  if (size <= usable - 35) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  return fitting <= usable - 35 ? fitting : least;
}

function overflow(pages: Pages, first: number, size: number): Buffer[] {
  const parts: Buffer[] = [];
  let next = first;
  for (let left = size; left > 0; left -= pages.usable - 4) {
    const page = pageOf(pages, next);
    parts.push(page.subarray(4, 4 + Math.min(left, pages.usable - 4)));
    next = page.readUInt32BE(0);
  }
  return parts;
}
