// go.mod (go.dev/ref/mod#go-mod-file) and go.sum: what a module asks for.
import { PlimsollError } from '../../../base/error.ts';
import type { PackageDraft } from '../../model.ts';
import { goPurl } from './purl.ts';

export interface Requirement {
  readonly path: string;
  readonly version: string;
  readonly isIndirect: boolean;
}

const MAX_LINES = 200_000;

/**
 * What a go.mod requires, after its `replace` and `exclude` lines.
 * @throws PlimsollError `malformed` where the text has no module line
 */
export function parseGoMod(text: string): Requirement[] {
  const replaced = new Map<string, { path: string; version: string }>();
  const excluded = new Set<string>();
  const required: Requirement[] = [];
  let hasModule = false;
  for (const { verb, words, comment } of directives(text)) {
    const [path = '', version = ''] = words;
    if (verb === 'module') hasModule = true;
    else if (verb === 'require' && path && version)
      required.push({ path, version, isIndirect: /^indirect\b/.test(comment) });
    else if (verb === 'exclude') excluded.add(`${path}@${version}`);
    else if (verb === 'replace') addReplacement(replaced, words);
  }
  if (!hasModule) throw new PlimsollError('malformed', 'read go.mod: it has no module line');
  return required
    .filter((r) => !excluded.has(`${r.path}@${r.version}`))
    .map((r) => ({ ...r, ...(replaced.get(`${r.path}@${r.version}`) ?? replaced.get(r.path)) }));
}

// A replacement by a folder has no version, and nothing that an advisory could name: the requirement stands.
function addReplacement(
  replaced: Map<string, { path: string; version: string }>,
  words: readonly string[],
): void {
  const arrow = words.indexOf('=>');
  const [path, version] = words.slice(0, Math.max(0, arrow));
  const [newPath, newVersion] = words.slice(arrow + 1);
  if (path && newPath && newVersion)
    replaced.set(version ? `${path}@${version}` : path, { path: newPath, version: newVersion });
}

interface Directive {
  readonly verb: string;
  readonly words: readonly string[];
  readonly comment: string;
}

function directives(text: string): Directive[] {
  let block = '';
  return text.split('\n', MAX_LINES).flatMap((line): Directive[] => {
    const slashes = /(?:^|\s)\/\//.exec(line);
    const code = slashes ? line.slice(0, slashes.index) : line;
    const comment = slashes ? line.slice(slashes.index).replace(/^\s*\/\/\s*/, '') : '';
    const words = code
      .trim()
      .split(/\s+/)
      .map((w) => w.replace(/^(["`])(.*)\1$/, '$2'))
      .filter(Boolean);
    if (words.length === 0) return [];
    if (words[0] === ')') block = '';
    else if (block) return [{ verb: block, words, comment }];
    else if (words[1] === '(') block = words[0] as string;
    else return [{ verb: words[0] as string, words: words.slice(1), comment }];
    return [];
  });
}

/** `path@version` to `h1:…`; the sums of single go.mod files are left out. */
export function parseGoSum(text: string): Record<string, string> {
  const sums: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of text.split('\n', MAX_LINES)) {
    const [path, version, sum] = line.trim().split(/\s+/);
    if (path && version && sum?.startsWith('h1:') && !version.endsWith('/go.mod'))
      sums[`${path}@${version}`] = sum;
  }
  return sums;
}

export function requirementDraft({ path, version }: Requirement): PackageDraft {
  return {
    name: path,
    version,
    type: 'go-module',
    language: 'go',
    evidence: 'declared',
    ...goPurl(path, version),
    metadataType: 'go-module-entry',
    metadata: {},
  };
}
