// Which catalogers want a file. A million paths are asked for, so that globs are filed by what is fixed in their last
// part: one or two table look-ups a path, a regular expression only for candidates.

export interface Glob {
  readonly pattern: RegExp;
  /** Where to file it: the whole base name, its extension, its first three letters, or the parent's name. */
  readonly key: string;
}

/** `**\/` once at the start, `*` within a segment, `{a,b}`. */
export function compileGlobs(glob: string): readonly Glob[] {
  return expandBraces(glob).map((plain) => ({ pattern: toRegExp(plain), key: keyOf(plain) }));
}

function expandBraces(glob: string): string[] {
  const match = /\{([^{}]*)\}/.exec(glob);
  if (!match) return [glob];
  const [before, after] = [glob.slice(0, match.index), glob.slice(match.index + match[0].length)];
  return (match[1] as string).split(',').flatMap((part) => expandBraces(`${before}${part}${after}`));
}

function toRegExp(glob: string): RegExp {
  const anywhere = glob.startsWith('**/');
  const body = (anywhere ? glob.slice(3) : glob)
    .split(/(\*\*\/|\*)/)
    .map((part) => (part === '**/' ? '(?:[^/]+/)*' : part === '*' ? '[^/]*' : quoted(part)))
    .join('');
  return new RegExp(`${anywhere ? '(?:^|/)' : '^'}${body}$`);
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function keyOf(glob: string): string {
  const parts = glob.split('/');
  const name = parts.at(-1) as string;
  if (!name.includes('*')) return `n:${name}`;
  const extension = /^\*(\.[^.*]+)$/.exec(name)?.[1] ?? /(\.[^.*]+)$/.exec(name)?.[1];
  if (extension) return `e:${extension}`;
  const start = name.split('*')[0] as string;
  if (start.length >= 3) return `s:${start.slice(0, 3)}`;
  const parent = parts.at(-2);
  if (parent && !parent.includes('*')) return `p:${parent}`;
  return 'any';
}

/** True for paths that one of the globs names, and for all that lies below: `./test`, `**\/node_modules`, `*.md`. */
export function excludedBy(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) =>
    expandBraces(glob.replace(/^(\.\/|\/)/, '').replace(/\/(\*\*)?$/, '')).map(
      (plain) => new RegExp(toRegExp(plain).source.replace(/\$$/, '(?:/|$)')),
    ),
  );
  return (path) => patterns.some((pattern) => pattern.test(path));
}

/** A table of globs with values; `find` gives the values of every glob that a path matches. */
export class GlobTable<T> {
  private readonly table = new Map<string, { pattern: RegExp; value: T }[]>();

  add(glob: string, value: T): void {
    for (const { pattern, key } of compileGlobs(glob)) {
      const rows = this.table.get(key) ?? [];
      rows.push({ pattern, value });
      this.table.set(key, rows);
    }
  }

  find(path: string): T[] {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const dot = name.lastIndexOf('.');
    let found = this.match(`n:${name}`, path, undefined);
    if (dot >= 0) found = this.match(`e:${name.slice(dot)}`, path, found);
    found = this.match(`s:${name.slice(0, 3)}`, path, found);
    if (slash > 0)
      found = this.match(`p:${path.slice(path.lastIndexOf('/', slash - 1) + 1, slash)}`, path, found);
    found = this.match('any', path, found);
    return found ?? [];
  }

  private match(key: string, path: string, found: T[] | undefined): T[] | undefined {
    const rows = this.table.get(key);
    if (!rows) return found;
    for (const { pattern, value } of rows) {
      if (!pattern.test(path)) continue;
      found ??= [];
      if (!found.includes(value)) found.push(value);
    }
    return found;
  }
}
