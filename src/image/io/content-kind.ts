// What bytes are, for telling people what they gave in place of an archive.
import { decodeRawHeader } from '../../codec/tar/format.ts';
import { CONTENT_MAGIC } from './content-magic.data.ts';

/** False when no tar can begin so. True for one whose first header is damaged but marked as a tar's. */
export function canBeTar(head: Buffer): boolean {
  if (head.length < 512) return head.length === 0;
  if (head.toString('latin1', 257, 262) === 'ustar') return true;
  if (head.subarray(0, 512).every((byte) => byte === 0)) return true;
  try {
    decodeRawHeader(head);
    return true;
  } catch {
    return false;
  }
}

/** Names what a file looks like by its first bytes: `text`, `an ELF program`, `xz-compressed data`. */
export function describeContent(head: Buffer): string {
  const latin = head.toString('latin1');
  const known = CONTENT_MAGIC.find(({ magic }) => latin.startsWith(magic));
  if (known) return known.what;
  if (!isText(head)) return 'binary data of a kind plimsoll does not know';
  if (/^\s*[{[]/.test(latin)) return 'a JSON document';
  if (/^\s*(#[^\n]*\n\s*)*FROM\s+\S/i.test(latin)) return 'a Dockerfile';
  return 'text';
}

// A character may be cut at the end of the head, hence the stream option.
function isText(head: Buffer): boolean {
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
