import { isObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { canonicalRegistry, wireHost } from '../../image/reference.ts';
import type { Mirror, MirrorCapability, RegistrySettings } from './settings.ts';

/**
 * What podman's `registries.conf` (version 2, containers-registries.conf(5)) says of a repository: the `[[registry]]`
 * with the longest prefix. Undefined: nothing.
 */
export function readRegistriesConf(
  document: JsonObject,
  registry: string,
  repository: string,
): RegistrySettings | undefined {
  const name = `${registry}/${repository}`;
  const tables = list(document.registry).filter((table) => matches(prefixOf(table), name));
  const best = tables.sort((a, b) => prefixOf(b).length - prefixOf(a).length)[0];
  if (!best) return undefined;
  const prefix = prefixOf(best);
  const insecure = best.insecure === true;
  const location = text(best.location);
  const moved = location && !prefix.startsWith('*.') && location !== prefix ? location : undefined;
  const relocated = moved ? mirrorAt(moved, prefix, registry, insecure, 'all') : undefined;
  const digestOnly = best['mirror-by-digest-only'] === true ? 'digest-only' : undefined;
  const mirrors = list(best.mirror).flatMap((m) => {
    const pulls = digestOnly ?? text(m['pull-from-mirror']) ?? 'all';
    const mirror = mirrorAt(text(m.location) ?? '', prefix, registry, m.insecure === true, pulls);
    return mirror ? [mirror] : [];
  });
  return {
    insecure,
    http: insecure,
    blocked: best.blocked === true,
    mirrors,
    ...(relocated && { relocated }),
  };
}

function mirrorAt(
  location: string,
  prefix: string,
  registry: string,
  insecure: boolean,
  pulls: string,
): Mirror | undefined {
  const [host = '', ...path] = location.split('/');
  const origin = `https://${wireHost(host)}`;
  if (!host || !URL.canParse(origin)) return undefined;
  const from = prefix.startsWith(`${registry}/`) ? prefix.slice(registry.length + 1) : '';
  const to = path.join('/');
  const rewrite = { from, to: from === '' && to !== '' ? `${to}/` : to };
  return {
    origin: new URL(origin).origin,
    apiPath: '/v2',
    rewrite,
    capabilities: capabilities(pulls),
    insecure,
  };
}

function capabilities(pulls: string): ReadonlySet<MirrorCapability> {
  if (pulls === 'digest-only') return new Set(['pull']);
  return pulls === 'tag-only' ? new Set(['resolve']) : new Set(['pull', 'resolve']);
}

function prefixOf(table: JsonObject): string {
  const prefix = text(table.prefix) ?? text(table.location) ?? '';
  const [host = '', ...path] = prefix.split('/');
  return host.startsWith('*.') ? prefix : [canonicalRegistry(host), ...path].join('/');
}

function matches(prefix: string, name: string): boolean {
  if (prefix === '') return false;
  if (prefix.startsWith('*.'))
    return (name.split('/')[0] ?? '').replace(/:\d+$/, '').endsWith(prefix.slice(1));
  return name === prefix || (name.startsWith(prefix) && /^[/:@]/.test(name.slice(prefix.length)));
}

function list(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
