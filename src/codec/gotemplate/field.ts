import { asCollection, GoMap, GoNil, GoStruct, type GoValue, typeName } from './value.ts';

export type FieldResult =
  | { readonly value: GoValue }
  | { readonly problem: string; readonly missing: boolean; readonly hint?: string };

const SHOWN = 30;

/** `.Name` of a value. What is not there is `<no value>` on a GoMap and a problem everywhere else. */
export function fieldOf(value: GoValue, name: string): FieldResult {
  if (value === undefined) return { value: undefined };
  if (value instanceof GoStruct)
    return value.fields.has(name)
      ? { value: value.fields.get(name) }
      : missing(name, [...value.fields.keys()]);
  if (value === null || (value instanceof GoNil && value.kind === 'pointer'))
    return {
      problem: `nil pointer evaluating .${name}`,
      missing: true,
      hint: `guard it: {{with …}}{{.${name}}}{{end}}`,
    };
  const collection = asCollection(value);
  if (collection?.kind !== 'map')
    return { problem: `can't evaluate field ${name} in type ${typeName(value)}`, missing: false };
  const found = collection.get(name);
  if (found !== undefined || value instanceof GoMap || value instanceof GoNil) return { value: found };
  return missing(name, collection.keys());
}

function missing(name: string, known: readonly string[]): FieldResult {
  const same = known.find((k) => k.toLowerCase() === name.toLowerCase());
  const more = known.length > SHOWN ? ', …' : '';
  return {
    problem: `there is no field "${name}"`,
    missing: true,
    hint: same ? `write .${same}` : `fields here: ${known.slice(0, SHOWN).join(', ')}${more}`,
  };
}
