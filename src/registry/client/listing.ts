import { PlimsollError } from '../../base/error.ts';
import { type JsonObject, parseJsonObject } from '../../base/json.ts';
import { send } from './call.ts';
import { nextPage } from './link.ts';
import type { OperationOptions } from './manifests.ts';
import { type Place, placeOf, pullFrom, type Repository } from './pull-from.ts';
import { isWebPage, readBody, webPage } from './read-body.ts';
import { CATALOG_SCOPE, repositoryScope } from './scope.ts';
import type { Session } from './session.ts';

const PAGE_BYTES = 8 * 1024 * 1024;
const MAX_PAGES = 10_000;
const PAGE_SIZE = 1000;

export interface ListOptions extends OperationOptions {
  /** At most so many names. Default 1 000 000. */
  readonly limit?: number;
  /** At most so many pages. Default 10 000. */
  readonly maxPages?: number;
}

/** A repository's tags, in the registry's order. @throws PlimsollError `not-found`, `auth`, `malformed`, `limit` */
export async function listTags(
  session: Session,
  repo: Repository,
  options: ListOptions = {},
): Promise<readonly string[]> {
  const doing = `list tags of ${repo.registry}/${repo.repository}`;
  return pullFrom(session, repo, 'resolve', (place) =>
    readNames(session, place, options, {
      doing,
      path: `/${place.repository}/tags/list?n=${PAGE_SIZE}`,
      scope: repositoryScope(place.repository, 'pull'),
      field: 'tags',
    }),
  );
}

/** A registry's repositories, as far as it shows them. @throws PlimsollError `auth`, `unsupported`, `malformed` */
export async function listRepositories(
  session: Session,
  registry: string,
  options: ListOptions = {},
): Promise<readonly string[]> {
  const place = await placeOf(session, { registry, repository: '' });
  return readNames(session, place, options, {
    doing: `list repositories of ${registry}`,
    path: `/_catalog?n=${PAGE_SIZE}`,
    scope: CATALOG_SCOPE,
    field: 'repositories',
  });
}

interface Listing {
  readonly doing: string;
  readonly path: string;
  readonly scope: string;
  readonly field: 'tags' | 'repositories';
}

async function readNames(
  session: Session,
  place: Place,
  options: ListOptions,
  listing: Listing,
): Promise<readonly string[]> {
  const limit = options.limit ?? 1_000_000;
  const names: string[] = [];
  for await (const page of readPages(session, place, options, listing)) {
    const list = page[listing.field] ?? []; // Go registries say null for none
    if (!Array.isArray(list) || !list.every((name) => typeof name === 'string'))
      throw new PlimsollError('malformed', `${listing.doing}: ${listing.field} is not a list of names`);
    for (const name of list) names.push(name);
    if (names.length >= limit) return names.slice(0, limit);
  }
  return names;
}

/** Every page of a list, each a JSON object. A list that leads back to a page already read is an error. */
async function* readPages(
  session: Session,
  { target, repository }: Place,
  options: ListOptions,
  first: { readonly doing: string; readonly path: string; readonly scope: string },
): AsyncGenerator<JsonObject> {
  const { doing } = first;
  const { maxPages = MAX_PAGES } = options;
  const seen = new Set<string>();
  for (let path: string | undefined = first.path; path !== undefined; ) {
    if (seen.has(path))
      throw new PlimsollError('malformed', `${doing}: the registry's pages lead in a circle`);
    if (seen.size >= maxPages) throw new PlimsollError('limit', `${doing}: more than ${maxPages} pages`);
    seen.add(path);
    const scopes = [first.scope];
    const response = await send(session, target, {
      ...{ doing, method: 'GET', path, repository, scopes, document: true, accept: [200] },
      signal: options.signal,
    });
    if (isWebPage(response)) throw webPage(response, doing);
    yield parseJsonObject(await readBody(response, PAGE_BYTES, doing), doing);
    path = nextPage(response.headers('link'), response.url, doing);
  }
}
