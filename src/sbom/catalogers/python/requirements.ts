import { printable } from '../../../base/text.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { pythonDraft } from './draft.ts';
import { parseRequirement, pinOf, type Requirement } from './requirement.ts';

const MAX_LINES = 100_000;
const MAX_NAMED = 5;

/**
 * Reads a requirements file (pip documentation, "Requirements File Format"): what is pinned to one version. Other lines ask
 * for a range, and only an installer can tell what that gave.
 */
export function parseRequirements({ bytes, isCut }: CatalogFile): ParsedFile {
  const packages: PackageDraft[] = [];
  const unpinned: string[] = [];
  for (const line of logicalLines(bytes.toString('utf8'))) {
    const requirement = parseRequirement(line);
    if (!requirement) continue;
    const version = pinOf(requirement.constraint) ?? wheelVersion(requirement.url);
    if (version) packages.push(draftOf(requirement, version));
    else unpinned.push(requirement.name);
  }
  return {
    packages,
    unknowns: [...(isCut ? ['the file is longer than is read'] : []), ...unknownsOf(unpinned)],
  };
}

// Comments and options go, lines that end in a backslash are joined.
function logicalLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/, MAX_LINES)
    .map((line) => {
      const comment = line.search(/(?:^|\s)#/);
      const plain = comment < 0 ? line : line.slice(0, comment);
      const option = plain.search(/(?:^|\s)--?[a-z]/i);
      return (option < 0 ? plain : plain.slice(0, option)).trim();
    })
    .filter(Boolean);
}

function draftOf({ name, extras, constraint, url, markers }: Requirement, version: string): PackageDraft {
  const metadata = {
    name,
    ...field('extras', [...extras]),
    versionConstraint: constraint,
    ...field('url', url),
    ...field('markers', markers),
  };
  const downloadUrl = /^https?:/.test(url) ? url : undefined;
  const vcsUrl = /^(?:git|hg|svn|bzr)\+/.test(url) ? url : undefined;
  return pythonDraft(
    { name, version, downloadUrl, vcsUrl },
    'declared',
    'python-pip-requirements-entry',
    metadata,
  );
}

// NAME-VERSION-…-PLATFORM.whl (PyPA, "Binary distribution format").
function wheelVersion(url: string): string | undefined {
  const file = url.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '';
  return file.endsWith('.whl') ? file.split('-')[1] : undefined;
}

function unknownsOf(unpinned: readonly string[]): string[] {
  if (unpinned.length === 0) return [];
  const named = unpinned.slice(0, MAX_NAMED).map((name) => printable(name.slice(0, 60)));
  const more = unpinned.length > MAX_NAMED ? ', …' : '';
  return [`not pinned to one version: ${unpinned.length} (${named.join(', ')}${more})`];
}
