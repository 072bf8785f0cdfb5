// Options come from flags, then PLIMSOLL_… variables, then plimsoll.yaml: the first that says something wins.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asPlimsollError, PlimsollError } from '../base/error.ts';
import { isObject, type JsonValue } from '../base/json.ts';
import type { OptionSpec, OptionValues } from './command.ts';
import { suggest } from './suggest.ts';

export interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** The nearest `plimsoll.yaml` from a folder upwards, or the file named. @throws PlimsollError `malformed`, `usage` */
export async function readConfigFile(
  cwd: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  if (named) return parseConfig(named, await readNamed(named));
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, 'plimsoll.yaml');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return parseConfig(path, text);
    if (dirname(folder) === folder) return undefined;
  }
}

async function readNamed(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    throw new PlimsollError('usage', `read --config ${path}: ${(error as Error).message}`, { cause: error });
  });
}

async function parseConfig(path: string, text: string): Promise<ConfigFile> {
  try {
    // Loaded only where there is a file to read.
    const { parseYaml } = await import('../codec/yaml.ts');
    const values = parseYaml(text, path) ?? {};
    if (!isObject(values)) throw new PlimsollError('malformed', `read ${path}: expected keys and values`);
    return { path, values };
  } catch (error) {
    throw asPlimsollError(error, `read ${path}`, 'malformed');
  }
}

/** `--fail-on` -> `fail-on`; `--no-color` -> `no-color` */
export function keyOf(spec: OptionSpec): string {
  return spec.flag.slice(2);
}

export function variableOf(spec: OptionSpec): string {
  return `PLIMSOLL_${keyOf(spec).toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Merges the three sources.
 * @param flags what was typed, by key
 * @param commands names of all commands, whose sections in the file are no mistakes
 * @throws PlimsollError `usage` for values that do not fit, `malformed` for keys that mean nothing
 */
export function mergeSettings(
  specs: readonly OptionSpec[],
  flags: OptionValues,
  env: Readonly<Record<string, string | undefined>>,
  file: ConfigFile | undefined,
  command: { readonly name: string; readonly all: readonly string[]; readonly knownKeys: readonly string[] },
): OptionValues {
  const section = file?.values[command.name];
  const own = isObject(section) ? section : {};
  if (file) refuseUnknownKeys(file, own, specs, command);
  const merged: Record<string, OptionValues[string]> = {};
  for (const spec of specs) {
    const key = keyOf(spec);
    if (spec.onlyTyped) {
      if (flags[key] !== undefined) merged[key] = checkChoice(spec, flags[key]);
      continue;
    }
    const fromFile = spec.secret ? undefined : (own[key] ?? file?.values[key]);
    const value =
      flags[key] ??
      fromText(spec, env[variableOf(spec)], variableOf(spec)) ??
      fromYaml(spec, fromFile, file?.path) ??
      spec.default;
    if (value !== undefined) merged[key] = checkChoice(spec, value);
  }
  return merged;
}

function fromText(spec: OptionSpec, value: string | undefined, where: string): OptionValues[string] {
  if (value === undefined || value === '') return undefined;
  if (spec.value) return spec.repeatable ? value.split(',').map((v) => v.trim()) : value;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return undefined;
  throw new PlimsollError('usage', `read ${where}: ${JSON.stringify(value)} is neither true nor false`);
}

function fromYaml(
  spec: OptionSpec,
  value: JsonValue | undefined,
  path = 'plimsoll.yaml',
): OptionValues[string] {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean' && !spec.value) return value || undefined;
  if (spec.value && spec.repeatable && Array.isArray(value)) return value.map(String);
  if (spec.value && (typeof value === 'string' || typeof value === 'number'))
    return spec.repeatable ? [String(value)] : String(value);
  throw new PlimsollError('malformed', `read ${path}: ${keyOf(spec)} does not take ${JSON.stringify(value)}`);
}

function checkChoice(spec: OptionSpec, value: NonNullable<OptionValues[string]>): OptionValues[string] {
  for (const one of Array.isArray(value) ? value : [value])
    if (spec.choices && typeof one === 'string' && !spec.choices.includes(one))
      throw new PlimsollError('usage', `read ${spec.flag}: ${JSON.stringify(one)} is not one of its values`, {
        hint: `values: ${spec.choices.join(', ')}`,
      });
  return value;
}

function refuseUnknownKeys(
  file: ConfigFile,
  own: Readonly<Record<string, JsonValue>>,
  specs: readonly OptionSpec[],
  command: { readonly all: readonly string[]; readonly knownKeys: readonly string[] },
): void {
  const mine = specs.filter((spec) => !spec.onlyTyped).map(keyOf);
  for (const key of Object.keys(own)) if (!mine.includes(key)) throw unknownKey(file, key, mine);
  const known = [...command.all, ...command.knownKeys, ...mine];
  for (const key of Object.keys(file.values)) if (!known.includes(key)) throw unknownKey(file, key, known);
}

function unknownKey(file: ConfigFile, key: string, known: readonly string[]): PlimsollError {
  const near = suggest(key, known);
  return new PlimsollError(
    'malformed',
    `read ${file.path}: the key ${JSON.stringify(key)} means nothing here`,
    {
      hint: near
        ? `did you mean ${near}?`
        : 'each key is a flag without its dashes, or a command with flags below it',
    },
  );
}
