import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PlimsollError, systemCode } from '../../base/error.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../base/json.ts';

export type Engine = 'docker' | 'podman';

/** Where an engine listens. */
export type EngineEndpoint =
  | { readonly kind: 'unix'; readonly socketPath: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: EngineTls };

export interface EngineTls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly rejectUnauthorized: boolean;
}

export interface EndpointOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
}

/**
 * Finds the engine as its own client would: `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context of `~/.docker`, the
 * usual socket; for podman `CONTAINER_HOST`, the user's socket, the machine's.
 * @throws PlimsollError `unsupported` (ssh, named pipes), `usage`
 */
export function findEngine(engine: Engine, options: EndpointOptions = {}): EngineEndpoint {
  const env = options.env ?? process.env;
  const home = options.home ?? homedir();
  return engine === 'podman' ? findPodman(env) : findDocker(env, home);
}

function findPodman(env: NodeJS.ProcessEnv): EngineEndpoint {
  if (env.CONTAINER_HOST) return parseEndpoint(env.CONTAINER_HOST, 'CONTAINER_HOST');
  const own = env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'podman', 'podman.sock');
  const socketPath = own && existsSync(own) ? own : '/run/podman/podman.sock';
  return { kind: 'unix', socketPath };
}

function findDocker(env: NodeJS.ProcessEnv, home: string): EngineEndpoint {
  const directory = env.DOCKER_CONFIG || join(home, '.docker');
  if (env.DOCKER_HOST) return parseEndpoint(env.DOCKER_HOST, 'DOCKER_HOST', envTls(env, directory));
  const context = env.DOCKER_CONTEXT || currentContext(directory);
  if (context && context !== 'default') return readContext(directory, context);
  const own = env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'docker.sock');
  const rootless = own && !existsSync('/var/run/docker.sock') && existsSync(own);
  return { kind: 'unix', socketPath: rootless ? own : '/var/run/docker.sock' };
}

/**
 * Parses `unix:///path`, `tcp://host:port`, `http(s)://host:port`.
 * @param where the variable or file it stands in, for errors
 */
export function parseEndpoint(text: string, where: string, tls?: EngineTls): EngineEndpoint {
  if (text.startsWith('unix://')) return { kind: 'unix', socketPath: text.slice('unix://'.length) };
  if (text.startsWith('ssh://'))
    throw new PlimsollError(
      'unsupported',
      `reach the engine at ${hide(text)} (${where}): ssh is not spoken here`,
      {
        hint: 'forward the socket (ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST) and name unix:///tmp/engine.sock',
      },
    );
  if (/^(npipe|fd):/.test(text))
    throw new PlimsollError(
      'unsupported',
      `reach the engine at ${text} (${where}): only unix:// and tcp:// are known`,
    );
  const match = /^(tcp|https?):\/\/(\[[0-9a-fA-F:.]+\]|[^/:@]+)(?::(\d{1,5}))?\/?$/.exec(text);
  if (!match?.[2] || Number(match[3] ?? 1) > 65535)
    throw new PlimsollError(
      'usage',
      `reach the engine at ${hide(text)} (${where}): expected unix://PATH or tcp://HOST:PORT`,
    );
  const secure = tls ?? (match[1] === 'https' ? { rejectUnauthorized: true } : undefined);
  return {
    kind: 'tcp',
    host: match[2].replace(/^\[|\]$/g, ''),
    port: Number(match[3] ?? (secure ? 2376 : 2375)),
    ...(secure && { tls: secure }),
  };
}

/** How a person would write it. */
export function formatEndpoint(endpoint: EngineEndpoint): string {
  if (endpoint.kind === 'unix') return `unix://${endpoint.socketPath}`;
  return `tcp://${endpoint.host}:${endpoint.port}`;
}

function hide(text: string): string {
  return text.replace(/\/\/[^/]*@/, '//***@');
}

function envTls(env: NodeJS.ProcessEnv, directory: string): EngineTls | undefined {
  if (!env.DOCKER_TLS_VERIFY && !env.DOCKER_TLS) return undefined;
  return readTls(env.DOCKER_CERT_PATH || directory, Boolean(env.DOCKER_TLS_VERIFY));
}

function readTls(directory: string, rejectUnauthorized: boolean): EngineTls {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) =>
    readOptional(join(directory, name)),
  );
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), rejectUnauthorized };
}

function currentContext(directory: string): string | undefined {
  const bytes = readOptional(join(directory, 'config.json'));
  const name = bytes && parseJsonObject(bytes, join(directory, 'config.json')).currentContext;
  return typeof name === 'string' ? name : undefined;
}

function readContext(directory: string, name: string): EngineEndpoint {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(directory, 'contexts', 'meta', id, 'meta.json');
  const bytes = readOptional(file);
  if (!bytes)
    throw new PlimsollError(
      'usage',
      `find docker context ${JSON.stringify(name)}: there is no such context`,
      {
        hint: 'docker context ls lists them',
      },
    );
  const endpoints = object(parseJsonObject(bytes, file).Endpoints);
  const docker = object(endpoints.docker);
  if (typeof docker.Host !== 'string')
    throw new PlimsollError('malformed', `read ${file}: the context has no docker endpoint`);
  const tls = join(directory, 'contexts', 'tls', id, 'docker');
  const secure = existsSync(tls) || docker.SkipTLSVerify === true;
  const verify = docker.SkipTLSVerify !== true;
  return parseEndpoint(docker.Host, `docker context ${name}`, secure ? readTls(tls, verify) : undefined);
}

function object(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function readOptional(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PlimsollError('io', `read ${path}: ${code}`, { cause: error });
  }
}
