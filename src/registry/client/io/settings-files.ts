import { join } from 'node:path';
import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../../base/json.ts';
import { canonicalRegistry, DOCKER_HUB, wireHost } from '../../../image/reference.ts';
import { mirrorOfUrl, readHostsToml, strings } from '../mirrors.ts';
import type { TlsSettings } from '../ports.ts';
import { readRegistriesConf } from '../registries-conf.ts';
import type { Mirror, RegistrySettings, SettingsSource } from '../settings.ts';
import { configHome, readIfThere } from './auth-files.ts';
import { type CertificateOptions, certificateFolders, listFolder, readTlsSettings } from './certs.ts';

/** True: every registry; a list: these hosts. */
export type HostList = boolean | readonly string[];

export interface SettingsOptions extends CertificateOptions {
  readonly allowInsecure: HostList;
  readonly allowHttp: HostList;
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Reads daemon.json, registries.conf and hosts.toml. */
  readonly machineSettings: boolean;
  readonly onWarning: (message: string) => void;
}

/** Settings of registries from options and from the files other tools keep on this machine, read when first asked for. */
export function createSettings(options: SettingsOptions): SettingsSource {
  const tls = new Map<string, Promise<TlsSettings>>();
  const machine = remember(() => readMachine(options));
  const hostsToml = new Map<string, Promise<readonly Mirror[]>>();
  return {
    tlsFor(host, wish) {
      const { verify, caFiles, named } = wish;
      const key = JSON.stringify([host, verify, caFiles, named]);
      const known = tls.get(key) ?? readTlsSettings(safeHost(host), { verify, caFiles, named }, options);
      tls.set(key, known);
      return known;
    },
    async settingsFor(registry, repository) {
      const name = canonicalRegistry(registry);
      const { conf, daemon } = await machine();
      const said = conf.map((c) => readRegistriesConf(c, name, repository)).find((s) => s !== undefined);
      const known = hostsToml.get(name) ?? readHosts(name, options);
      hostsToml.set(name, known);
      return combine(name, options, said, daemon, await known);
    },
  };
}

function combine(
  registry: string,
  options: SettingsOptions,
  said: RegistrySettings | undefined,
  daemon: JsonObject,
  hosts: readonly Mirror[],
): RegistrySettings {
  const own = options.mirrors[registry]?.flatMap((url) => mirrorOfUrl(url) ?? []) ?? [];
  const hub =
    registry === DOCKER_HUB ? strings(daemon['registry-mirrors']).flatMap((u) => mirrorOfUrl(u) ?? []) : [];
  const dockerInsecure = strings(daemon['insecure-registries']).includes(registry);
  return {
    insecure: includes(options.allowInsecure, registry) || dockerInsecure || said?.insecure === true,
    http: includes(options.allowHttp, registry) || dockerInsecure || said?.http === true,
    blocked: said?.blocked === true,
    mirrors: [...own, ...(said?.mirrors ?? []), ...hosts, ...hub],
    ...(said?.relocated && { relocated: said.relocated }),
  };
}

function includes(list: HostList, registry: string): boolean {
  return typeof list === 'boolean' ? list : list.some((host) => canonicalRegistry(host) === registry);
}

interface Machine {
  /** Drop-ins first: the more particular file wins. */
  readonly conf: readonly JsonObject[];
  readonly daemon: JsonObject;
}

async function readMachine(options: SettingsOptions): Promise<Machine> {
  if (!options.machineSettings) return { conf: [], daemon: {} };
  const daemon = await tolerant(
    options,
    join(options.systemRoot, 'etc/docker/daemon.json'),
    async (bytes, path) => parseJsonObject(bytes, path),
  );
  const conf: JsonObject[] = [];
  for (const path of await registriesConfPaths(options)) {
    const document = await tolerant(options, path, readToml);
    if (document && isObject(document)) conf.push(document);
  }
  return { conf, daemon: daemon ?? {} };
}

async function registriesConfPaths(options: SettingsOptions): Promise<readonly string[]> {
  const named = options.env.CONTAINERS_REGISTRIES_CONF;
  const home = configHome(options.env);
  const folders = [...(home ? [join(home, 'containers')] : []), join(options.systemRoot, 'etc/containers')];
  const paths: string[] = named ? [named] : [];
  for (const folder of folders) {
    const dropIns = await listFolder(join(folder, 'registries.conf.d'));
    paths.push(
      ...dropIns
        .filter((n) => n.endsWith('.conf'))
        .reverse()
        .map((n) => join(folder, 'registries.conf.d', n)),
    );
    if (!named) paths.push(join(folder, 'registries.conf'));
  }
  return paths;
}

async function readHosts(registry: string, options: SettingsOptions): Promise<readonly Mirror[]> {
  if (!options.machineSettings) return [];
  const roots = [join(options.systemRoot, 'etc/containerd/certs.d'), ...certificateFolders(options)];
  for (const name of [registry, wireHost(registry), '_default']) {
    for (const root of roots) {
      const folder = join(root, safeHost(name));
      const document = await tolerant(options, join(folder, 'hosts.toml'), readToml);
      if (!document) continue;
      const { mirrors, server } = readHostsToml(document, registry, folder);
      return server ? [...mirrors, server] : mirrors;
    }
  }
  return [];
}

// Few machines have such a file: the parser is loaded where there is one.
async function readToml(bytes: Buffer, path: string): Promise<JsonObject> {
  const { parseToml } = await import('../../../codec/toml.ts');
  return parseToml(bytes, path);
}

// A damaged file of another tool must not stop ours.
async function tolerant(
  options: SettingsOptions,
  path: string,
  parse: (bytes: Buffer, path: string) => Promise<JsonObject>,
): Promise<JsonObject | undefined> {
  try {
    const bytes = await readIfThere(path);
    return bytes && (await parse(bytes, path));
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    options.onWarning(`${error.message}; going on without it`);
    return undefined;
  }
}

/** The host as a folder name: what a hostile redirect names must not lead out of certs.d. */
function safeHost(host: string): string {
  return /^[A-Za-z0-9_[][A-Za-z0-9.:[\]_-]*$/.test(host) ? host : 'invalid';
}

function remember<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= work());
}
