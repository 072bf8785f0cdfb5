// What SPDX has no field for, as one annotation of the element: the same in 2.3 and 3.0.
import { canonicalJson, isObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import type { Package, PackageLocation } from '../../model.ts';
import { isFileList, jsonOf } from '../cyclonedx/properties.ts';
import { readExact } from '../exact-licence.ts';
import { evidenceKind, packageExtras, readExtras } from '../extras.ts';
import { packageTypeOf } from '../kinds.ts';
import { numberOf, objectsOf, stringsOf, textOf } from '../values.ts';

const MARK = 'plimsoll: ';

/** The text of an annotation. `<` is escaped, so that it can stand between the tags of tag-value. */
export function annotationText(value: JsonObject): string {
  return MARK + canonicalJson(value).replaceAll('<', '\\u003c');
}

/** The object of the first annotation that is plimsoll's; undefined: there is none. */
export function readAnnotation(comments: readonly string[]): JsonObject | undefined {
  const text = comments.find((c) => c.startsWith(MARK));
  return text === undefined ? undefined : jsonOf(text.slice(MARK.length));
}

/**
 * All of a package but its id that the native fields do not give back.
 * @param native the package as a reader would see it without the annotation
 */
export function spdxExtras(pkg: Package, native: Package): JsonObject {
  const { id: _id, ...own } = plain(pkg);
  const seen = plain(native) as Readonly<Record<string, JsonValue | undefined>>;
  const changed = Object.entries(own).filter(
    ([key, value]) => key === 'evidence' || canonicalJson(value) !== canonicalJson(seen[key] ?? null),
  );
  const gone = Object.keys(seen).filter((key) => key !== 'id' && !(key in own));
  return { ...Object.fromEntries(changed), ...(gone.length > 0 && { without: gone.sort() }) };
}

function plain(pkg: Package): JsonObject {
  const { evidence, introduced, virtualPath, supplier, homepage, description, metadata, ...rest } = pkg;
  const record = Object.entries(metadata ?? {}).filter(([key, value]) => !isFileList(key, value));
  return {
    ...(rest as unknown as JsonObject),
    ...packageExtras(pkg),
    ...(record.length > 0 && { metadata: Object.fromEntries(record) }),
  };
}

/** The package with what its annotation says; the rest as it was read natively. */
export function withExtras(native: Package, extras: JsonObject): Package {
  const without = new Set(stringsOf(extras.without));
  const kept = Object.fromEntries(Object.entries(native).filter(([key]) => !without.has(key))) as Package;
  const { evidence, ...more } = readExtras(extras, native.evidence);
  return {
    ...kept,
    ...more,
    evidence: evidenceKind(textOf(extras.evidence)) ?? evidence,
    ...texts(extras),
    ...(Array.isArray(extras.cpes) && { cpes: stringsOf(extras.cpes) }),
    ...(Array.isArray(extras.licenses) && { licenses: objectsOf(extras.licenses).map(readExact) }),
    ...(Array.isArray(extras.locations) && { locations: objectsOf(extras.locations).map(readLocation) }),
    ...(isObject(extras.metadata) && { metadata: extras.metadata }),
    ...(packageTypeOf(textOf(extras.type)) && { type: extras.type as Package['type'] }),
  };
}

const TEXTS = ['name', 'version', 'language', 'foundBy', 'purl', 'metadataType', 'ownedBy'] as const;

function texts(extras: JsonObject): Partial<Package> {
  return Object.fromEntries(
    TEXTS.flatMap((key) => (typeof extras[key] === 'string' ? [[key, extras[key]]] : [])),
  ) as Partial<Package>;
}

function readLocation(location: JsonObject): PackageLocation {
  return {
    path: textOf(location.path),
    ...(typeof location.layer === 'number' && { layer: numberOf(location.layer) }),
    evidence: location.evidence === 'supporting' ? 'supporting' : 'primary',
  };
}
