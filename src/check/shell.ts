// Enough of the shell's grammar to say which commands a RUN line starts, and which of them read from a pipe: words,
// quotes, separators. What it cannot follow (eval, functions, here documents) it reads as words.

export interface SimpleCommand {
  /** The program as written and its arguments, quotes taken off, assignments in front left out. */
  readonly words: readonly string[];
  /** The commands before it in the same pipeline, first one first. */
  readonly pipedFrom: readonly SimpleCommand[];
}

const MAX_TEXT = 64 * 1024;
const MAX_PIPELINE = 8;
const MAX_WRAPPERS = 8;
const KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  'time',
  '!',
  '{',
  'exec',
  'command',
  'builtin',
  'nohup',
  'eval',
]);

/** Splits a command line (at most 64 KiB of it) into the commands that it starts. */
export function parseCommands(text: string): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let pipeline: SimpleCommand[] = [];
  for (const token of tokens(text.slice(0, MAX_TEXT))) {
    if (token.kind === 'word') {
      words.push(token.text);
      continue;
    }
    const command = finish(words, pipeline);
    if (command) commands.push(command);
    words = [];
    pipeline = token.text === '|' && command ? [...pipeline, command].slice(-MAX_PIPELINE) : [];
  }
  const last = finish(words, pipeline);
  return last ? [...commands, last] : commands;
}

function finish(words: readonly string[], pipedFrom: readonly SimpleCommand[]): SimpleCommand | undefined {
  const start = words.findIndex((w) => !KEYWORDS.has(w) && !/^[A-Za-z_]\w*\+?=/.test(w));
  return start < 0 ? undefined : { words: words.slice(start), pipedFrom };
}

interface Token {
  readonly kind: 'word' | 'end';
  readonly text: string;
}

function* tokens(text: string): Generator<Token> {
  let word: string | undefined;
  for (let i = 0; i < text.length; ) {
    const c = text[i] as string;
    const separator = separatorAt(text, i);
    if (separator !== undefined || ' \t\r'.includes(c)) {
      if (word !== undefined) yield { kind: 'word', text: word };
      word = undefined;
      if (separator !== undefined) yield { kind: 'end', text: separator };
      i += separator?.length ?? 1;
    } else if (c === '#' && word === undefined) {
      i = lineEnd(text, i);
    } else if (c === '\\' && text[i + 1] === '\n') {
      i += 2;
    } else {
      const end = endOfPiece(text, i);
      word = (word ?? '') + unquotedPiece(text, i, end);
      i = end;
    }
  }
  if (word !== undefined) yield { kind: 'word', text: word };
}

function separatorAt(text: string, i: number): string | undefined {
  const c = text[i] as string;
  const next = text[i + 1];
  if (c === '$' && next === '(') return '$(';
  if (c === '&' && (next === '>' || text[i - 1] === '>' || text[i - 1] === '<')) return undefined;
  if ((c === '|' || c === '&') && next === c) return c + c;
  return '\n;|&()`'.includes(c) ? c : undefined;
}

// A quoted part, an escaped character or one plain character.
function endOfPiece(text: string, i: number): number {
  const c = text[i];
  if (c === '\\') return Math.min(i + 2, text.length);
  return c === "'" || c === '"' ? Math.min(endOfQuote(text, i) + 1, text.length) : i + 1;
}

function unquotedPiece(text: string, i: number, end: number): string {
  const c = text[i] as string;
  if (c === '\\') return text[i + 1] === '\n' ? '' : text.slice(i + 1, end);
  return c === "'" || c === '"' ? text.slice(i + 1, endOfQuote(text, i)) : c;
}

function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return i;
  }
  return text.length;
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

/** `/usr/bin/apt-get` is `apt-get`; `sudo -E bash` and `env A=1 bash` are `bash`. */
export function programOf(command: SimpleCommand): string {
  const word = programWords(command)[0] ?? '';
  return word.slice(word.lastIndexOf('/') + 1);
}

/** The program's words with `sudo`, `env` and their like taken off. */
export function programWords(command: SimpleCommand): readonly string[] {
  const { words } = command;
  let start = 0;
  for (let n = 0; n < MAX_WRAPPERS && /(^|\/)(sudo|env|nice|doas)$/.test(words[start] ?? ''); n++) {
    let next = start + 1;
    while (next < words.length && /^-|^[A-Za-z_]\w*=/.test(words[next] as string)) next++;
    if (next === words.length) break;
    start = next;
  }
  return start === 0 ? words : words.slice(start);
}
