/** The fields of a formula that are plain strings. */
export interface Formula {
  readonly description: string;
  readonly homepage: string;
  readonly license: string;
  readonly version: string;
}

const MAX_LINES = 20_000;

/** Reads `desc "…"` and the like of a formula's class; code is not run, what is computed is not known. */
export function parseFormula(text: string): Formula {
  const found = new Map<string, string>();
  for (const line of text.split('\n', MAX_LINES)) {
    if (/^\s*(?:resource|head|livecheck|test|bottle|stable)\b.*\bdo\b/.test(line) && found.has('desc')) break;
    const match = /^\s*(desc|homepage|license|version)\s+(\S.*)$/.exec(line.slice(0, 2000));
    if (match && !found.has(match[1] as string))
      found.set(match[1] as string, quotedValue(match[2] as string));
  }
  const field = (key: string): string => found.get(key) ?? '';
  return {
    description: field('desc'),
    homepage: field('homepage'),
    license: field('license'),
    version: field('version'),
  };
}

// A string, or Homebrew's own way to write an expression: `any_of: ["MIT", "Apache-2.0"]`.
function quotedValue(text: string): string {
  const strings = [...text.matchAll(/"([^"\\]{0,500})"/g)].map((match) => match[1] as string);
  if (text.startsWith('any_of:')) return strings.join(' OR ');
  if (text.startsWith('all_of:')) return strings.join(' AND ');
  return text.startsWith('"') ? (strings[0] ?? '') : '';
}
