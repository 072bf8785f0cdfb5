// NAME.deps.json: what the .NET host loads for an application, and what it was built from (dotnet/sdk, runtime-configuration-file.md).
import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../../base/json.ts';

/** The most of such a file that is read. */
export const DEPS_BYTES = 16 * 1024 * 1024;
const MAX_LIBRARIES = 20_000;
const MAX_CLAIMS = 200;

/** A library of a deps.json. JSON: kept as a fact. */
export interface DepsLibrary extends JsonObject {
  readonly name: string;
  readonly version: string;
  /** `project`, `package`, `runtimepack`, `reference`. */
  readonly kind: string;
  /** `Name/Version` of what it needs. */
  readonly needs: string[];
  /** The DLLs it puts into the application: where they may lie, below the folder of the deps.json. */
  readonly claims: string[];
  readonly sha512: string;
  readonly path: string;
  readonly hashPath: string;
}

/** @throws PlimsollError `malformed` or `limit` */
export function parseDepsJson(bytes: Buffer): DepsLibrary[] {
  const document = parseJsonObject(withoutMark(bytes), 'deps.json', { maxBytes: DEPS_BYTES });
  const libraries = isObject(document.libraries) ? document.libraries : {};
  const target = targetOf(document);
  return Object.entries(target)
    .slice(0, MAX_LIBRARIES)
    .flatMap(([key, entry]) => {
      const slash = key.indexOf('/');
      if (slash < 1 || !isObject(entry)) return [];
      const library = libraries[key];
      return [libraryOf(key.slice(0, slash), key.slice(slash + 1), entry, isObject(library) ? library : {})];
    });
}

/** Visual Studio writes a byte order mark. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function targetOf(document: JsonObject): JsonObject {
  const targets = isObject(document.targets) ? document.targets : {};
  const name = isObject(document.runtimeTarget) ? document.runtimeTarget.name : document.runtimeTarget;
  const named = typeof name === 'string' ? targets[name] : undefined;
  if (isObject(named)) return named;
  const first = Object.values(targets)[0];
  return isObject(first) ? first : {};
}

function libraryOf(name: string, version: string, entry: JsonObject, library: JsonObject): DepsLibrary {
  const needs = isObject(entry.dependencies) ? entry.dependencies : {};
  return {
    name,
    version,
    kind: text(library.type),
    needs: Object.entries(needs).map(([other, of]) => `${other}/${text(of)}`),
    claims: claimsOf(entry),
    sha512: text(library.sha512),
    path: text(library.path),
    hashPath: text(library.hashPath),
  };
}

// Publishing puts `lib/net8.0/A.dll` beside the application, `lib/net8.0/de/A.resources.dll` into `de/`, and what is
// for one platform only where its own path says.
function claimsOf(entry: JsonObject): string[] {
  const paths = (key: string): string[] => (isObject(entry[key]) ? Object.keys(entry[key]) : []);
  const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const claims = [
    ...[...paths('runtime'), ...paths('native')].map(base),
    ...paths('resources').map((path) => path.split('/').slice(-2).join('/')),
    ...paths('runtimeTargets'),
  ];
  return [...new Set(claims)].filter((path) => path !== '' && !path.endsWith('_._')).slice(0, MAX_CLAIMS);
}

export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
