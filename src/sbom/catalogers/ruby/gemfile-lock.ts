import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { gemDraft } from './draft.ts';

const MAX_GEMS = 100_000;
const SOURCES = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE']);

interface Source {
  readonly kind: string;
  remote: string;
  revision: string;
}

/** Reads Gemfile.lock: sources with `specs:`, a gem a line at four blanks, what it needs below it at six. */
export function parseGemfileLock({ bytes, isCut }: CatalogFile): ParsedFile {
  const gems: { draft: PackageDraft; requires: string[] }[] = [];
  let source: Source | undefined;
  for (const line of bytes.toString('utf8').split(/\r?\n/)) {
    if (/^[A-Z]/.test(line)) {
      source = SOURCES.has(line) ? { kind: line, remote: '', revision: '' } : undefined;
    } else if (source) {
      const gem = /^ {4}(\S+) \(([^()]+)\)/.exec(line);
      const need = /^ {6}([^\s!]+)/.exec(line);
      const setting = /^ {2}(remote|revision): (.*)$/.exec(line);
      if (gem && gems.length < MAX_GEMS)
        gems.push({ draft: draftOf(gem[1] as string, gem[2] as string, source), requires: [] });
      else if (need) gems.at(-1)?.requires.push(need[1] as string);
      else if (setting) source[setting[1] as 'remote' | 'revision'] = setting[2] as string;
    }
  }
  return {
    packages: gems.map(({ draft, requires }) => ({ ...draft, requires })),
    ...(isCut && { unknowns: ['the lock file is longer than is read'] }),
  };
}

// `1.15.4-x86_64-linux`: a gem's own version has no hyphen.
function draftOf(name: string, text: string, { kind, remote, revision }: Source): PackageDraft {
  const hyphen = text.indexOf('-');
  const version = hyphen < 0 ? text : text.slice(0, hyphen);
  const platform = hyphen < 0 ? undefined : text.slice(hyphen + 1);
  const vcsUrl = kind === 'GIT' && remote ? `git+${remote}${revision ? `@${revision}` : ''}` : undefined;
  return gemDraft({ name, version, platform, vcsUrl }, 'declared');
}
