import { PlimsollError } from '../../base/error.ts';
import { familiarRepository, fullName, parseReference } from '../reference.ts';

// Image names as layouts and archives spell them: `nginx`, `nginx:latest` and `docker.io/library/nginx:latest` are one.

/** The name with all that clients leave out, so that two spellings compare equal. Text that is no name stays itself. */
export function canonicalName(name: string): string {
  return parseName(name)?.full ?? name;
}

export function sameName(a: string, b: string): boolean {
  return a === b || canonicalName(a) === canonicalName(b);
}

/** The name as docker writes it into RepoTags: `docker.io/library/` is left out, the tag is not. */
export function repoTag(name: string): string {
  return parseName(name)?.familiar ?? name;
}

/** True for `host/repo:tag` and `repo:tag`, false for a bare tag such as `v1`. */
export function isFullName(name: string): boolean {
  return /[:/]/.test(name) && !name.includes('@') && parseName(name) !== undefined;
}

/** The tag of a name, `latest` when it has none. */
export function tagOf(name: string): string {
  return parseName(name)?.tag ?? 'latest';
}

function parseName(name: string): { full: string; familiar: string; tag: string } | undefined {
  try {
    const reference = parseReference(`docker://${name}`);
    const { registry, repository, tag } = reference;
    const full = fullName(reference);
    if (registry === undefined || repository === undefined || full === undefined) return undefined;
    const familiar = `${familiarRepository(registry, repository)}:${tag ?? 'latest'}`;
    return { full, familiar, tag: tag ?? 'latest' };
  } catch (error) {
    if (error instanceof PlimsollError) return undefined;
    throw error;
  }
}
