import { asCollection, GoNil, GoStruct, type GoValue } from './value.ts';

/** How Go's %v prints a value: `[a b]`, `map[a:b]`, `{a b}`, `<nil>`. Top-level nil is the template's `<no value>`. */
export function printValue(value: GoValue): string {
  return value === undefined || value === null ? '<no value>' : formatDefault(value);
}

/** %v inside other values and in print and printf, where nil is `<nil>`. */
export function formatDefault(value: GoValue): string {
  return formatNested(value, formatScalar);
}

export type Scalar = null | boolean | number | string;

/** Walks lists, maps and structs as every verb does, with `scalar` for the leaves; a map's keys go through it too. */
export function formatNested(value: GoValue, scalar: (value: Scalar) => string): string {
  if (value === undefined || value === null) return scalar(null);
  if (value instanceof GoStruct)
    return `{${[...value.fields.values()].map((v) => formatNested(v, scalar)).join(' ')}}`;
  if (value instanceof GoNil && value.kind === 'pointer') return scalar(null);
  const collection = asCollection(value);
  if (!collection) return scalar(value as Scalar);
  if (collection.kind === 'list')
    return `[${collection.items.map((v) => formatNested(v, scalar)).join(' ')}]`;
  const pairs = collection.keys().map((k) => `${scalar(k)}:${formatNested(collection.get(k), scalar)}`);
  return `map[${pairs.join(' ')}]`;
}

function formatScalar(value: Scalar): string {
  if (value === null) return '<nil>';
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** %v of an int or float64: shortest digits, exponent below 1e-4 and from 1e21 (Go's fmt, "%g"). */
export function formatNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
