// What a Go template sees. JSON is enough for most callers: a plain object is a map whose missing keys are errors, as
// docker's CLI asks for. The classes below say what JSON cannot: a struct, a typed map, which kind of nil.

export type GoValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | readonly GoValue[]
  | { readonly [key: string]: GoValue }
  | GoStruct
  | GoMap
  | GoNil;

/** A struct: fields in order, an unknown one is an error, printed without names. */
export class GoStruct {
  readonly fields: ReadonlyMap<string, GoValue>;
  /** Fields that JSON leaves out because they are empty (`omitempty`). */
  readonly omitted: ReadonlySet<string>;
  constructor(fields: ReadonlyMap<string, GoValue>, omitted: ReadonlySet<string> = new Set()) {
    this.fields = fields;
    this.omitted = omitted;
  }
}

/** A map with string keys and one type of value: a key that is not there indexes to `zero`. */
export class GoMap {
  readonly entries: ReadonlyMap<string, GoValue>;
  readonly zero: GoValue;
  constructor(entries: ReadonlyMap<string, GoValue>, zero: GoValue) {
    this.entries = entries;
    this.zero = zero;
  }
}

/** A typed nil (a list or map of strings, or a pointer): prints `[]`, `map[]` or `<nil>` where a bare null prints `<no value>`; JSON null in each case. */
export class GoNil {
  readonly kind: 'slice' | 'map' | 'pointer';
  constructor(kind: 'slice' | 'map' | 'pointer') {
    this.kind = kind;
  }
}

export const NIL_SLICE: GoNil = new GoNil('slice');
export const NIL_MAP: GoNil = new GoNil('map');
export const NIL_POINTER: GoNil = new GoNil('pointer');

export type Collection =
  | { readonly kind: 'list'; readonly items: readonly GoValue[] }
  | {
      readonly kind: 'map';
      readonly size: number;
      /** Sorted as Go sorts them. */
      readonly keys: () => readonly string[];
      readonly get: (key: string) => GoValue;
    };

/** Lists and maps of every spelling as one thing; undefined for scalars and structs. */
export function asCollection(value: GoValue): Collection | undefined {
  if (Array.isArray(value)) return { kind: 'list', items: value };
  if (typeof value !== 'object' || value === null || value instanceof GoStruct) return undefined;
  if (value instanceof GoNil) {
    if (value.kind === 'pointer') return undefined;
    return value.kind === 'slice' ? { kind: 'list', items: [] } : mapOf([], () => undefined);
  }
  if (value instanceof GoMap) return mapOf([...value.entries.keys()], (key) => value.entries.get(key));
  const object = value as { readonly [key: string]: GoValue };
  return mapOf(Object.keys(object), (key) => own(object, key));
}

function mapOf(keys: string[], get: (key: string) => GoValue): Collection {
  return { kind: 'map', size: keys.length, keys: () => sortKeys(keys), get };
}

/** How many items, entries or UTF-16 units a value has; 0 for what has no length. */
export function sizeOf(value: GoValue): number {
  if (typeof value === 'string') return value.length;
  const collection = asCollection(value);
  if (!collection) return 0;
  return collection.kind === 'list' ? collection.items.length : collection.size;
}

function own(object: { readonly [key: string]: GoValue }, key: string): GoValue {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

// Go compares strings by bytes, JavaScript by UTF-16 units: they differ above U+FFFF only.
function sortKeys(keys: string[]): string[] {
  return keys.sort((a, b) => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

/** Go's truth: false, 0, nil and everything of length 0 are not true; a struct is. */
export function isTrue(value: GoValue): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Number.isNaN(value)) return true;
  if (value instanceof GoNil) return false;
  return asCollection(value) ? sizeOf(value) > 0 : true;
}

export function isNil(value: GoValue): boolean {
  return value === undefined || value === null || value instanceof GoNil;
}

/** The name Go has for the value's type, for errors and `%!d(string=x)`. */
export function typeName(value: GoValue): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (value instanceof GoStruct) return 'struct';
  if (value instanceof GoNil)
    return { slice: '[]string', map: 'map[string]string', pointer: 'pointer' }[value.kind];
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
