/** `Content-Range: bytes 500-1499/2048`; `total` is undefined for `*`. */
export interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly total: number | undefined;
}

/** Parses the Content-Range of a 206 (RFC 9110, 14.4). */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const match = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(value ?? '');
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2]);
  return last < first ? undefined : { first, last, total: match[3] === '*' ? undefined : Number(match[3]) };
}

/**
 * Bytes a registry holds of an unfinished upload, from `Range: 0-1023` (distribution-spec, "Pushing a blob in chunks").
 * `0-0` is what registries say for nothing at all as well as for one byte, so it counts as nothing.
 */
export function parseUploadRange(value: string | undefined): number | undefined {
  const match = /^\s*(?:bytes=)?0-(\d{1,15})\s*$/.exec(value ?? '');
  if (!match) return undefined;
  return match[1] === '0' ? 0 : Number(match[1]) + 1;
}

/** An ETag that `If-Range` may carry: strong ones only (RFC 9110, 13.1.5). */
export function strongEtag(value: string | undefined): string | undefined {
  return value && /^"[\x21\x23-\x7e\x80-\xff]{0,512}"$/.test(value) ? value : undefined;
}
