/** The registry that a name without a host means. */
export const DOCKER_HUB = 'docker.io';
const HUB_ALIASES: ReadonlySet<string> = new Set([
  DOCKER_HUB,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);
const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?$/;
const V6 = /^\[[0-9a-f:.]{2,45}\]$/;
const MAX_HOST = 253;

/**
 * Folds the names Docker Hub goes by into `docker.io`; lower case, because hosts have no case. A host that only its upper
 * case tells from a namespace keeps it.
 */
export function canonicalRegistry(host: string): string {
  const lower = host.toLowerCase();
  if (HUB_ALIASES.has(lower.replace(/:443$/, ''))) return DOCKER_HUB;
  return isHostLike(lower) ? lower : host;
}

/** True when the text before the first slash is a host by its looks: it has `.` or `:`, or is `localhost`. */
export function isHostLike(text: string): boolean {
  return /[.:[]/.test(text) || text === 'localhost';
}

/** The host that requests go to: `registry-1.docker.io` for Docker Hub. */
export function wireHost(registry: string): string {
  return canonicalRegistry(registry) === DOCKER_HUB ? 'registry-1.docker.io' : registry;
}

/** The key under which credential files and helpers keep this registry: `https://index.docker.io/v1/` for Docker Hub. */
export function authKey(registry: string): string {
  return canonicalRegistry(registry) === DOCKER_HUB ? 'https://index.docker.io/v1/' : registry;
}

/** True for registries on this machine, where plain HTTP is no risk: localhost, *.localhost, 127.0.0.0/8, [::1]. */
export function isLoopbackRegistry(registry: string): boolean {
  const host = splitHostPort(registry.toLowerCase()).host;
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** `[::1]:5000` to its host (brackets kept) and port. */
export function splitHostPort(text: string): { readonly host: string; readonly port?: string } {
  const colon = text.lastIndexOf(':');
  if (colon < 0 || colon < text.lastIndexOf(']')) return { host: text };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

/** What is wrong with a `host[:port]`, or undefined. */
export function hostProblem(text: string): string | undefined {
  const { host, port } = splitHostPort(text.toLowerCase());
  if (host.length > MAX_HOST) return `the registry's host name has more than ${MAX_HOST} characters`;
  if (!HOST.test(host) && !V6.test(host))
    return 'the part before the first slash is not a valid registry host';
  if (port === undefined) return undefined;
  const valid = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
  return valid ? undefined : "the registry's port is not a number from 1 to 65535";
}
