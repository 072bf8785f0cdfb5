import { cut, oneLine, sentence } from './text/clean.ts';
import { truncateEnd, truncateMiddle } from './text/layout.ts';

// Whatever Markdown could take as structure becomes a character reference, which CommonMark never takes as structure
// (2.5). What GitHub links by itself (addresses, mentions, issues) is broken up by an empty comment.
const SPECIAL =
  /&(?=[#A-Za-z])|[<>|\\`*[\]~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|www(?=\.)|@|#(?=\d)/giu;
const LINKING = /^[:@#w]/i;
/** Columns of one text or one code span: a comment is no place for a 4 kB path. */
const LONGEST = 400;

/** Text from outside as Markdown text: one line, no structure, no links, no mentions. Safe in a table cell. */
export function markdownText(text: string): string {
  return truncateEnd(sentence(cut(text, 4 * LONGEST)), LONGEST)
    .replace(SPECIAL, defuse)
    .replace(/^[-+=#]/, reference)
    .replace(/^(\d+)([.)])(?= |$)/, (_, digits: string, mark: string) => digits + reference(mark));
}

/** A path, digest or command from outside, in a code span that it cannot leave. Safe in a table cell. */
export function markdownCode(text: string): string {
  const line = truncateMiddle(oneLine(cut(text, 20 * LONGEST)), LONGEST);
  if (line === '') return '';
  const plain = !/[`|\\<>]|^ | $/.test(line);
  return plain ? `\`${line}\`` : `<code>${line.replace(SPECIAL, defuse).replaceAll('_', reference)}</code>`;
}

/** Lines from outside as a block of code, fenced by more backticks than they hold. */
export function markdownBlock(lines: readonly string[], language = ''): string {
  const body = lines.map(oneLine).join('\n');
  const longest = Math.max(2, ...Array.from(body.matchAll(/`+/g), (m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${body}\n${fence}`;
}

function defuse(c: string): string {
  return LINKING.test(c) ? `${c}<!-- -->` : reference(c);
}

function reference(c: string): string {
  if (c === '&') return '&amp;';
  if (c === '<') return '&lt;';
  return c === '>' ? '&gt;' : `&#${c.codePointAt(0)};`;
}
