import { type DiffId, parseDiffId } from '../base/digest.ts';
import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../base/json.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { malformed, stringMap } from './descriptor.ts';
import { normalizePlatform, type Platform } from './platform.ts';

/** OCI image-spec "Image Configuration" with docker's additions. Fields keep their wire names' meaning, camel-cased. */
export interface ImageConfig {
  readonly platform: Platform;
  /** RFC 3339 as written, or undefined. */
  readonly created?: string;
  readonly author?: string;
  readonly diffIds: readonly DiffId[];
  readonly history: readonly HistoryEntry[];
  readonly runtime: RuntimeConfig;
  /** The document as parsed, for what has no field here (docker's `container_config`, `docker_version`, …). */
  readonly raw: JsonObject;
}

export interface HistoryEntry {
  readonly created?: string;
  readonly createdBy: string;
  readonly comment?: string;
  readonly author?: string;
  /** True when the instruction made no layer. */
  readonly emptyLayer: boolean;
}

export interface RuntimeConfig {
  /** Empty when not set: root. */
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workingDir: string;
  /** `80/tcp` */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly healthcheck?: Healthcheck;
  readonly shell?: readonly string[];
  readonly onBuild: readonly string[];
  /** Docker on Windows and BuildKit mark a command that one string holds. */
  readonly argsEscaped: boolean;
}

export interface Healthcheck {
  /** `['NONE']`, `['CMD', …]` or `['CMD-SHELL', text]`. */
  readonly test: readonly string[];
  readonly raw: JsonObject;
}

/** Parses an image configuration. @throws PlimsollError `malformed` or `limit` */
export function parseImageConfig(
  bytes: Buffer,
  where = 'image configuration',
  limits: Limits = DEFAULT_LIMITS,
): ImageConfig {
  const json = parseJsonObject(bytes, where, { maxBytes: limits.documentBytes, maxDepth: limits.jsonDepth });
  const rootfs = isObject(json.rootfs) ? json.rootfs : {};
  const platform = normalizePlatform({
    os: text(json, 'os') ?? 'linux',
    architecture: text(json, 'architecture') ?? '',
    ...(text(json, 'variant') && { variant: text(json, 'variant') as string }),
    ...(text(json, 'os.version') && { osVersion: text(json, 'os.version') as string }),
  });
  return {
    platform,
    ...optional('created', text(json, 'created')),
    ...optional('author', text(json, 'author')),
    diffIds: list(rootfs.diff_ids, `${where}: rootfs.diff_ids`).map((d, i) =>
      parseDiffId(d, `${where}: diff_ids[${i}]`),
    ),
    history: list(json.history, `${where}: history`).map(readHistory),
    runtime: readRuntime(isObject(json.config) ? json.config : {}, where),
    raw: json,
  };
}

function readHistory(value: JsonValue): HistoryEntry {
  const h = isObject(value) ? value : {};
  return {
    ...optional('created', text(h, 'created')),
    createdBy: text(h, 'created_by') ?? '',
    ...optional('comment', text(h, 'comment')),
    ...optional('author', text(h, 'author')),
    emptyLayer: h.empty_layer === true,
  };
}

function readRuntime(c: JsonObject, where: string): RuntimeConfig {
  const health = isObject(c.Healthcheck) ? c.Healthcheck : undefined;
  const shell = strings(c.Shell);
  return {
    user: text(c, 'User') ?? '',
    env: strings(c.Env),
    entrypoint: strings(c.Entrypoint),
    cmd: strings(c.Cmd),
    workingDir: text(c, 'WorkingDir') ?? '',
    exposedPorts: keys(c.ExposedPorts),
    volumes: keys(c.Volumes),
    labels: stringMap(c, 'Labels', where) ?? {},
    ...optional('stopSignal', text(c, 'StopSignal')),
    ...(health && { healthcheck: { test: strings(health.Test), raw: health } }),
    ...(shell.length > 0 && { shell }),
    onBuild: strings(c.OnBuild),
    argsEscaped: c.ArgsEscaped === true,
  };
}

function text(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  return typeof value === 'string' ? value : undefined;
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value ? { [key]: value } : {}) as { [P in K]?: string };
}

function list(value: JsonValue | undefined, where: string): JsonValue[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed(where, 'is not a list');
  return value;
}

function strings(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}

function keys(value: JsonValue | undefined): string[] {
  return isObject(value) ? Object.keys(value) : [];
}
