import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';

/** `name/version@user/channel#recipe-revision:package-id#package-revision%timestamp`, all behind the version optional. */
export interface ConanReference {
  readonly text: string;
  readonly name: string;
  readonly version: string;
  readonly user: string;
  readonly channel: string;
  readonly recipeRevision: string;
  readonly packageId: string;
  readonly packageRevision: string;
  readonly timestamp: string;
}

/** Undefined where it is no reference, or one of a range of versions. */
export function parseConanReference(text: string): ConanReference | undefined {
  const [body = '', timestamp = ''] = text.trim().split('%');
  const [recipe = '', package_ = ''] = body.split(':');
  const [place = '', recipeRevision = ''] = recipe.split('#');
  const [packageId = '', packageRevision = ''] = package_.split('#');
  const match = /^([\w.+-]+)\/([^/@\s[\]]+)(?:@(?:([^/@\s]*)\/([^/@\s]*))?)?$/.exec(place.trim());
  if (!match) return undefined;
  const [, name = '', version = '', user = '', channel = ''] = match;
  return {
    text: text.trim(),
    name,
    version,
    user: user === '_' ? '' : user,
    channel: channel === '_' ? '' : channel,
    recipeRevision,
    packageId,
    packageRevision,
    timestamp,
  };
}

/** What every one of Conan's files has in common. */
export function conanDraft(reference: ConanReference, evidence: 'installed' | 'declared'): PackageDraft {
  const { name, version, user, channel } = reference;
  return {
    name,
    version,
    type: 'conan',
    language: 'c++',
    purl: formatPurl({
      type: 'conan',
      name,
      version,
      qualifiers: { channel },
      ...(user && { namespace: user }),
    }),
    evidence,
  };
}

/** The fields of a lock file of Conan 2, and of conaninfo.txt. */
export function referenceMetadata(reference: ConanReference): JsonObject {
  return {
    ref: reference.text,
    ...field('packageID', reference.packageId),
    ...field('username', reference.user),
    ...field('channel', reference.channel),
    ...field('recipeRevision', reference.recipeRevision),
    ...field('packageRevision', reference.packageRevision),
    ...field('timestamp', reference.timestamp),
  };
}
