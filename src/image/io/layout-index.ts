import { type Digest, isDigest } from '../../base/digest.ts';
import { PlimsollError } from '../../base/error.ts';
import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../base/json.ts';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.ts';
import { type Descriptor, malformed, parseDescriptor } from '../descriptor.ts';
import { isIndexType, isManifestType, MediaType } from '../media-types.ts';
import { isFullName, sameName } from './names.ts';

export const REF_NAME = 'org.opencontainers.image.ref.name';
export const CONTAINERD_NAME = 'io.containerd.image.name';
export const LAYOUT_FILE = '{"imageLayoutVersion":"1.0.0"}';

/** `index.json` of a layout: the entries as understood, and the document as read, for writing it back whole. */
export interface LayoutIndex {
  readonly entries: readonly Descriptor[];
  readonly raw: JsonObject;
}

export const EMPTY_INDEX: LayoutIndex = {
  entries: [],
  raw: { schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [] },
};

/** Parses `index.json` (OCI image-layout). @throws PlimsollError `malformed`, `limit` */
export function parseLayoutIndex(bytes: Buffer, where: string, limits: Limits = DEFAULT_LIMITS): LayoutIndex {
  const raw = parseJsonObject(bytes, where, { maxBytes: limits.documentBytes, maxDepth: limits.jsonDepth });
  const manifests = raw.manifests ?? [];
  if (raw.schemaVersion !== 2 || !Array.isArray(manifests))
    throw malformed(where, 'not an image index (schemaVersion 2 with a list of manifests)');
  if (manifests.length > limits.indexEntries)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${manifests.length} entries, the limit is ${limits.indexEntries}`,
    );
  return { entries: manifests.map((m, i) => parseDescriptor(m, `${where}: entry ${i + 1}`)), raw };
}

/** Checks the marker file. @throws PlimsollError `malformed`, `unsupported` */
export function checkLayoutFile(bytes: Buffer, where: string): void {
  const version = parseJsonObject(bytes, where).imageLayoutVersion;
  if (typeof version !== 'string') throw malformed(where, 'imageLayoutVersion is missing');
  if (!version.startsWith('1.'))
    throw new PlimsollError(
      'unsupported',
      `read ${where}: image layout version ${JSON.stringify(version)}, only 1.x is known`,
    );
}

/** Names an entry goes by: the reference annotation and containerd's. */
export function namesOf(entry: Descriptor): string[] {
  const names = [entry.annotations?.[CONTAINERD_NAME], entry.annotations?.[REF_NAME]];
  return [...new Set(names.filter((n): n is string => n !== undefined && n !== ''))];
}

/** Full image names of all entries with this digest, for `RepoTags`. */
export function tagsOf(index: LayoutIndex, digest: Digest): string[] {
  const names = index.entries.filter((e) => e.digest === digest).flatMap(namesOf);
  return [...new Set(names.filter(isFullName))];
}

/**
 * Finds the one entry a reference means: a name, `@digest`, `name@digest` (the digest decides), or, with no reference,
 * the only image.
 * @param ref as it stands behind `oci:DIR:`
 * @throws PlimsollError `not-found` with the names there are, `usage` when several would do
 */
export function selectEntry(index: LayoutIndex, ref: string | undefined, where: string): Descriptor {
  const images = index.entries.filter((e) => isIndexType(e.mediaType) || isManifestType(e.mediaType));
  if (images.length === 0)
    throw new PlimsollError(
      'not-found',
      `read ${where}: no image in it (${index.entries.length} other entries)`,
    );
  if (ref === undefined || ref === '') return onlyImage(images, where);
  const digest = ref.slice(ref.indexOf('@') + 1);
  const matches = isDigest(digest) ? images.filter((e) => e.digest === digest) : bestByName(images, ref);
  const distinct = new Set(matches.map((e) => e.digest));
  if (distinct.size > 1) throw ambiguous(matches, where, `${JSON.stringify(ref)} names`);
  const found = matches[0];
  if (!found)
    throw new PlimsollError('not-found', `read ${where}: no image is called ${JSON.stringify(ref)}`, {
      hint: `it holds ${listNames(images)}`,
    });
  return found;
}

// Exact spelling first: an entry called `v1` must not be shadowed by `docker.io/library/v1:latest`.
function bestByName(images: readonly Descriptor[], ref: string): Descriptor[] {
  const exact = images.filter((e) => namesOf(e).includes(ref));
  return exact.length > 0 ? exact : images.filter((e) => namesOf(e).some((n) => sameName(n, ref)));
}

function onlyImage(images: readonly Descriptor[], where: string): Descriptor {
  const plain = images.filter((e) => !isSideline(e));
  const candidates = plain.length > 0 ? plain : images;
  if (new Set(candidates.map((e) => e.digest)).size > 1) throw ambiguous(candidates, where, 'it holds');
  return candidates[0] as Descriptor;
}

// Signatures, SBOMs and the like hang beside the image they belong to.
function isSideline(entry: Descriptor): boolean {
  const name = entry.annotations?.[REF_NAME] ?? '';
  return entry.artifactType !== undefined || /(^|:)sha(256|512)-[0-9a-f]{64,128}(\.\w+)?$/.test(name);
}

function ambiguous(entries: readonly Descriptor[], where: string, who: string): PlimsollError {
  const count = new Set(entries.map((e) => e.digest)).size;
  return new PlimsollError('usage', `read ${where}: ${who} ${count} images`, {
    hint: `say which one: ${listNames(entries)}`,
  });
}

function listNames(entries: readonly Descriptor[]): string {
  const names = entries.map((e) => namesOf(e)[0] ?? `@${e.digest}`);
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

/** A copy in which `ref` names this descriptor and nothing else does. Entries and fields of others stay untouched. */
export function replaceEntry(index: LayoutIndex, entry: Descriptor, keepOld = false): LayoutIndex {
  const ref = entry.annotations?.[REF_NAME];
  const raws = rawEntries(index);
  const added = descriptorJson(entry);
  const kept = raws.flatMap((raw): JsonValue[] => {
    const sameRef = refOf(raw) === ref;
    if (isObject(raw) && raw.digest === entry.digest && (sameRef || refOf(raw) === undefined)) return [];
    if (ref === undefined || !sameRef) return [raw];
    return keepOld ? [withoutNames(raw)] : [];
  });
  return withEntries(index, dropDuplicates([...kept, added]));
}

/** A copy without the entries that `drop` picks. */
export function filterEntries(index: LayoutIndex, keep: (entry: Descriptor) => boolean): LayoutIndex {
  const raws = rawEntries(index);
  return withEntries(
    index,
    raws.filter((_, i) => keep(index.entries[i] as Descriptor)),
  );
}

export function formatLayoutIndex(index: LayoutIndex): Buffer {
  return Buffer.from(JSON.stringify(index.raw));
}

function rawEntries(index: LayoutIndex): JsonValue[] {
  return Array.isArray(index.raw.manifests) ? index.raw.manifests : [];
}

function withEntries(index: LayoutIndex, manifests: JsonValue[]): LayoutIndex {
  const raw = { ...index.raw, manifests };
  return { raw, entries: manifests.map((m, i) => parseDescriptor(m, `index.json: entry ${i + 1}`)) };
}

// A nameless entry says nothing when the same digest stands there by name.
function dropDuplicates(raws: JsonValue[]): JsonValue[] {
  const named = new Set(raws.filter((r) => refOf(r) !== undefined).map(digestIn));
  const seen = new Set<string>();
  return raws.filter((raw) => {
    const digest = digestIn(raw);
    if (refOf(raw) !== undefined) return true;
    if (named.has(digest) || seen.has(digest)) return false;
    seen.add(digest);
    return true;
  });
}

function digestIn(raw: JsonValue): string {
  return isObject(raw) && typeof raw.digest === 'string' ? raw.digest : '';
}

function refOf(raw: JsonValue): JsonValue | undefined {
  if (!isObject(raw) || !isObject(raw.annotations)) return undefined;
  return raw.annotations[REF_NAME] ?? raw.annotations[CONTAINERD_NAME];
}

function withoutNames(raw: JsonValue): JsonValue {
  if (!isObject(raw) || !isObject(raw.annotations)) return raw;
  const { [REF_NAME]: _ref, [CONTAINERD_NAME]: _name, ...annotations } = raw.annotations;
  const { annotations: _all, ...rest } = raw;
  return Object.keys(annotations).length > 0 ? { ...rest, annotations } : rest;
}

function descriptorJson(entry: Descriptor): JsonObject {
  const { platform, ...rest } = entry;
  const json = { ...rest, ...(platform && { platform: platformJson(platform) }) };
  return JSON.parse(JSON.stringify(json)) as JsonObject;
}

function platformJson(platform: NonNullable<Descriptor['platform']>): JsonObject {
  const { osVersion, osFeatures, ...rest } = platform;
  return {
    ...rest,
    ...(osVersion && { 'os.version': osVersion }),
    ...(osFeatures && { 'os.features': [...osFeatures] }),
  };
}
