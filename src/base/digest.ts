import { createHash, type Hash } from 'node:crypto';
import { PlimsollError } from './error.ts';

declare const brand: unique symbol;
/** `algorithm:hex` of stored (usually compressed) bytes. Minted only by {@link parseDigest} and {@link digestOf}. */
export type Digest = string & { readonly [brand]: 'digest' };
/** `algorithm:hex` of a layer's uncompressed tar. Never interchangeable with {@link Digest}. */
export type DiffId = string & { readonly [brand]: 'diffId' };

export type DigestAlgorithm = 'sha256' | 'sha512';
const HEX_LENGTH: Readonly<Record<DigestAlgorithm, number>> = { sha256: 64, sha512: 128 };

/**
 * Parses `sha256:<64 hex>` or `sha512:<128 hex>` (OCI image-spec, descriptor, "Digests").
 * @throws PlimsollError `malformed`
 */
export function parseDigest(text: unknown, where = 'digest'): Digest {
  if (isDigest(text)) return text;
  throw new PlimsollError(
    'malformed',
    `read ${where}: ${JSON.stringify(text)?.slice(0, 100)} is not a digest`,
    {
      hint: 'a digest is sha256: and 64 lower-case hex digits, or sha512: and 128',
    },
  );
}

/** Parses a layer's diffID. @throws PlimsollError `malformed` */
export function parseDiffId(text: unknown, where = 'diffID'): DiffId {
  return parseDigest(text, where) as string as DiffId;
}

export function isDigest(text: unknown): text is Digest {
  if (typeof text !== 'string') return false;
  const colon = text.indexOf(':');
  const length = HEX_LENGTH[text.slice(0, colon) as DigestAlgorithm];
  return (
    length !== undefined && text.length === colon + 1 + length && /^[0-9a-f]+$/.test(text.slice(colon + 1))
  );
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
}

export function algorithmOf(digest: Digest | DiffId): DigestAlgorithm {
  return digest.slice(0, digest.indexOf(':')) as DigestAlgorithm;
}

export function hexOf(digest: Digest | DiffId): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** `sha256:63b44e8d…e7e94`: enough to recognise, short enough for a table. */
export function shortDigest(digest: Digest | DiffId): string {
  const hex = hexOf(digest);
  return `${algorithmOf(digest)}:${hex.slice(0, 8)}…${hex.slice(-5)}`;
}

export function createHasher(algorithm: DigestAlgorithm): Hash {
  return createHash(algorithm);
}

export function finishHasher(hash: Hash, algorithm: DigestAlgorithm): Digest {
  return `${algorithm}:${hash.digest('hex')}` as Digest;
}
