// What the registry client needs from the outside world. The core takes these ports; `io/` implements them.

/** How TLS is spoken with one host. One object per distinct setting: connections are pooled by identity. */
export interface TlsSettings {
  /** PEM certificates trusted beside the machine's own. */
  readonly ca: readonly string[];
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** False: any certificate is accepted. */
  readonly verify: boolean;
}

/** Milliseconds. */
export interface Timeouts {
  readonly connect: number;
  /** From the request's last byte to the answer's headers. */
  readonly headers: number;
  /** Like `headers`, for requests that make the registry move a whole blob before it answers. */
  readonly commit: number;
  /** Without a byte of the body; also the window in which {@link Timeouts.idleBytes} must arrive. */
  readonly idle: number;
  readonly idleBytes: number;
  /** A whole document: manifest, token, list of tags. */
  readonly document: number;
}

export type HttpBody = Buffer | AsyncIterable<Buffer>;

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  readonly tls: TlsSettings;
  /** The answer may take as long as `timeouts.commit`. */
  readonly commit?: boolean;
  /** Milliseconds for the whole exchange, body included. */
  readonly total?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** The URL that answered, after redirects. */
  readonly url: string;
  /** Several lines of one header are joined with a comma. */
  header(name: string): string | undefined;
  /** The lines of one header. */
  headers(name: string): readonly string[];
  readonly body: AsyncIterable<Buffer>;
  /** Gives the connection back without reading the rest. */
  discard(): Promise<void>;
}

export interface Http {
  /** One exchange: no redirects, no retries. @throws PlimsollError `network` with `details.reason` */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Why an exchange failed, in `details.reason` of a `network` error. */
export type NetworkReason =
  | 'certificate'
  | 'not-tls'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'dns'
  | 'proxy'
  | 'other';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws PlimsollError `interrupted` */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** 0 <= x < 1 */
  random(): number;
}
