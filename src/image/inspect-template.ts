import type { JsonValue } from '../base/json.ts';
import { GoMap, GoStruct, type GoValue, NIL_MAP, NIL_POINTER, NIL_SLICE } from '../codec/gotemplate/index.ts';
import type { DockerInspect } from './inspect.ts';

// docker runs `--format` over its Go types, so fields that JSON leaves out are there, nil lists print `[]`, and a label
// that does not exist is no error where a field that does not exist is one.

const EMPTY_STRUCT = new GoStruct(new Map());
const ZEROS: Readonly<Record<string, GoValue>> = {
  Created: '',
  Variant: '',
  OsVersion: '',
  Layers: NIL_SLICE,
  ExposedPorts: NIL_MAP,
  Volumes: NIL_MAP,
  Labels: NIL_MAP,
  Healthcheck: NIL_POINTER,
  ArgsEscaped: false,
  NetworkDisabled: false,
  MacAddress: '',
  Env: NIL_SLICE,
  Cmd: NIL_SLICE,
  Entrypoint: NIL_SLICE,
  OnBuild: NIL_SLICE,
  Shell: NIL_SLICE,
  StopSignal: '',
  StopTimeout: NIL_POINTER,
  Test: NIL_SLICE,
  Interval: 0,
  Timeout: 0,
  StartPeriod: 0,
  StartInterval: 0,
  Retries: 0,
  created: '',
  created_by: '',
  author: '',
  comment: '',
  empty_layer: false,
};
/** Fields of a struct that its JSON may lack, in which case they have the zero above. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  '': ['Created', 'Variant', 'OsVersion'],
  RootFS: ['Layers'],
  Config: [
    'ExposedPorts',
    'Healthcheck',
    'ArgsEscaped',
    'NetworkDisabled',
    'MacAddress',
    'StopSignal',
    'StopTimeout',
    'Shell',
  ],
  HistoryEntry: ['created', 'created_by', 'author', 'comment', 'empty_layer'],
  Healthcheck: ['Test', 'Interval', 'Timeout', 'StartPeriod', 'StartInterval', 'Retries'],
};
const MAPS: Readonly<Record<string, GoValue>> = {
  ExposedPorts: EMPTY_STRUCT,
  Volumes: EMPTY_STRUCT,
  Labels: '',
};

/** What `--format` templates see of an inspected image: see {@link renderTemplate}. */
export function inspectTemplateData(inspect: DockerInspect): GoStruct {
  const { fields, omitted } = toStruct('', inspect as unknown as { readonly [key: string]: JsonValue });
  // Id in JSON, ID in docker's Go type: both work in docker's templates.
  return new GoStruct(new Map([...fields, ['ID', inspect.Id]]), new Set([...omitted, 'ID']));
}

function toStruct(name: string, value: { readonly [key: string]: JsonValue | undefined }): GoStruct {
  const missing = (OPTIONAL[name] ?? []).filter((field) => value[field] === undefined);
  const fields = new Map<string, GoValue>();
  for (const [field, item] of Object.entries(value)) fields.set(field, toValue(field, item));
  for (const field of missing) fields.set(field, ZEROS[field]);
  return new GoStruct(fields, new Set(missing));
}

function toValue(field: string, value: JsonValue | undefined): GoValue {
  if (value === null || value === undefined) return ZEROS[field] ?? null;
  if (Array.isArray(value)) return field === 'History' ? value.map((v) => toValue('HistoryEntry', v)) : value;
  if (typeof value !== 'object') return value;
  if (!Object.hasOwn(MAPS, field)) return toStruct(field, value);
  const zero = MAPS[field];
  const entries = Object.entries(value).map(
    ([key, item]) => [key, zero === EMPTY_STRUCT ? EMPTY_STRUCT : item] as const,
  );
  return new GoMap(new Map<string, GoValue>(entries), zero);
}
