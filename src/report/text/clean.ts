import { printable } from '../../base/text.ts';

// What printable() lets through because it is harmless within a paragraph, but not within one cell, path or line:
// line breaks, tabs, further bidi and invisible marks, tag characters, and the lone surrogates that stand for bytes.
const LEFTOVERS = /[\t\n\u061c\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/g;
const TAGS = /[\u{e0000}-\u{e007f}]/gu;
const LONE = /\p{Surrogate}/gu;

/** Makes text from outside safe to show on one line anywhere: whatever is not plainly visible is spelled out. */
export function oneLine(text: string): string {
  return printable(text).replace(LEFTOVERS, spell).replace(TAGS, spell).replace(LONE, spellLone);
}

const LONGEST_SENTENCE = 4000;

/** `oneLine` for sentences rather than paths: runs of blanks become one, and what is absurdly long is cut. */
export function sentence(text: string): string {
  return oneLine(
    cut(text, LONGEST_SENTENCE)
      .replace(/[\s\p{Zs}]+/gu, ' ')
      .trim(),
  );
}

/** Cuts text after `most` UTF-16 units, not within a character: an image's history line may be megabytes long. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text[most - 1] ?? '') ? most - 1 : most;
  return `${text.slice(0, end)}… (${text.length - end} more)`;
}

function spell(c: string): string {
  if (c === '\n') return '\\n';
  if (c === '\t') return '\\t';
  return hex(c.codePointAt(0) as number);
}

// U+DC80..U+DCFF are bytes of a path that is not UTF-8 (base/path-bytes.ts).
function spellLone(c: string): string {
  const code = c.charCodeAt(0);
  return code >= 0xdc80 && code <= 0xdcff ? `\\x${(code - 0xdc00).toString(16)}` : hex(code);
}

function hex(code: number): string {
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * Escapes in JSON text what JSON allows raw but a terminal obeys (C1 controls, bidi overrides, invisible marks). The
 * value stays the same.
 */
export function quietJson(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
