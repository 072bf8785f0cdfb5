// The texts that SPDX allows in its fields.
import { createHash } from 'node:crypto';
import { contentId } from '../../identity.ts';

export const NOASSERTION = 'NOASSERTION';

/** Letters, digits, dots and dashes: what an SPDX id may consist of. */
export function idText(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 120);
}

/** One line without control characters or blanks around it, as tag-value can hold it. */
export function oneLine(text: string): string {
  return withoutTags(text.replace(/[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')).trim();
}

/** Tag-value has no way to escape the tags that enclose its texts: they are broken. */
export function withoutTags(text: string): string {
  return text.replace(/<(?=\/?text>)/g, '< ');
}

/** SPDX wants seconds and `Z`; what is no such time becomes the epoch. */
export function spdxTime(created: string): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(created);
  return match ? `${match[1]}Z` : '1970-01-01T00:00:00Z';
}

/** `LicenseRef-…` of a text that no expression says; the same text, the same id. */
export function licenceRef(value: string): string {
  const plain = idText(value);
  return `LicenseRef-${plain === value && plain.length < 60 ? plain : `${plain.slice(0, 40)}-${contentId(value)}`}`;
}

/** SPDX 2.3, 7.9: SHA1 over the sorted SHA1s of a package's files. */
export function verificationCode(sha1s: readonly string[]): string {
  return createHash('sha1')
    .update([...sha1s].sort().join(''))
    .digest('hex');
}
