// Which licences a text holds: whole licence texts by their fingerprints, and the notices that only name a licence.
import { type Fingerprint, type FingerprintIndex, fingerprintIndex } from './fingerprints.ts';
import { noticesIn } from './notices.ts';
import { eachGram, wordHash } from './words.ts';

export interface ClassifiedLicense {
  /** A valid SPDX expression. */
  readonly expression: string;
  /** 0 to 1: the share of the licence's text that is there; 0.9 for a notice, 0.6 for a mere pointer. */
  readonly confidence: number;
}

const MAX_LENGTH = 512 * 1024;
const THRESHOLD = 0.75;
// Of what tells a licence from one that shares most of its text.
const DISTINCT_SHARE = 0.35;
const MAX_ANCHORS = 256;

/**
 * Names the licences of a LICENSE, COPYING or copyright file, surest first. Reads the first 512 Ki characters, in one pass:
 * about 10 ms for a megabyte.
 */
export function classifyLicenseText(text: string): ClassifiedLicense[] {
  const body = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
  const index = fingerprintIndex();
  const scan = scanText(body, index);
  const shares = index.licenses.map((license) => shareOf(license, scan.seen));
  const texts = index.licenses.flatMap((license, i) =>
    isCandidate(license, shares[i] as number, scan.seen) && survives(i, index.licenses, shares, scan.seen)
      ? [{ expression: license.id, confidence: shares[i] as number, place: i }]
      : [],
  );
  const inside = texts.map(({ place }) => [scan.from[place], scan.to[place]] as const);
  const anchors = scan.anchors.filter((at) => !inside.some(([from, to]) => at >= from! && at <= to!));
  return merge([
    ...texts,
    ...noticesIn(
      body,
      anchors,
      texts.map(({ expression }) => expression),
    ),
  ]);
}

interface Scan {
  /** By gram: 1 where it was read. */
  readonly seen: Uint8Array;
  /** By licence: where its first and last gram were read. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Behind each "General Public License" and "Free Documentation License". */
  readonly anchors: readonly number[];
}

const [GENERAL, PUBLIC, FREE, DOCUMENTATION] = ['general', 'public', 'free', 'documentation'].map(wordHash);
const [LICENSE, LICENCE] = ['license', 'licence'].map(wordHash);

function scanText(text: string, { licenses, grams, licenseOf, filter, places }: FingerprintIndex): Scan {
  const seen = new Uint8Array(grams);
  const from = new Int32Array(licenses.length).fill(-1);
  const to = new Int32Array(licenses.length);
  const anchors: number[] = [];
  let [before, last] = [0, 0];
  eachGram(text, (gram, word, end) => {
    if (((filter[gram >>> 17] as number) >> ((gram >>> 14) & 7)) & 1) {
      for (const place of places.get(gram) ?? []) {
        const license = licenseOf[place] as number;
        seen[place] = 1;
        if ((from[license] as number) < 0) from[license] = end;
        to[license] = end;
      }
    }
    if ((word === LICENSE || word === LICENCE) && isNamed(before, last) && anchors.length < MAX_ANCHORS)
      anchors.push(end);
    before = last;
    last = word;
  });
  return { seen, from, to, anchors };
}

function isNamed(before: number, last: number): boolean {
  return (before === GENERAL && last === PUBLIC) || (before === FREE && last === DOCUMENTATION);
}

function shareOf({ first, count }: Fingerprint, seen: Uint8Array): number {
  let found = 0;
  for (let i = first; i < first + count; i++) found += seen[i] as number;
  return found / count;
}

function found(places: readonly number[] | undefined, seen: Uint8Array): number {
  if (!places || places.length === 0) return 0;
  return places.reduce((sum, place) => sum + (seen[place] as number), 0) / places.length;
}

/** Enough of its text, and of what no other has: one made of parts of others, all of which the text holds, is not there. */
function isCandidate(license: Fingerprint, share: number, seen: Uint8Array): boolean {
  return share >= THRESHOLD && (license.own.length === 0 || found(license.own, seen) >= DISTINCT_SHARE);
}

/** Not better explained by another candidate that shares much of its text. */
function survives(
  index: number,
  licenses: readonly Fingerprint[],
  shares: readonly number[],
  seen: Uint8Array,
): boolean {
  const license = licenses[index] as Fingerprint;
  return [...license.rivals].every(([rival, distinct]) => {
    const other = licenses[rival] as Fingerprint;
    if (!isCandidate(other, shares[rival] as number, seen)) return true;
    if (found(distinct, seen) >= DISTINCT_SHARE) return true;
    if (found(other.rivals.get(index), seen) >= DISTINCT_SHARE) return false;
    // A variant of both: the one that is more of it, else the shorter.
    const more = (shares[index] as number) - (shares[rival] as number);
    return more > 0 || (more === 0 && license.count <= other.count);
  });
}

function merge(all: readonly ClassifiedLicense[]): ClassifiedLicense[] {
  const best = new Map<string, number>();
  for (const { expression, confidence } of all)
    best.set(expression, Math.max(best.get(expression) ?? 0, confidence));
  return [...best]
    .map(([expression, confidence]) => ({ expression, confidence: Math.round(confidence * 100) / 100 }))
    .sort((a, b) => b.confidence - a.confidence || (a.expression < b.expression ? -1 : 1));
}
