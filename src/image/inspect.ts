import type { Digest } from '../base/digest.ts';
import { isObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { ImageConfig } from './config.ts';
import type { Document, ImageManifest } from './manifest.ts';

/** `docker inspect` of an image: docker 28's top level, with the Config block docker has always printed. */
export interface DockerInspect {
  readonly Id: Digest;
  readonly RepoTags: readonly string[];
  readonly RepoDigests: readonly string[];
  readonly Parent: string;
  readonly Comment: string;
  readonly Created?: string;
  readonly DockerVersion: string;
  readonly Author: string;
  readonly Config: JsonObject;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Os: string;
  readonly OsVersion?: string;
  /** Bytes of all layers, unpacked where that is known. */
  readonly Size: number;
  readonly RootFS: { readonly Type: 'layers'; readonly Layers?: readonly string[] };
  readonly Metadata: { readonly LastTagTime: string };
  /** Of the manifest, as docker with the containerd store gives it: the digest that signatures and pulls name. */
  readonly Descriptor: { readonly mediaType: string; readonly digest: Digest; readonly size: number };
  /** As podman gives it. */
  readonly History: readonly JsonObject[];
}

export interface DockerInspectInput {
  readonly document: Document<ImageManifest>;
  readonly config: ImageConfig;
  /** `nginx:latest`, as docker shortens them: see familiarName. */
  readonly tags: readonly string[];
  /** `nginx@sha256:…` */
  readonly repoDigests: readonly string[];
  readonly size: number;
  /** RFC 3339; when the tag was last moved, where the medium knows. */
  readonly lastTagged?: string;
}

const NEVER = '0001-01-01T00:00:00Z';

/**
 * The image in the shape of `docker inspect`: the same fields in the same order, null and `[]` as docker prints them.
 * Config is always there, also for images without one, where docker 20 prints null.
 */
export function toDockerInspect(input: DockerInspectInput): DockerInspect {
  const { document, config, tags, repoDigests, size } = input;
  const { raw } = config;
  const created = formatGoTime(text(raw.created));
  const variant = text(raw.variant);
  const osVersion = text(raw['os.version']);
  return {
    Id: document.value.config.digest,
    RepoTags: tags,
    RepoDigests: repoDigests,
    Parent: text(raw.parent),
    Comment: text(raw.comment) || (config.history.at(-1)?.comment ?? ''),
    ...(created && { Created: created }),
    DockerVersion: text(raw.docker_version),
    Author: text(raw.author),
    Config: inspectConfig(isObject(raw.config) ? raw.config : {}),
    Architecture: text(raw.architecture),
    ...(variant && { Variant: variant }),
    Os: text(raw.os) || 'linux',
    ...(osVersion && { OsVersion: osVersion }),
    Size: size,
    RootFS: { Type: 'layers', ...(config.diffIds.length > 0 && { Layers: config.diffIds }) },
    Metadata: { LastTagTime: formatGoTime(input.lastTagged ?? '') || NEVER },
    Descriptor: {
      mediaType: document.mediaType,
      digest: document.digest,
      size: document.bytes.length,
    },
    History: config.history.map((entry, i) => inspectHistory(entry.emptyLayer, raw.history, i)),
  };
}

type Kind = 'text' | 'flag' | 'texts' | 'set' | 'labels' | 'health' | 'number' | 'pointer';

/** docker's container.Config in order: field, kind, and whether it is left out when empty. */
const CONFIG_FIELDS: readonly (readonly [name: string, kind: Kind, optional?: 'optional'])[] = [
  ['Hostname', 'text'],
  ['Domainname', 'text'],
  ['User', 'text'],
  ['AttachStdin', 'flag'],
  ['AttachStdout', 'flag'],
  ['AttachStderr', 'flag'],
  ['ExposedPorts', 'set', 'optional'],
  ['Tty', 'flag'],
  ['OpenStdin', 'flag'],
  ['StdinOnce', 'flag'],
  ['Env', 'texts'],
  ['Cmd', 'texts'],
  ['Healthcheck', 'health', 'optional'],
  ['ArgsEscaped', 'flag', 'optional'],
  ['Image', 'text'],
  ['Volumes', 'set'],
  ['WorkingDir', 'text'],
  ['Entrypoint', 'texts'],
  ['NetworkDisabled', 'flag', 'optional'],
  ['MacAddress', 'text', 'optional'],
  ['OnBuild', 'texts'],
  ['Labels', 'labels'],
  ['StopSignal', 'text', 'optional'],
  ['StopTimeout', 'pointer', 'optional'],
  ['Shell', 'texts', 'optional'],
];

const HEALTH_FIELDS: readonly (readonly [name: string, kind: Kind, optional: 'optional'])[] = [
  ['Test', 'texts', 'optional'],
  ['Interval', 'number', 'optional'],
  ['Timeout', 'number', 'optional'],
  ['StartPeriod', 'number', 'optional'],
  ['StartInterval', 'number', 'optional'],
  ['Retries', 'number', 'optional'],
];

function inspectConfig(raw: JsonObject, fields = CONFIG_FIELDS): JsonObject {
  const out: JsonObject = {};
  for (const [name, kind, optional] of fields) {
    const value = readField(raw[name], kind);
    const empty = kind === 'pointer' ? value === null : isEmpty(value);
    if (!optional || !empty) out[name] = value;
  }
  return out;
}

function readField(value: JsonValue | undefined, kind: Kind): JsonValue {
  switch (kind) {
    case 'text':
      return text(value);
    case 'flag':
      return value === true;
    case 'number':
    case 'pointer':
      return typeof value === 'number' ? value : null;
    case 'texts':
      return typeof value === 'string'
        ? [value]
        : Array.isArray(value)
          ? value.filter((v) => typeof v === 'string')
          : null;
    case 'set':
      return isObject(value) ? sorted(value, () => ({})) : null;
    case 'labels':
      return isObject(value) ? sorted(value, text) : null;
    case 'health':
      return isObject(value) ? inspectConfig(value, HEALTH_FIELDS) : null;
  }
}

// Empty as Go's omitempty means it, except that an empty struct behind a pointer is kept.
function isEmpty(value: JsonValue): boolean {
  return (
    value === null ||
    value === '' ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}

function sorted(value: JsonObject, read: (value: JsonValue | undefined) => JsonValue): JsonObject {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, read(value[key])]));
}

function inspectHistory(emptyLayer: boolean, list: JsonValue | undefined, index: number): JsonObject {
  const raw = Array.isArray(list) ? list[index] : undefined;
  const entry = isObject(raw) ? raw : {};
  const out: JsonObject = {};
  for (const field of ['created', 'created_by', 'author', 'comment'])
    if (text(entry[field])) out[field] = text(entry[field]);
  if (emptyLayer) out.empty_layer = true;
  return out;
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** RFC 3339 as Go prints it again: no zeros at the end of the fraction, `Z` for +00:00. Anything else as it is. */
function formatGoTime(time: string): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(time);
  if (!match) return time;
  const [, seconds, digits = '', zone] = match;
  const fraction = digits.replace(/0+$/, '');
  return `${seconds}${fraction && `.${fraction}`}${zone === '+00:00' ? 'Z' : zone}`;
}
