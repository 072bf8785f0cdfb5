import { PlimsollError } from '../../base/error.ts';
import { isLoopbackRegistry, wireHost } from '../../image/reference.ts';
import { learnScheme } from './authorize.ts';
import { sendFollowing } from './follow.ts';
import type { NetworkReason } from './ports.ts';
import { withRetries } from './retrying.ts';
import type { Reached, Session } from './session.ts';
import type { Mirror } from './settings.ts';

interface Candidate {
  readonly scheme: 'https' | 'http';
  readonly verify: boolean;
}

/**
 * How a registry is reached: https, or what its settings allow when https does not answer. Loopback needs no setting:
 * plain HTTP, or a certificate nobody vouches for, is no worse there. Found out once for each client.
 */
export function reachRegistry(session: Session, registry: string): Promise<Reached> {
  return once(session, registry, async () => {
    const settings = await session.settings.settingsFor(registry, '');
    const host = wireHost(registry);
    const loopback = isLoopbackRegistry(registry);
    const pinned = (await session.settings.tlsFor(host, { verify: true, named: true })).ca.length > 0;
    const lenient = settings.insecure || (loopback && !pinned);
    const base = {
      registry,
      apiPath: '/v2',
      allowHttp: settings.http || loopback,
      named: true,
      tries: session.retry.tries,
    };
    return choose(session, host, base, { insecure: settings.insecure, lenient });
  });
}

/** How a mirror is reached. */
export function reachMirror(session: Session, mirror: Mirror): Promise<Reached> {
  return once(session, JSON.stringify([mirror.origin, mirror.apiPath, mirror.namespace]), async () => {
    const { protocol, host } = new URL(mirror.origin);
    const settings = await session.settings.settingsFor(host, '');
    const insecure = mirror.insecure || settings.insecure;
    const allowHttp = protocol === 'http:' || mirror.insecure || settings.http || isLoopbackRegistry(host);
    const base = {
      registry: host,
      apiPath: mirror.apiPath,
      allowHttp,
      named: false,
      tries: 1,
      ...(mirror.caFiles && { caFiles: mirror.caFiles }),
      ...(mirror.namespace && { namespace: mirror.namespace }),
    };
    if (protocol === 'http:') return { ...base, origin: `http://${host}`, verify: true };
    return choose(session, host, base, { insecure, lenient: insecure || isLoopbackRegistry(host) });
  });
}

type Base = Omit<Reached, 'origin' | 'verify'>;

async function choose(
  session: Session,
  host: string,
  base: Base,
  trust: { readonly insecure: boolean; readonly lenient: boolean },
): Promise<Reached> {
  const candidates: Candidate[] = [
    ...(trust.insecure ? [] : [{ scheme: 'https', verify: true } as const]),
    ...(trust.lenient ? [{ scheme: 'https', verify: false } as const] : []),
    ...(base.allowHttp ? [{ scheme: 'http', verify: true } as const] : []),
  ];
  const reached = candidates.map((c) => ({ ...base, origin: `${c.scheme}://${host}`, verify: c.verify }));
  if (reached.length === 1) return reached[0] as Reached;
  return tryAll(session, reached);
}

async function tryAll(session: Session, candidates: readonly Reached[]): Promise<Reached> {
  let first: unknown;
  let reason: NetworkReason | undefined;
  for (const candidate of candidates) {
    if (!isNextAfter(reason, candidate)) continue;
    try {
      await knock(session, candidate);
      return candidate;
    } catch (error) {
      if (!(error instanceof PlimsollError) || error.code !== 'network') throw error;
      first ??= error;
      reason = error.details.reason as NetworkReason | undefined;
      if (reason === undefined || reason === 'dns') break;
    }
  }
  throw first;
}

// A certificate that fails its check is an attack or a mistake, never a reason to go on without encryption; a port
// that does not speak TLS needs no second handshake.
function isNextAfter(reason: NetworkReason | undefined, candidate: Reached): boolean {
  if (reason === undefined) return true;
  const isHttps = candidate.origin.startsWith('https:');
  return reason === 'certificate' ? isHttps : !isHttps;
}

async function knock(session: Session, target: Reached): Promise<void> {
  const doing = `reach ${target.registry}`;
  const exchange = {
    doing,
    method: 'GET',
    url: `${target.origin}${target.apiPath}/`,
    document: true,
    signal: session.signal,
  };
  const send = async () => ({
    response: await sendFollowing(session, target, exchange, undefined),
    credentialSource: undefined,
  });
  const impatient = { ...target, tries: 1 };
  const context = { doing, signal: session.signal };
  const response = await withRetries(session, impatient, context, send, [200, 204, 401, 403, 404, 405, 429]);
  learnScheme(session, target, response);
  await response.discard();
}

function once(session: Session, key: string, work: () => Promise<Reached>): Promise<Reached> {
  const known = session.origins.get(key);
  if (known) return known;
  const search = work();
  session.origins.set(key, search);
  search.catch(() => session.origins.delete(key)); // the next operation may find it up
  return search;
}
