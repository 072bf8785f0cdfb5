import { mapConcurrent } from '../../base/concurrency.ts';
import { algorithmOf, type Digest, hexOf } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { parseJsonObject } from '../../base/json.ts';
import { type Descriptor, parseDescriptor } from '../../image/descriptor.ts';
import { type Document, isImageDocument, isIndexDocument } from '../../image/manifest.ts';
import { send } from './call.ts';
import { nextPage } from './link.ts';
import { getManifest, type OperationOptions } from './manifests.ts';
import { type Place, placeOf, type Repository } from './pull-from.ts';
import { isWebPage, readBody } from './read-body.ts';
import { repositoryScope } from './scope.ts';
import type { Session } from './session.ts';

const PAGE_BYTES = 8 * 1024 * 1024;
const MAX_PAGES = 1000;
/** Referrers of one image; more than anybody signs, less than what keeps us busy for hours. */
export const MAX_REFERRERS = 10_000;
const REREAD_AT_ONCE = 4;

export interface ReferrersOptions extends OperationOptions {
  readonly artifactType?: string;
}

/**
 * What refers to a manifest (signatures, attestations, SBOMs): by the referrers API, or where a registry has none by
 * the fallback tag. Descriptors of the fallback tag are read anew from the manifests, because clients write them wrong.
 * @throws PlimsollError `auth`, `malformed`, `limit`, `network`
 */
export async function listReferrers(
  session: Session,
  repo: Repository,
  subject: Digest,
  options: ReferrersOptions = {},
): Promise<readonly Descriptor[]> {
  const place = await placeOf(session, repo);
  const found =
    (await readReferrersApi(session, place, repo, subject, options)) ??
    (await readFallbackTag(session, repo, subject, options));
  const { artifactType } = options;
  return artifactType === undefined ? found : found.filter((d) => d.artifactType === artifactType);
}

/** The tag that stands in for the referrers API: `sha256-<hex>` (distribution-spec, "Referrers Tag Schema"). */
export function fallbackTag(subject: Digest): string {
  return `${algorithmOf(subject).slice(0, 32)}-${hexOf(subject).slice(0, 64)}`;
}

/** True when the registry answers the referrers API. */
export async function hasReferrersApi(
  session: Session,
  repo: Repository,
  subject: Digest,
  options: OperationOptions = {},
): Promise<boolean> {
  return (
    (await readReferrersApi(session, await placeOf(session, repo), repo, subject, options)) !== undefined
  );
}

/** The descriptor of a referrer as the referrers API would list it (distribution-spec, "Listing Referrers"). */
export function referrerDescriptor(document: Document): Descriptor {
  const { bytes, digest, mediaType, value } = document;
  const config = isImageDocument(document) ? document.value.config.mediaType : undefined;
  const artifactType = value.artifactType || config;
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(artifactType && { artifactType }),
    ...(value.annotations && { annotations: value.annotations }),
  };
}

async function readReferrersApi(
  session: Session,
  { target, repository }: Place,
  repo: Repository,
  subject: Digest,
  options: ReferrersOptions,
): Promise<readonly Descriptor[] | undefined> {
  const doing = `list referrers of ${repo.registry}/${repo.repository}@${subject}`;
  const query = options.artifactType ? `?artifactType=${encodeURIComponent(options.artifactType)}` : '';
  const found: Descriptor[] = [];
  const seen = new Set<string>();
  for (let path: string | undefined = `/${repository}/referrers/${subject}${query}`; path !== undefined; ) {
    if (seen.has(path) || seen.size >= MAX_PAGES)
      throw new PlimsollError('malformed', `${doing}: the registry's pages lead in a circle`);
    seen.add(path);
    const response = await send(session, target, {
      ...{ doing, method: 'GET', path, repository, scopes: [repositoryScope(repository, 'pull')] },
      ...{
        document: true,
        accept: seen.size === 1 ? [200, 400, 404, 405, 501] : [200],
        signal: options.signal,
      },
    });
    if (response.status !== 200 || isWebPage(response)) {
      await response.discard();
      return undefined;
    }
    const page = readIndexPage(await readBody(response, PAGE_BYTES, doing), doing);
    if (!page) return undefined;
    found.push(...page);
    if (found.length > MAX_REFERRERS) throw tooMany(doing);
    path = nextPage(response.headers('link'), response.url, doing);
  }
  return found;
}

// Static file servers and old proxies answer anything with 200: what is no index is no referrers API.
function readIndexPage(bytes: Buffer, doing: string): readonly Descriptor[] | undefined {
  const json = parseJsonObject(bytes, doing);
  const manifests = json.manifests ?? [];
  if (json.schemaVersion !== 2 || !Array.isArray(manifests)) return undefined;
  return manifests.map((m, i) => parseDescriptor(m, `${doing}: entry ${i + 1}`));
}

async function readFallbackTag(
  session: Session,
  repo: Repository,
  subject: Digest,
  options: OperationOptions,
): Promise<readonly Descriptor[]> {
  const index = await ifThere(getManifest(session, repo, fallbackTag(subject), options));
  if (!index || !isIndexDocument(index)) return [];
  const { manifests } = index.value;
  if (manifests.length > MAX_REFERRERS)
    throw tooMany(`list referrers of ${repo.registry}/${repo.repository}`);
  const read = await mapConcurrent(manifests, REREAD_AT_ONCE, async ({ digest }) => {
    const document = await ifThere(getManifest(session, repo, digest, options));
    return document?.value.subject?.digest === subject ? referrerDescriptor(document) : undefined;
  });
  const unique = new Map(read.filter((d) => d !== undefined).map((d) => [d.digest, d]));
  return [...unique.values()];
}

async function ifThere(document: Promise<Document>): Promise<Document | undefined> {
  try {
    return await document;
  } catch (error) {
    if (error instanceof PlimsollError && /^(not-found|unsupported)$/.test(error.code)) return undefined;
    throw error;
  }
}

function tooMany(doing: string): PlimsollError {
  return new PlimsollError('limit', `${doing}: more than ${MAX_REFERRERS} referrers`);
}
