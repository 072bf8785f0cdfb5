import type { JsonObject } from '../../../base/json.ts';

export interface Manifest {
  /** Attributes of the main section, names as written, each once. */
  readonly main: ReadonlyMap<string, string>;
  readonly sections: readonly ReadonlyMap<string, string>[];
}

const MAX_SECTIONS = 64;
/** Lists of packages (`Export-Package`) are far longer than any name or version. */
const MAX_VALUE = 2048;

/**
 * Reads META-INF/MANIFEST.MF: `Name: value` lines, continued by a blank, sections parted by empty lines (JAR file
 * specification). Sections that only hold digests of classes are left out.
 */
export function parseManifest(text: string): Manifest {
  const sections: Map<string, string>[] = [new Map()];
  let last = '';
  for (const line of text.split(/\r\n|\n|\r/)) {
    const section = sections.at(-1) as Map<string, string>;
    if (line === '') {
      if (section.size > 0 && !isOnlyDigests(section)) sections.push(new Map());
      else if (sections.length > 1) section.clear();
      if (sections.length > MAX_SECTIONS + 1) break;
      last = '';
    } else if (line.startsWith(' ')) {
      if (last) section.set(last, `${section.get(last)}${line.slice(1)}`);
    } else {
      const colon = line.indexOf(':');
      last = colon > 0 ? line.slice(0, colon).trim() : '';
      if (last) section.set(last, line.slice(colon + 1).trimStart());
    }
  }
  const [main, ...rest] = sections as [Map<string, string>, ...Map<string, string>[]];
  return { main, sections: rest.filter((s) => s.size > 0 && !isOnlyDigests(s)).slice(0, MAX_SECTIONS) };
}

function isOnlyDigests(section: ReadonlyMap<string, string>): boolean {
  if (!section.has('Name')) return false;
  for (const key of section.keys()) if (key !== 'Name' && !/-Digest(-Manifest)?$/i.test(key)) return false;
  return true;
}

/** syft-json's `manifest`; very long values (lists of packages) are left out. */
export function manifestMetadata({ main, sections }: Manifest): JsonObject {
  return {
    main: pairs(main),
    ...(sections.length > 0 && { sections: sections.map(pairs) }),
  };
}

function pairs(section: ReadonlyMap<string, string>): JsonObject[] {
  return [...section].flatMap(([key, value]) =>
    value.length > MAX_VALUE ? [] : [{ key, value: value.trim() }],
  );
}

/** A main attribute, trimmed; undefined where it is missing or empty. Names are compared without case. */
export function attribute({ main }: Manifest, name: string): string | undefined {
  const exact = main.get(name);
  if (exact !== undefined) return exact.trim() || undefined;
  const lower = name.toLowerCase();
  for (const [key, value] of main) if (key.toLowerCase() === lower) return value.trim() || undefined;
  return undefined;
}
