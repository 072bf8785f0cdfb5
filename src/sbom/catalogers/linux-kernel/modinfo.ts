import type { JsonObject } from '../../../base/json.ts';
import { openExecutable, readSection } from '../../../codec/executable/index.ts';

const MAX_ENTRIES = 10_000;

/** What a kernel module says of itself: `key=value` strings between NULs in the section `.modinfo`. */
export interface ModuleInfo {
  /** Values of a key in their order. */
  values(key: string): readonly string[];
  first(key: string): string;
}

/** Reads a module's section; undefined where the file is no ELF file or has none. */
export function readModuleInfo(bytes: Buffer): ModuleInfo | undefined {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const [program] = openExecutable('elf', bytes.length, [{ offset: 0, bytes }]).programs;
  const section = program && readSection(program, '.modinfo');
  if (!section) return undefined;
  const entries = new Map<string, string[]>();
  for (const text of section.toString('utf8').split('\0', MAX_ENTRIES)) {
    const equals = text.indexOf('=');
    if (equals <= 0) continue;
    const key = text.slice(0, equals);
    const values = entries.get(key);
    if (values) values.push(text.slice(equals + 1));
    else entries.set(key, [text.slice(equals + 1)]);
  }
  return { values: (key) => entries.get(key) ?? [], first: (key) => entries.get(key)?.[0] ?? '' };
}

/** `parm=NAME:DESCRIPTION` and `parmtype=NAME:TYPE`, joined by name. */
export function parametersOf(info: ModuleInfo): JsonObject {
  const parameters = new Map<string, JsonObject>();
  const add = (text: string, key: string): void => {
    const colon = text.indexOf(':');
    if (colon <= 0) return;
    const name = text.slice(0, colon);
    parameters.set(name, { ...parameters.get(name), [key]: text.slice(colon + 1) });
  };
  for (const text of info.values('parmtype')) add(text, 'type');
  for (const text of info.values('parm')) add(text, 'description');
  return Object.fromEntries(parameters);
}
