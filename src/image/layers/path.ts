import { PlimsollError } from '../../base/error.ts';
import { printable } from '../../base/text.ts';

/**
 * The canonical path inside an image: no leading or trailing slash, no empty, `.` or `..` parts. Absolute paths are
 * rooted at the image. `''` is the root itself.
 * @throws PlimsollError `malformed` when it climbs out of the root: no runtime unpacks such a layer
 */
export function canonicalPath(raw: string, what = 'path'): string {
  if (isCanonical(raw)) return raw;
  const parts: string[] = [];
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined)
      throw new PlimsollError(
        'malformed',
        `read layer: the ${what} ${JSON.stringify(printable(raw.slice(0, 200)))} leaves the image's root`,
        {
          hint: 'the layer was made to write outside of the container: do not use this image',
        },
      );
  }
  return parts.join('/');
}

// The common case without allocation: `usr/bin/env`.
function isCanonical(raw: string): boolean {
  let partStart = 0;
  for (let i = 0; i <= raw.length; i++) {
    if (i < raw.length && raw.charCodeAt(i) !== 0x2f) continue;
    const length = i - partStart;
    if (length === 0) return raw.length === 0;
    if (
      raw.charCodeAt(partStart) === 0x2e &&
      (length === 1 || (length === 2 && raw.charCodeAt(partStart + 1) === 0x2e))
    )
      return false;
    partStart = i + 1;
  }
  return true;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

export type Whiteout =
  | { readonly kind: 'remove'; readonly path: string }
  /** Everything lower layers have in this directory. */
  | { readonly kind: 'opaque'; readonly path: string }
  /** aufs bookkeeping (`.wh..wh.plnk`, …): not a file, hides nothing. */
  | { readonly kind: 'ignored' };

/** Reads a whiteout out of an entry's path (image-spec, layer, "Whiteouts"); undefined for an ordinary file. */
export function parseWhiteout(path: string): Whiteout | undefined {
  const slash = path.lastIndexOf('/') + 1;
  if (!path.startsWith(WHITEOUT, slash)) return undefined;
  const name = path.slice(slash);
  const directory = slash > 0 ? path.slice(0, slash - 1) : '';
  if (name === OPAQUE) return { kind: 'opaque', path: directory };
  if (name.startsWith('.wh..wh.')) return { kind: 'ignored' };
  const hidden = name.slice(WHITEOUT.length);
  if (hidden === '' || hidden === '.' || hidden === '..') return { kind: 'ignored' };
  return { kind: 'remove', path: path.slice(0, slash) + hidden };
}
