/** One way to authenticate that a 401 offers (RFC 9110, 11.6.1). */
export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly params: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const BARE = /[^\s,"]+/y;
const GAP = /[\s,]*/y;
const EQUALS = /\s*=(?!=|\s*(?:,|$))\s*/y;
const MAX_CHALLENGES = 16;

/**
 * Parses `WWW-Authenticate` lines: several challenges in one line or many, parameters quoted or bare, in any order.
 * What is no challenge is passed over, because the answer to a 401 that nobody understands is "no access" anyway.
 */
export function parseChallenges(lines: readonly string[]): readonly Challenge[] {
  return lines.flatMap(parseLine).slice(0, MAX_CHALLENGES);
}

function parseLine(line: string): Challenge[] {
  const found: { scheme: string; params: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  while (at < line.length) {
    take(GAP);
    const word = take(TOKEN);
    if (word === undefined) {
      at++;
      continue;
    }
    if (take(EQUALS) === undefined) {
      found.push({ scheme: word.toLowerCase(), params: new Map() });
      continue;
    }
    const quoted = take(QUOTED);
    const value = quoted === undefined ? take(BARE) : unescapeQuoted(quoted);
    const params = found.at(-1)?.params;
    const key = word.toLowerCase();
    if (params && value !== undefined && !params.has(key)) params.set(key, value);
  }
  return found;
}

function unescapeQuoted(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
