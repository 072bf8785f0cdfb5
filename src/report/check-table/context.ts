import { sentence } from '../text/clean.ts';
import { displayWidth, wrap } from '../text/layout.ts';
import type { Paint, Style, TextOptions } from '../text/style.ts';

export interface CheckTableOptions extends TextOptions {
  /** Lists what is otherwise only counted: notes, repeated findings, skipped checks, all layers, full digests. */
  readonly verbose: boolean;
}

/** What the blocks of the table share. */
export interface TableContext extends CheckTableOptions {
  readonly style: Style;
}

export const LABEL = 12;

/** A label and text that hangs beside it, wrapped. */
export function labelled(
  label: string,
  text: string,
  context: TableContext,
  paint: Paint = (t) => t,
): string {
  const head = context.style.bold(label) + ' '.repeat(Math.max(1, LABEL - displayWidth(label)));
  return wrap(sentence(text), context.width - LABEL)
    .map((line, i) => (i === 0 ? head : ' '.repeat(LABEL)) + paint(line))
    .join('\n');
}

/** Lays pieces one after another, each kept whole where a line has room for it. */
export function flow(pieces: readonly string[], width: number, paints: readonly Paint[] = []): string[] {
  const lines: string[] = [];
  let used = width;
  pieces.forEach((raw, i) => {
    const piece = sentence(raw);
    if (piece === '') return;
    const paint = paints[i] ?? ((text: string) => text);
    const size = displayWidth(piece);
    if (used + 3 + size <= width) {
      lines.push(`${lines.pop()}   ${paint(piece)}`);
      used += 3 + size;
      return;
    }
    const wrapped = wrap(piece, width);
    lines.push(...wrapped.map(paint));
    used = displayWidth(wrapped.at(-1) as string);
  });
  return lines;
}
