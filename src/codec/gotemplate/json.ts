import { asCollection, GoNil, GoStruct, type GoValue } from './value.ts';

/** Go's encoding/json without HTML escapes, as docker's `json` function prints: map keys sorted, struct fields in order. */
export function formatGoJson(value: GoValue, indent = 0): string {
  return write(value, indent, '\n');
}

// Not JSON.stringify: it puts keys that look like integers first, Go sorts them as text.
function write(value: GoValue, indent: number, newline: string): string {
  if (value === undefined || value === null || value instanceof GoNil) return 'null';
  const inner = newline + ' '.repeat(indent);
  if (value instanceof GoStruct) {
    const shown = [...value.fields].filter(([name]) => !value.omitted.has(name));
    return enclose(
      '{}',
      shown.map(([k, v]) => pair(k, v, indent, inner)),
      indent,
      newline,
    );
  }
  const collection = asCollection(value);
  if (!collection) return scalar(value);
  if (collection.kind === 'list')
    return enclose(
      '[]',
      collection.items.map((item) => write(item, indent, inner)),
      indent,
      newline,
    );
  const pairs = collection.keys().map((key) => pair(key, collection.get(key), indent, inner));
  return enclose('{}', pairs, indent, newline);
}

function pair(key: string, value: GoValue, indent: number, inner: string): string {
  return `${scalar(key)}:${indent > 0 ? ' ' : ''}${write(value, indent, inner)}`;
}

function enclose(marks: string, parts: readonly string[], indent: number, newline: string): string {
  if (parts.length === 0) return marks;
  if (indent === 0) return `${marks[0]}${parts.join(',')}${marks[1]}`;
  const inner = newline + ' '.repeat(indent);
  return `${marks[0]}${inner}${parts.join(`,${inner}`)}${newline}${marks[1]}`;
}

function scalar(value: GoValue): string {
  return (JSON.stringify(value) ?? 'null').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
