import { type Digest, isDigest } from '../../base/digest.ts';
import { badReference } from './error.ts';
import { parseName } from './name.ts';
import {
  COLON_SPELLINGS,
  NAMESAKES,
  REFUSED_SPELLINGS,
  SCHEME_SPELLINGS,
  type TransportSpelling,
} from './transports.data.ts';
import type { Assumption, ImageReference, ParseReferenceOptions, ReferenceTransport } from './types.ts';

const MAX_INPUT = 8192;
const MAX_PATH = 4096;
const MAX_REF = 512;
const NAMED: ReadonlySet<ReferenceTransport> = new Set([
  'registry',
  'store',
  'docker',
  'podman',
  'containerd',
]);

/**
 * Parses `[transport:]reference` as CLI.md's "Image references" lists them, and the spellings of skopeo (`docker://`,
 * `docker-daemon:`), regclient (`ocidir://`) and helm (`oci://`). What was filled in is in `assumptions`.
 *
 * A transport's name is also a name an image or a host can have. `registry:5000/x` is the host `registry` on port 5000;
 * `registry:2` and `docker:28-dind` are the Official Images of those names, whenever the rest is a version number or one
 * of their known tags; everything else is the transport. The first two are noted in `assumptions`.
 * @throws PlimsollError `usage`
 */
export function parseReference(text: string, options: ParseReferenceOptions = {}): ImageReference {
  checkText(text);
  const scheme = /^([a-z][a-z0-9-]*):(\/\/(?!\/))?/.exec(text);
  const word = scheme?.[1] ?? '';
  const rest = text.slice(scheme?.[0].length ?? 0);
  const refused = REFUSED_SPELLINGS.get(word);
  if (refused && (scheme?.[2] || !word.startsWith('http')))
    throw badReference(text, refused.why, refused.hint);
  const spelling = (scheme?.[2] && SCHEME_SPELLINGS.get(word)) || COLON_SPELLINGS.get(word);
  if (!spelling) {
    if (scheme?.[2]) throw badReference(text, `"${word}://" is not a transport plimsoll knows`);
    return parsePlain(text, options, []);
  }
  const namesake = scheme?.[2] ? undefined : namesakeOf(word, rest, spelling);
  if (namesake) return parsePlain(text, options, [namesake]);
  return parseTransport(spelling, rest, text, options);
}

/** The same reference on the transport that the caller found it on, which it then says was assumed. */
export function withTransport(reference: ImageReference, transport: ReferenceTransport): ImageReference {
  if (reference.transport !== 'auto') return reference;
  const note = reference.assumptions.find((a) => a.what === 'transport')?.note;
  const said = { what: 'transport', value: transport, ...(note && { note }) } as const;
  if (isPathTransport(transport) && reference.path !== undefined) {
    // It turned out to be a file: what was read into the text as a name was never meant.
    const { input, path } = reference;
    return { input, transport, path, assumptions: [said] };
  }
  const assumptions = reference.assumptions.filter((a) => a.what !== 'transport');
  return { ...reference, transport, assumptions: [said, ...assumptions] };
}

function isPathTransport(transport: ReferenceTransport): boolean {
  const spelling = COLON_SPELLINGS.get(transport);
  return spelling !== undefined && spelling.shape !== 'name';
}

/** True for text that only a path can be: it starts with `/`, `./`, `../` or `~`, ends in `/`, or has a backslash. */
export function looksLikePath(text: string): boolean {
  return /^(?:\/|\.\.?(?:\/|$)|~)|\\|\/$/.test(text);
}

function checkText(text: string): void {
  if (text.trim() === '') throw badReference(text, 'it is empty', 'name an image, for example nginx:1.29');
  if (text.length > MAX_INPUT) throw badReference(text, `it has more than ${MAX_INPUT} characters`);
  if (/[\x00-\x1f\x7f]/.test(text)) throw badReference(text, 'it has a control character in it');
}

function namesakeOf(word: string, rest: string, spelling: TransportSpelling): Assumption | undefined {
  if (spelling.shape !== 'name') return undefined;
  if (/^\d{1,5}\//.test(rest))
    return {
      what: 'transport',
      value: 'registry',
      note: `"${word}" was taken for a registry's host with a port`,
    };
  const tag = rest.replace(/@.*$/s, '');
  const known = NAMESAKES.get(word);
  if (!known || (!known.has(tag) && !isVersionTag(tag))) return undefined;
  return {
    what: 'transport',
    value: 'registry',
    note: `"${word}:${tag}" was taken for the image "${word}" with the tag "${tag}"; write ${word}:library/${tag} for the image "${tag}" by the transport ${word}:`,
  };
}

/** `2`, `2.8.3`, `28-dind`, `3.0.0-rc.1`: what version tags look like; an image id (12 digits and more) does not. */
function isVersionTag(tag: string): boolean {
  return /^v?\d{1,4}(?:\.\d{1,4}){0,3}(?:-[a-z0-9][a-z0-9.-]*)?$/.test(tag);
}

function parsePlain(
  text: string,
  options: ParseReferenceOptions,
  assumed: readonly Assumption[],
): ImageReference {
  const transport = options.defaultTransport ?? 'auto';
  if (transport !== 'auto') {
    const spelling = COLON_SPELLINGS.get(transport);
    if (spelling) return parseTransport(spelling, text, text, options, assumed);
  }
  if (looksLikePath(text)) return { input: text, transport, path: checkPath(text, text), assumptions: [] };
  const id = localId(text);
  if (id)
    return {
      input: text,
      transport: 'store',
      imageId: id,
      assumptions: [{ what: 'transport', value: 'store' }],
    };
  try {
    return { ...named('auto', text, text, options, assumed), path: text };
  } catch (error) {
    if (!options.exists?.(text)) throw error;
    return { input: text, transport, path: checkPath(text, text), assumptions: [] };
  }
}

function parseTransport(
  spelling: TransportSpelling,
  rest: string,
  input: string,
  options: ParseReferenceOptions,
  assumed: readonly Assumption[] = [],
): ImageReference {
  const { transport, shape } = spelling;
  if (rest === '') throw badReference(input, 'nothing follows the transport', `for example ${transport}:…`);
  if (shape === 'name') return named(transport, rest, input, options, assumed);
  if (shape === 'path') return { input, transport, path: checkPath(rest, input), assumptions: assumed };
  return { input, transport, ...splitPathRef(rest, input, options), assumptions: assumed };
}

function named(
  transport: ReferenceTransport,
  text: string,
  input: string,
  options: ParseReferenceOptions,
  assumed: readonly Assumption[],
): ImageReference {
  const id = localId(text);
  if (id && transport !== 'registry') return { input, transport, imageId: id, assumptions: assumed };
  if (id)
    throw badReference(
      input,
      'it is the id of a local image, which registries do not know',
      `write REPOSITORY@sha256:${id.slice(0, 8)}… for a digest, or store:, docker:, podman: for a local image`,
    );
  const name = parseName(text, input, options);
  const prefix = transport !== 'registry' && /^[0-9a-f]{4,63}$/.test(text);
  return {
    input,
    transport,
    ...name,
    ...(prefix && { imageId: text }),
    assumptions: [...assumed, ...name.assumptions],
  };
}

/** 64 hex digits, alone or after `sha256:`, name a local image by its id (docker). */
function localId(text: string): string | undefined {
  return /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
}

// As containers/image does it: the path ends at its first colon. A drive letter and an existing path with a colon in
// its name are the exceptions.
function splitPathRef(
  text: string,
  input: string,
  options: ParseReferenceOptions,
): { path: string; ref?: string; digest?: Digest } {
  const at = text.lastIndexOf('@');
  const after = text.slice(at + 1);
  const digest = at >= 0 && isDigest(after) ? after : undefined;
  const main = digest ? text.slice(0, at) : text;
  const start = /^[A-Za-z]:[\\/]/.test(main) ? 2 : 0;
  const colon = options.exists?.(main) ? -1 : main.indexOf(':', start);
  const path = checkPath(colon < 0 ? main : main.slice(0, colon), input);
  const ref = colon < 0 ? undefined : main.slice(colon + 1);
  if (ref === '') throw badReference(input, 'nothing follows the colon after the path');
  if (ref !== undefined && (ref.length > MAX_REF || /\s/.test(ref)))
    throw badReference(input, `the name after the path has blanks in it or more than ${MAX_REF} characters`);
  return { path, ...(ref !== undefined && { ref }), ...(digest && { digest }) };
}

function checkPath(path: string, input: string): string {
  if (path === '') throw badReference(input, 'the path is empty');
  if (Buffer.byteLength(path) > MAX_PATH)
    throw badReference(input, `the path has more than ${MAX_PATH} bytes`);
  return path;
}

/** True when the transport names images, not paths. */
export function isNamedTransport(transport: ReferenceTransport): boolean {
  return NAMED.has(transport);
}
