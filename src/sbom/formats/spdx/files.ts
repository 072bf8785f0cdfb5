import type { JsonObject } from '../../../base/json.ts';
import { contentId } from '../../identity.ts';
import type { Package } from '../../model.ts';
import { objectOf, objectsOf, textOf, withoutSlash } from '../values.ts';

export interface OwnedFile {
  readonly path: string;
  readonly sha1: string;
}

/**
 * A package's files, where its database has the SHA1 of each: SPDX wants it of every file it names. Folders have none and
 * are no files.
 */
export function filesOf(pkg: Package): OwnedFile[] {
  const files: OwnedFile[] = [];
  for (const file of objectsOf(pkg.metadata?.files)) {
    const digest = objectOf(file.digest);
    if (textOf(digest.value) === '') continue;
    const sha1 = sha1Of(digest);
    if (sha1 === undefined) return [];
    files.push({ path: withoutSlash(textOf(file.path)), sha1 });
  }
  return files;
}

// apk writes `Q1` and base64.
function sha1Of({ algorithm, value }: JsonObject): string | undefined {
  const text = textOf(value);
  const hex = /^Q1[A-Za-z0-9+/]{27}=$/.test(text)
    ? Buffer.from(text.slice(2), 'base64').toString('hex')
    : text;
  const isSha1 = /sha-?1/i.test(textOf(algorithm)) && /^[0-9a-f]{40}$/i.test(hex);
  return isSha1 ? hex.toLowerCase() : undefined;
}

export function fileId(file: OwnedFile): string {
  return `SPDXRef-File-${contentId({ ...file })}`;
}
