import { type Digest, isDigest } from '../../base/digest.ts';
import { badReference } from './error.ts';
import { canonicalRegistry, DOCKER_HUB, hostProblem, isHostLike } from './hosts.ts';
import type { Assumption, ParseReferenceOptions } from './types.ts';

// distribution-spec "Pulling manifests" and the grammar docker and containers/image share.
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const MAX_REPOSITORY = 255;

export interface Name {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
  readonly assumptions: readonly Assumption[];
}

export interface NameParts {
  /** Host and path, undivided. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Divides `name[:tag][@digest]` without judging the parts. */
export function splitName(text: string): NameParts {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const head = at < 0 ? text : text.slice(0, at);
  const colon = head.indexOf(':', head.lastIndexOf('/') + 1);
  const isHost = colon >= 0 && head.startsWith('[') && !head.includes('/');
  const tag = colon < 0 || isHost ? undefined : head.slice(colon + 1);
  return {
    name: tag === undefined ? head : head.slice(0, colon),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * Parses `[host[:port]/]path[:tag][@digest]`, filling in registry, `library/` and tag and saying so.
 * @throws PlimsollError `usage`
 */
export function parseName(text: string, input: string, options: ParseReferenceOptions = {}): Name {
  const { name, tag, digest } = splitName(text);
  const { host, path, assumptions } = splitHost(name, options);
  const problem = host === undefined ? undefined : hostProblem(host);
  if (problem) throw badReference(input, problem, 'expected host[:port]/repository[:tag][@digest]');
  const registry = canonicalRegistry(host ?? options.defaultRegistry ?? DOCKER_HUB);
  const inLibrary = registry === DOCKER_HUB && path !== '' && !path.includes('/');
  const repository = inLibrary ? `library/${path}` : path;
  checkRepository(path, repository, input);
  checkTag(tag, input);
  if (inLibrary) assumptions.push({ what: 'namespace', value: 'library' });
  const assumedTag = tag === undefined && digest === undefined ? (options.defaultTag ?? 'latest') : '';
  if (assumedTag) assumptions.push({ what: 'tag', value: assumedTag });
  const finalTag = tag ?? assumedTag;
  return {
    registry,
    repository,
    ...(finalTag && { tag: finalTag }),
    ...(digest !== undefined && { digest: checkedDigest(digest, input) }),
    assumptions,
  };
}

function splitHost(
  name: string,
  options: ParseReferenceOptions,
): { host: string | undefined; path: string; assumptions: Assumption[] } {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  if (slash < 0 || !isHost(first)) {
    const value = canonicalRegistry(options.defaultRegistry ?? DOCKER_HUB);
    return { host: undefined, path: name, assumptions: [{ what: 'registry', value }] };
  }
  const assumptions: Assumption[] = [];
  if (!isHostLike(first))
    assumptions.push({
      what: 'registry',
      value: first,
      note: `"${first}" was taken for a registry's host, because repository names have no upper case; write it in lower case for a namespace on the default registry`,
    });
  return { host: first, path: name.slice(slash + 1), assumptions };
}

// An upper-case letter makes a host, because it cannot be a repository (distribution's reference package).
function isHost(first: string): boolean {
  return isHostLike(first) || first !== first.toLowerCase();
}

function checkRepository(path: string, repository: string, input: string): void {
  if (path === '') throw badReference(input, 'the repository name is missing', 'for example nginx:1.29');
  if (repository.length > MAX_REPOSITORY)
    throw badReference(input, `the repository name has more than ${MAX_REPOSITORY} characters`);
  if (path.split('/').every((component) => COMPONENT.test(component))) return;
  if (path.split('/').every((component) => COMPONENT.test(component.toLowerCase())))
    throw badReference(
      input,
      'repository names have no upper-case letters',
      `write ${input.replace(path, path.toLowerCase())}`,
    );
  throw badReference(
    input,
    'it is not an image name',
    'repository names are lower-case letters and digits, with . _ - between them and / between parts',
  );
}

function checkTag(tag: string | undefined, input: string): void {
  if (tag === undefined || TAG.test(tag)) return;
  throw badReference(
    input,
    tag === '' ? 'the tag after the colon is empty' : 'the part after the last colon is not a valid tag',
    'a tag is 1 to 128 letters, digits, _ . - and starts with a letter, a digit or _',
  );
}

function checkedDigest(digest: string, input: string): Digest {
  if (isDigest(digest)) return digest;
  const lower = digest.toLowerCase();
  throw badReference(
    input,
    'the part after @ is not a digest',
    isDigest(lower)
      ? `digests are written in lower case: @${lower}`
      : 'a digest is sha256: and 64 lower-case hex digits, or sha512: and 128',
  );
}
