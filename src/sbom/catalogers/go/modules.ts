// The text inside build information: what `go version -m` prints.

export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** `h1:…`, `''` where the module cache was not used. */
  readonly sum: string;
  readonly replacedBy?: GoModule;
}

export interface GoModules {
  /** The package that was built. */
  readonly path: string;
  readonly main?: GoModule;
  readonly deps: readonly GoModule[];
  readonly settings: readonly { readonly key: string; readonly value: string }[];
}

const MAX_LINES = 20_000;

/** Parses the lines of build information (runtime/debug.ParseBuildInfo); what it does not know it passes over. */
export function parseGoModules(text: string): GoModules {
  let path = '';
  let main: GoModule | undefined;
  const deps: GoModule[] = [];
  const settings: { key: string; value: string }[] = [];
  let isMainLast = false;
  for (const line of text.split('\n', MAX_LINES)) {
    const tab = line.indexOf('\t');
    const [word, rest] = [line.slice(0, Math.max(0, tab)), line.slice(tab + 1)];
    if (word === 'path') path = rest;
    else if (word === 'build') settings.push(parseSetting(rest));
    else if (word === 'mod') main = parseModule(rest);
    else if (word === 'dep') deps.push(parseModule(rest));
    else if (word === '=>') {
      const replacedBy = parseModule(rest);
      if (isMainLast && main) main = { ...main, replacedBy };
      else if (deps.length > 0) deps.push({ ...(deps.pop() as GoModule), replacedBy });
    }
    isMainLast = word === 'mod';
  }
  return { path, ...(main && { main }), deps: deps.filter((d) => d.path !== ''), settings };
}

function parseModule(text: string): GoModule {
  const [path = '', version = '', sum = ''] = text.split('\t');
  return { path, version, sum };
}

// Keys and values that hold a space, a quote or a line end are written as Go writes strings.
function parseSetting(text: string): { key: string; value: string } {
  const quoted = /^("(?:[^"\\]|\\.)*"|`[^`]*`)=/.exec(text)?.[1];
  const equals = quoted === undefined ? text.indexOf('=') : quoted.length;
  if (equals < 0) return { key: text, value: '' };
  return { key: unquote(text.slice(0, equals)), value: unquote(text.slice(equals + 1)) };
}

function unquote(text: string): string {
  if (text.length >= 2 && text.startsWith('`') && text.endsWith('`')) return text.slice(1, -1);
  if (!/^"(?:[^"\\]|\\.)*"$/s.test(text)) return text;
  return text.slice(1, -1).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gi, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code;
  });
}
