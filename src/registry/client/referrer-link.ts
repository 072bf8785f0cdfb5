import { type Digest, digestOf } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { canonicalJson, type JsonObject } from '../../base/json.ts';
import { type Document, isIndexDocument } from '../../image/manifest.ts';
import { MediaType } from '../../image/media-types.ts';
import { getManifest, type OperationOptions, putManifest } from './manifests.ts';
import type { Repository } from './pull-from.ts';
import { fallbackTag, hasReferrersApi, MAX_REFERRERS, referrerDescriptor } from './referrers.ts';
import { backoff } from './retry.ts';
import type { Session } from './session.ts';

const MAX_ROUNDS = 8;

/**
 * Makes a pushed manifest findable from its subject: nothing to do where the registry has the referrers API, otherwise
 * it is added to the fallback tag, which is read again afterwards and written again when another writer came between.
 * @throws PlimsollError `network` when others keep overwriting it
 */
export async function linkReferrer(
  session: Session,
  repo: Repository,
  document: Document,
  options: OperationOptions = {},
): Promise<void> {
  const subject = document.value.subject?.digest;
  if (!subject || (await hasReferrersApi(session, repo, subject, options))) return;
  const key = `${repo.registry}/${repo.repository}:${fallbackTag(subject)}`;
  const before = session.tagWriters.get(key) ?? Promise.resolve();
  const turn = before.catch(() => {}).then(() => addToTag(session, repo, document, subject, options));
  session.tagWriters.set(key, turn);
  await turn;
}

async function addToTag(
  session: Session,
  repo: Repository,
  document: Document,
  subject: Digest,
  options: OperationOptions,
): Promise<void> {
  const entry = referrerDescriptor(document);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const listed = await readEntries(session, repo, subject, options);
    if (listed.some((d) => d.digest === entry.digest)) return;
    if (listed.length >= MAX_REFERRERS)
      throw new PlimsollError('limit', `link ${entry.digest} to its subject: the fallback tag is full`);
    await putManifest(session, repo, fallbackTag(subject), indexOf([...listed, { ...entry }]), options);
    const after = await readEntries(session, repo, subject, options);
    if (after.some((d) => d.digest === entry.digest)) return;
    await session.clock.sleep(backoff(session.retry, round, session.clock.random()), options.signal);
  }
  throw new PlimsollError(
    'network',
    `link ${entry.digest} to its subject: others keep overwriting the tag ${fallbackTag(subject)}`,
    { hint: 'try again once the other writers are done' },
  );
}

async function readEntries(
  session: Session,
  repo: Repository,
  subject: Digest,
  options: OperationOptions,
): Promise<readonly JsonObject[]> {
  try {
    const index = await getManifest(session, repo, fallbackTag(subject), options);
    // As JSON, so that fields we do not know survive the rewrite.
    return isIndexDocument(index) ? (JSON.parse(index.bytes.toString('utf8')).manifests as JsonObject[]) : [];
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'not-found') return [];
    throw error;
  }
}

function indexOf(manifests: readonly object[]): Pick<Document, 'bytes' | 'digest' | 'mediaType'> {
  const mediaType = MediaType.ociIndex;
  const bytes = Buffer.from(canonicalJson({ schemaVersion: 2, mediaType, manifests }));
  return { bytes, digest: digestOf(bytes), mediaType };
}
