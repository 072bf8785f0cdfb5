import { isObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { canonicalRegistry } from '../../image/reference.ts';
import type { Mirror, MirrorCapability } from './settings.ts';

const BOTH: ReadonlySet<MirrorCapability> = new Set(['pull', 'resolve']);

/** A mirror named by URL, as docker's `registry-mirrors` and our own option do. Undefined when it is no http(s) URL. */
export function mirrorOfUrl(text: string): Mirror | undefined {
  const full = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(full)) return undefined;
  const url = new URL(full);
  const path = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, apiPath: `${path}/v2`, capabilities: BOTH, insecure: false };
}

/** What containerd's `hosts.toml` says for one registry (containerd, docs/hosts.md). */
export interface HostsToml {
  readonly mirrors: readonly Mirror[];
  /** `server`, when it is another host than the registry itself. */
  readonly server: Mirror | undefined;
}

/** Reads a parsed `hosts.toml`. `folder` is what its relative CA paths start from. */
export function readHostsToml(document: JsonObject, registry: string, folder: string): HostsToml {
  const hosts = isObject(document.host) ? Object.entries(document.host) : [];
  const mirrors = hosts.flatMap(([url, entry]) => {
    const mirror = isObject(entry) ? hostEntry(url, entry, registry, folder) : undefined;
    return mirror && mirror.capabilities.size > 0 ? [mirror] : [];
  });
  const { server } = document;
  const own = typeof server === 'string' ? hostEntry(server, document, registry, folder) : undefined;
  const isUpstream = own && canonicalRegistry(new URL(own.origin).host) === registry;
  return { mirrors, server: isUpstream ? undefined : own };
}

function hostEntry(url: string, entry: JsonObject, registry: string, folder: string): Mirror | undefined {
  const plain = mirrorOfUrl(url);
  if (!plain) return undefined;
  const caFiles = strings(entry.ca).map((file) => (file.startsWith('/') ? file : `${folder}/${file}`));
  return {
    origin: plain.origin,
    apiPath: entry.override_path === true ? plain.apiPath.replace(/\/v2$/, '') : plain.apiPath,
    capabilities:
      entry.capabilities === undefined ? BOTH : new Set(strings(entry.capabilities).filter(isCapability)),
    namespace: registry,
    insecure: entry.skip_verify === true,
    ...(caFiles.length > 0 && { caFiles }),
  };
}

function isCapability(text: string): text is MirrorCapability {
  return text === 'pull' || text === 'resolve';
}

/** Strings of a list, or the one string. */
export function strings(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}
