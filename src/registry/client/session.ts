import { singleFlight } from '../../base/concurrency.ts';
import type { FoundCredential } from './credentials.ts';
import type { Clock, Http, HttpResponse, Timeouts } from './ports.ts';
import type { RetryPolicy } from './retry.ts';
import type { SettingsSource } from './settings.ts';
import type { AccessToken, TokenService } from './token.ts';

/** How a host wants to be spoken to, learnt from its last 401. */
export type AuthScheme =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly service: TokenService };

/** What is remembered of a host while the client lives. */
export interface HostMemory {
  scheme?: AuthScheme;
  /** Milliseconds since the epoch: nothing is sent before, because the host said 429. */
  pausedUntil: number;
  /** Milliseconds since the epoch: as a mirror it is passed over until then. */
  downUntil: number;
}

/** Everything an operation needs; made once for each client. */
export interface Session {
  readonly http: Http;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly settings: SettingsSource;
  readonly findCredential: (registry: string, repository: string) => Promise<FoundCredential | undefined>;
  readonly warn: (message: string) => void;
  readonly detail: (message: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly hosts: Map<string, HostMemory>;
  readonly tokens: Map<string, AccessToken>;
  readonly fetchOnce: ReturnType<typeof singleFlight<AccessToken>>;
  /** Joins and remembers the search for a host's scheme (https or http). */
  readonly origins: Map<string, Promise<Reached>>;
  /** The last writer of each fallback tag: the next one waits for it. */
  readonly tagWriters: Map<string, Promise<unknown>>;
}

/** A host that was found to answer, and how. */
export interface Reached {
  /** The name that credentials are kept under. */
  readonly registry: string;
  /** `https://registry-1.docker.io` */
  readonly origin: string;
  readonly apiPath: string;
  readonly verify: boolean;
  /** The user named it: it may see the client certificate of the command line. */
  readonly named: boolean;
  /** Plain HTTP may be used even where https redirects to it. */
  readonly allowHttp: boolean;
  readonly caFiles?: readonly string[];
  /** Requests in all for one call; mirrors get one. */
  readonly tries: number;
  readonly namespace?: string;
}

/** An answer, and whose credentials were sent to get it. */
export interface AuthorizedAnswer {
  readonly response: HttpResponse;
  readonly credentialSource: string | undefined;
}

export function memoryOf(session: Session, origin: string): HostMemory {
  let memory = session.hosts.get(origin);
  if (!memory) {
    memory = { pausedUntil: 0, downUntil: 0 };
    session.hosts.set(origin, memory);
  }
  return memory;
}

export type SessionParts = Omit<Session, 'hosts' | 'tokens' | 'fetchOnce' | 'origins' | 'tagWriters'>;

export function createSession(parts: SessionParts): Session {
  return {
    ...parts,
    hosts: new Map(),
    tokens: new Map(),
    fetchOnce: singleFlight<AccessToken>(),
    origins: new Map(),
    tagWriters: new Map(),
  };
}

/** The operation's signal and the client's, as one. */
export function signalOf(session: Session, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal || !session.signal) return signal ?? session.signal;
  return signal === session.signal ? signal : AbortSignal.any([signal, session.signal]);
}
