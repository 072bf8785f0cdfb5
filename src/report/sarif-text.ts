import { encodePath } from '../base/path-bytes.ts';
import { cut, oneLine } from './text/clean.ts';

/** Percent-encodes an image path's bytes, `/` kept, `:` not, so that no first segment reads as a scheme (RFC 3986, 4.2). */
export function pathUri(path: string): string {
  let uri = '';
  for (const byte of encodePath(path.replace(/^\/+/, ''))) {
    const c = String.fromCharCode(byte);
    uri += /[A-Za-z0-9._~/-]/.test(c) ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  // An empty or `.`/`..` segment would be normalised away by whoever resolves the reference.
  return uri
    .split('/')
    .map((segment) => (/^\.{1,2}$/.test(segment) ? segment.replaceAll('.', '%2E') : segment))
    .join('/')
    .replace(/\/{2,}/g, '/%2F');
}

const LONGEST = 2000;

/** Text for a SARIF message: no placeholders (3.11.5) and no embedded links (3.11.6) that we did not mean. */
export function messageText(text: string): string {
  return oneLine(cut(text, LONGEST))
    .replace(/\{(\d+)\}/g, '{{$1}}')
    .replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

const TAGGED = new Set(['registry', 'store', 'docker', 'podman', 'containerd']);

/** `docker.io/library/nginx`: a reference without tag and digest, the same for every build; a file's or folder's as it is. */
export function repositoryOf(reference: string, transport: string): string {
  const name = TAGGED.has(transport) ? reference.replace(/@[^@/]*$/, '').replace(/:[^:/]*$/, '') : reference;
  return name || 'image';
}
