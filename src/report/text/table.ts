import { oneLine } from './clean.ts';
import { displayWidth, truncateEnd, truncateMiddle, wrap } from './layout.ts';
import type { Paint } from './style.ts';

export interface Column {
  readonly title?: string;
  readonly align?: 'left' | 'right';
  /** What happens to a cell that is wider than its column. Default `wrap`. */
  readonly fit?: 'wrap' | 'middle' | 'end';
  /** Columns it does not fall below while others can still give. Default: up to 8; `Infinity`: its widest cell. */
  readonly min?: number;
}

export type Cell = string | { readonly text: string; readonly paint?: Paint };

export interface TableOptions {
  /** Columns of the terminal. Default 80. */
  readonly width?: number;
  /** Blanks before each line. */
  readonly indent?: number;
  /** Blanks between columns. Default 2. */
  readonly gap?: number;
  /** Paints the titles; without any column title there is no title line. */
  readonly header?: Paint;
}

const DEFAULT_WIDTH = 80;

/**
 * Renders rows as aligned columns whose lines never exceed the width: the widest columns give way first, by wrapping
 * or by an ellipsis. Cells are made safe for a terminal. Lines end without blanks and are joined by newlines.
 * @example renderTable([{ title: 'NAME' }, { title: 'SIZE', align: 'right' }], [['nginx', '71.6 MB']])
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): string {
  const width = Math.max(1, options.width ?? DEFAULT_WIDTH);
  const indent = Math.min(options.indent ?? 0, Math.max(0, width - columns.length));
  const titles = columns.some((c) => c.title) ? [columns.map((c) => titleCell(c, options.header))] : [];
  const cleaned = [...titles, ...rows].map((row) => columns.map((_, i) => cleanCell(row[i] ?? '')));
  const gap = columns.length * 2 + indent > width ? 0 : (options.gap ?? 2);
  const room = width - indent - gap * Math.max(0, columns.length - 1);
  const widths = fitWidths(columns, cleaned, room);
  const shown = columns.flatMap((column, i) => (widths[i] ? [{ column, at: i, width: widths[i] }] : []));
  return cleaned.flatMap((row) => renderRow(shown, row, indent, gap)).join('\n');
}

interface CleanCell {
  readonly text: string;
  readonly paint: Paint;
}

interface ShownColumn {
  readonly column: Column;
  readonly at: number;
  readonly width: number;
}

function titleCell(column: Column, paint: Paint | undefined): Cell {
  return { text: column.title ?? '', ...(paint && { paint }) };
}

function cleanCell(cell: Cell): CleanCell {
  const { text, paint } = typeof cell === 'string' ? { text: cell, paint: undefined } : cell;
  return { text: oneLine(text), paint: paint ?? ((t) => t) };
}

// The widest columns give way first, down to their minimum; when that is not enough, all do, some to nothing.
function fitWidths(columns: readonly Column[], rows: readonly CleanCell[][], room: number): number[] {
  const natural = columns.map((_, i) => rows.reduce((w, row) => Math.max(w, displayWidth(row[i]!.text)), 0));
  const floors = natural.map((n, i) => Math.min(n, columns[i]?.min ?? 8));
  const fits = sum(floors) <= room;
  return fits ? lower(natural, floors, room) : lower(floors, new Array<number>(floors.length).fill(0), room);
}

// Lowers every width above one common level to that level (but not below its floor), the highest level that fits, and
// hands the columns left over to those that were cut.
function lower(widths: readonly number[], floors: readonly number[], room: number): number[] {
  if (sum(widths) <= room) return [...widths];
  const at = (level: number): number[] => widths.map((w, i) => Math.min(w, Math.max(level, floors[i]!)));
  let low = 0;
  let high = Math.max(...widths);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sum(at(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  let spare = room - sum(at(low));
  return at(low).map((w, i) => (w === low && w < widths[i]! && spare-- > 0 ? w + 1 : w));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function renderRow(
  shown: readonly ShownColumn[],
  row: readonly CleanCell[],
  indent: number,
  gap: number,
): string[] {
  const cells = shown.map(({ column, at, width }) => fitCell(row[at]!.text, column, width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const last = cells.findLastIndex((lines) => (lines[line] ?? '') !== '');
    const parts = shown.slice(0, last + 1).map(({ column, at, width }, i) => {
      const text = cells[i]![line] ?? '';
      const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
      const painted = text === '' ? '' : row[at]!.paint(text);
      if (column.align === 'right') return blanks + painted;
      return i === last ? painted : painted + blanks;
    });
    return parts.length === 0 ? '' : ' '.repeat(indent) + parts.join(' '.repeat(gap));
  });
}

function fitCell(text: string, column: Column, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  if (column.fit === 'middle') return [truncateMiddle(text, width)];
  if (column.fit === 'end') return [truncateEnd(text, width)];
  return wrap(text, width);
}
