import type { TlsSettings } from './ports.ts';

export type MirrorCapability = 'pull' | 'resolve';

/** Another place that holds (part of) what a registry holds. */
export interface Mirror {
  /** `https://mirror.example.com`, without a path. */
  readonly origin: string;
  /** What stands before `/<repository>/manifests/…`: `/v2`, or hosts.toml's own path. */
  readonly apiPath: string;
  /** Replaces the beginning of the repository, as registries.conf's `prefix` and `location` do. */
  readonly rewrite?: { readonly from: string; readonly to: string };
  /** `pull`: by digest; `resolve`: what a tag points to. */
  readonly capabilities: ReadonlySet<MirrorCapability>;
  /** `?ns=`, by which containerd's mirrors know the upstream. */
  readonly namespace?: string;
  /** Accepts any certificate and plain HTTP. */
  readonly insecure: boolean;
  /** PEM files, beside what certs.d has for the mirror's host. */
  readonly caFiles?: readonly string[];
}

/** What the machine and the user say about one registry (or repository of it). */
export interface RegistrySettings {
  /** Any certificate will do. */
  readonly insecure: boolean;
  /** Plain HTTP will do. */
  readonly http: boolean;
  readonly blocked: boolean;
  readonly mirrors: readonly Mirror[];
  /** Asked instead of the registry itself once the mirrors failed; pulls only. */
  readonly relocated?: Mirror;
}

export interface TlsWish {
  readonly verify: boolean;
  readonly caFiles?: readonly string[] | undefined;
  /** The user named this host: it may see the client certificate of the command line. */
  readonly named: boolean;
}

/** What `io/` finds out about hosts; each answer is remembered. */
export interface SettingsSource {
  /** Certificates and keys for a host, from flags and certs.d. */
  tlsFor(host: string, wish: TlsWish): Promise<TlsSettings>;
  settingsFor(registry: string, repository: string): Promise<RegistrySettings>;
}
