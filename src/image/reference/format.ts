import { DOCKER_HUB } from './hosts.ts';
import { COLON_SPELLINGS, REFUSED_SPELLINGS } from './transports.data.ts';
import type { ImageReference } from './types.ts';

/**
 * The reference in full, with nothing assumed: `docker.io/library/nginx:latest`, `store:ghcr.io/a/b@sha256:…`,
 * `oci:./layout:v1`. The registry's have no prefix. Parsing it again gives the same reference.
 */
export function formatReference(reference: ImageReference): string {
  const { transport, path, ref, imageId } = reference;
  const name = fullName(reference);
  const bare = transport === 'auto' || (transport === 'registry' && !needsTransport(name));
  const prefix = bare ? '' : `${transport}:`;
  if (name !== undefined) return `${prefix}${name}`;
  if (imageId !== undefined) return `${prefix}${imageId}`;
  return `${prefix}${path ?? ''}${ref === undefined ? '' : `:${ref}`}${digestPart(reference)}`;
}

// A registry whose host is called `oci` or `file` would be taken for that transport.
function needsTransport(name = ''): boolean {
  const word = /^([a-z-]+):/.exec(name)?.[1] ?? '';
  const shape = COLON_SPELLINGS.get(word)?.shape;
  return REFUSED_SPELLINGS.has(word) || (shape !== undefined && shape !== 'name');
}

/** Registry, repository, tag and digest without a transport; undefined for a path or an image id. */
export function fullName(reference: ImageReference): string | undefined {
  const { registry, repository, tag } = reference;
  if (registry === undefined || repository === undefined) return undefined;
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digestPart(reference)}`;
}

/** As short as docker shows it: `nginx:1.29`, `bitnami/redis`, `ghcr.io/a/b:v1`; `:latest` is left out. */
export function familiarName(reference: ImageReference): string {
  const { registry, repository, tag } = reference;
  if (registry === undefined || repository === undefined) return formatReference(reference);
  const tagPart = tag === undefined || (tag === 'latest' && !reference.digest) ? '' : `:${tag}`;
  return `${familiarRepository(registry, repository)}${tagPart}${digestPart(reference)}`;
}

/** `docker.io/library/nginx` as `nginx`: what docker writes into RepoTags before the tag. */
export function familiarRepository(registry: string, repository: string): string {
  if (registry !== DOCKER_HUB) return `${registry}/${repository}`;
  return repository.replace(/^library\/(?=[^/]+$)/, '');
}

function digestPart(reference: ImageReference): string {
  return reference.digest === undefined ? '' : `@${reference.digest}`;
}
