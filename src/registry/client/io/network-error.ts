import { isAbort, PlimsollError, systemCode } from '../../../base/error.ts';
import { printable } from '../../../base/text.ts';
import type { HttpRequest, NetworkReason } from '../ports.ts';

const REASONS: Readonly<Record<string, NetworkReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  HPE_INVALID_EOF_STATE: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'timeout',
  EPROTO: 'not-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_HTTP_REQUEST: 'not-tls',
  HPE_INVALID_CONSTANT: 'not-tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
  CERT_SIGNATURE_FAILURE: 'certificate',
  INVALID_CA: 'certificate',
  INVALID_PURPOSE: 'certificate',
  UND_ERR_PRX_TLS: 'proxy',
  UND_ERR_PRX_CONN: 'proxy',
  UND_ERR_ABORTED: 'proxy',
};

const HINTS: Partial<Record<NetworkReason, string>> = {
  certificate:
    'give the certificate authority with --registry-ca FILE, or accept any certificate with --allow-insecure-registry',
  'not-tls': 'if the registry speaks plain HTTP, say so with --allow-http-registry',
  refused: 'check the host and port, and that the registry is running',
  dns: 'check the spelling of the registry, your network and HTTPS_PROXY',
  proxy: 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY',
};

/** Turns what undici and Node throw into a `network` error with `details.reason`, or `interrupted`. */
export function networkError(thrown: unknown, request: HttpRequest, overdue: boolean): PlimsollError {
  if (thrown instanceof PlimsollError) return thrown;
  const host = new URL(request.url).host;
  const doing = `${request.method === 'GET' || request.method === 'HEAD' ? 'read from' : 'send to'} ${host}`;
  if (request.signal?.aborted)
    return new PlimsollError('interrupted', `${doing}: interrupted`, { cause: thrown });
  if (overdue)
    return new PlimsollError('network', `${doing}: no complete answer in ${(request.total ?? 0) / 1000} s`, {
      details: { reason: 'timeout' },
      cause: thrown,
    });
  const reason = reasonOf(thrown);
  return new PlimsollError('network', `${doing}: ${explain(thrown, reason)}`, {
    ...(HINTS[reason] && { hint: HINTS[reason] }),
    details: { reason },
    cause: thrown,
  });
}

function reasonOf(thrown: unknown): NetworkReason {
  const code = systemCode(thrown) ?? '';
  const message = thrown instanceof Error ? thrown.message : '';
  if (message.startsWith('Proxy ')) return 'proxy';
  if (REASONS[code]) return REASONS[code];
  if (code.startsWith('ERR_SSL_')) return 'not-tls';
  if (code.startsWith('CERT_') || code.startsWith('CRL_')) return 'certificate';
  return thrown instanceof AggregateError && thrown.errors.length > 0 ? reasonOf(thrown.errors[0]) : 'other';
}

function explain(thrown: unknown, reason: NetworkReason): string {
  const text = thrown instanceof Error ? messageOf(thrown) : String(thrown);
  const clean = printable(text).slice(0, 300);
  if (reason === 'not-tls') return 'it does not speak TLS';
  if (reason === 'certificate') return `its certificate is not trusted (${clean})`;
  if (reason === 'reset') return 'the connection was cut';
  if (reason === 'dns') return `the host is not known (${clean})`;
  return isAbort(thrown) && reason !== 'proxy' ? 'the connection was given up' : clean;
}

function messageOf(error: Error): string {
  if (error.message) return error.message;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return messageOf(error.errors[0]);
  return systemCode(error) ?? error.name;
}
