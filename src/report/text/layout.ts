import { WIDE } from './width.data.ts';

const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;

/** Columns that text takes in a terminal: wide characters two, combining marks none. The text holds no escape sequences. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const c of text) width += charWidth(c);
  return width;
}

// Variation selector 16 asks for the emoji form of the character before it, which most terminals draw two columns wide.
function charWidth(c: string): number {
  const code = c.codePointAt(0) as number;
  if (code < 0x300) return code === 0xad ? 0 : 1;
  if (code === 0xfe0f) return 1;
  if (ZERO.test(c)) return 0;
  return isWide(code) || EMOJI.test(c) ? 2 : 1;
}

function isWide(code: number): boolean {
  if (code < 0x1100) return false;
  let low = 0;
  let high = WIDE.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = WIDE[middle] as readonly [number, number];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Keeps both ends: `usr/share/…/index.html`. At most `width` columns. */
export function truncateMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 1) return '…'.slice(0, Math.max(0, width));
  const tail = takeEnd(text, Math.floor((width - 1) / 2));
  return `${takeStart(text, width - 1 - displayWidth(tail))}…${tail}`;
}

/** Keeps the start: `RUN apt-get upd…`. At most `width` columns. */
export function truncateEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width <= 0 ? '' : `${takeStart(text, width - 1).trimEnd()}…`;
}

function takeStart(text: string, width: number): string {
  let used = 0;
  let at = 0;
  for (const c of text) {
    used += charWidth(c);
    if (used > width) break;
    at += c.length;
  }
  return text.slice(0, at);
}

function takeEnd(text: string, width: number): string {
  const characters = [...text];
  let used = 0;
  let at = characters.length;
  while (at > 0) {
    used += charWidth(characters[at - 1] as string);
    if (used > width) break;
    at--;
  }
  return characters.slice(at).join('');
}

/**
 * Breaks text into lines of at most `width` columns, between words where it can, within a word that is longer than a
 * line. At least one line; a single character wider than `width` becomes `?`.
 */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const flush = (): void => {
    lines.push(line);
    line = '';
    used = 0;
  };
  for (const word of text.split(/\s+/).filter(Boolean)) {
    for (const piece of breakWord(word, room)) {
      const size = displayWidth(piece);
      const glue = line === '' ? 0 : 1;
      if (used + glue + size > room && line !== '') flush();
      line += (line === '' ? '' : ' ') + piece;
      used += (used === 0 ? 0 : 1) + size;
    }
  }
  flush();
  return lines;
}

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const c of word) {
    const shown = charWidth(c) > width ? '?' : c;
    const size = charWidth(shown);
    if (used + size > width) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += shown;
    used += size;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}
