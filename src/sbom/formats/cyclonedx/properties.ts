// CycloneDX lets anyone say anything in named texts: syft's names where syft has one, plimsoll's for the rest.
import { canonicalJson, isObject, type JsonObject, parseJsonObject } from '../../../base/json.ts';
import type { PackageLocation } from '../../model.ts';
import { objectsOf, textOf, withoutSlash } from '../values.ts';

export type Property = { name: string; value: string };

/** One property for each value that is not empty. */
export function propertiesOf(values: Readonly<Record<string, string | undefined>>): Property[] {
  return Object.entries(values).flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** The texts of each name, in their order. */
export type PropertyMap = ReadonlyMap<string, readonly string[]>;

export function readProperties(component: JsonObject): PropertyMap {
  const map = new Map<string, string[]>();
  for (const property of objectsOf(component.properties)) {
    const [name, value] = [textOf(property.name), textOf(property.value)];
    const known = map.get(name);
    if (known) known.push(value);
    else map.set(name, [value]);
  }
  return map;
}

export function firstOf(properties: PropertyMap, name: string): string {
  return properties.get(name)?.[0] ?? '';
}

/** The rest of each name that begins so, with its first text. */
export function withPrefix(properties: PropertyMap, prefix: string): [string, string][] {
  return [...properties]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, values]) => [name.slice(prefix.length), values[0] as string]);
}

/** An object that was written as a text; what is none counts as empty. */
export function jsonOf(text: string): JsonObject {
  if (text === '') return {};
  try {
    return parseJsonObject(Buffer.from(text), 'property', { maxBytes: 64 * 1024 * 1024 });
  } catch {
    return {};
  }
}

/** @param diffIds of the image's layers, by index */
export function locationProperties(
  locations: readonly PackageLocation[],
  diffIds: readonly string[],
): Property[] {
  return locations.flatMap((l, i) =>
    propertiesOf({
      [`syft:location:${i}:layerID`]: l.layer === undefined ? '' : diffIds[l.layer],
      [`syft:location:${i}:path`]: `/${l.path}`,
      [`plimsoll:location:${i}:evidence`]: l.evidence === 'supporting' ? l.evidence : '',
    }),
  );
}

export function readLocations(
  properties: PropertyMap,
  layers: ReadonlyMap<string, number>,
): PackageLocation[] {
  const indices = [...properties.keys()]
    .flatMap((name) => /^syft:location:(\d{1,6}):path$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b));
  return indices.map((i): PackageLocation => {
    const layer = layers.get(firstOf(properties, `syft:location:${i}:layerID`));
    const supporting = firstOf(properties, `plimsoll:location:${i}:evidence`) === 'supporting';
    return {
      path: withoutSlash(firstOf(properties, `syft:location:${i}:path`)),
      ...(layer !== undefined && { layer }),
      evidence: supporting ? 'supporting' : 'primary',
    };
  });
}

const FLAT = 'syft:metadata:';
/** Numbers of the records that syft writes; it does not say what is one. */
const NUMBERS = new Set(['installedSize', 'size', 'epoch']);

/**
 * An ecosystem's own record: texts flat as syft writes them (`syft:metadata:source`), all else in one text of JSON.
 * Lists of files have no place.
 */
export function metadataProperties(metadata: JsonObject): Property[] {
  const rest: JsonObject = {};
  const flat: Property[] = [];
  for (const [key, value] of Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isFileList(key, value)) continue;
    const texts = flatTexts(key, value);
    if (!texts) rest[key] = value;
    flat.push(...(texts ?? []));
    if (/^[^:]+$/.test(key) && (typeof value === 'number' || typeof value === 'boolean'))
      flat.push({ name: `${FLAT}${key}`, value: String(value) });
  }
  const hasRest = Object.keys(rest).length > 0;
  return [...flat, ...(hasRest ? [{ name: 'plimsoll:metadata', value: canonicalJson(rest) }] : [])];
}

export function isFileList(key: string, value: unknown): boolean {
  return key === 'files' && Array.isArray(value) && value.length > 0;
}

function flatTexts(key: string, value: unknown): Property[] | undefined {
  if (key.includes(':') || key === '') return undefined;
  if (typeof value === 'string') return [{ name: `${FLAT}${key}`, value }];
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const isFlat = entries.every(([k, v]) => typeof v === 'string' && k !== '' && !/^\d+$|:/.test(k));
  if (!isFlat || entries.length === 0) return undefined;
  return entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => ({ name: `${FLAT}${key}:${k}`, value: v as string }));
}

/** Undefined where the document says nothing of it. */
export function readMetadata(properties: PropertyMap): JsonObject | undefined {
  const rest = jsonOf(firstOf(properties, 'plimsoll:metadata'));
  const flat = new Map<string, JsonObject | string>();
  for (const [path, value] of withPrefix(properties, FLAT)) {
    const [key = '', ...inner] = path.split(':');
    if (inner.length === 0) flat.set(key, value);
    else {
      const known = flat.get(key);
      const entry = Object.fromEntries([[inner.join(':'), value]]);
      flat.set(key, isObject(known) ? Object.assign(known, entry) : entry);
    }
  }
  if (flat.size === 0 && Object.keys(rest).length === 0) return undefined;
  return { ...Object.fromEntries([...flat].map(([key, value]) => [key, typed(key, value)])), ...rest };
}

function typed(key: string, value: JsonObject | string): JsonObject | string | number | string[] {
  if (typeof value === 'string') return NUMBERS.has(key) && /^\d{1,15}$/.test(value) ? Number(value) : value;
  const keys = Object.keys(value);
  return keys.every((k) => /^\d+$/.test(k)) ? (Object.values(value) as string[]) : value;
}
