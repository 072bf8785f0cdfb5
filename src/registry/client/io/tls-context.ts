import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { PlimsollError } from '../../../base/error.ts';
import type { TlsSettings } from '../ports.ts';
import type { Environment } from '../proxy.ts';

// The first that is there, as Go's crypto/x509 looks.
const SYSTEM_BUNDLES = [
  'etc/ssl/certs/ca-certificates.crt',
  'etc/pki/tls/certs/ca-bundle.crt',
  'etc/ssl/ca-bundle.pem',
  'etc/pki/tls/cacert.pem',
  'etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  'etc/ssl/cert.pem',
];
const MAX_BUNDLE = 16 * 1024 * 1024;

/**
 * What TLS trusts: Mozilla's certificates (Node's), the system's, SSL_CERT_FILE's and the host's own.
 * @throws PlimsollError `usage` when a certificate or key cannot be read
 */
export function secureContextFor(
  tls: TlsSettings,
  options: { readonly env: Environment; readonly systemRoot: string },
): SecureContext {
  const own = tls.ca.flatMap(splitPem);
  const ca = new Set([
    ...getCACertificates('default').map((c) => c.trim()),
    ...systemCertificates(options.systemRoot),
    ...fileOfEnvironment(options.env),
    ...own,
  ]);
  try {
    return createSecureContext({
      ca: [...ca],
      ...(tls.clientCert && { cert: tls.clientCert }),
      ...(tls.clientKey && { key: tls.clientKey }),
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PlimsollError('usage', `prepare TLS: a certificate or key cannot be read: ${why}`, {
      hint: 'certificates and keys must be PEM, the key belonging to the certificate and without a passphrase',
      cause,
    });
  }
}

/** The certificates of a PEM text, one each. */
function splitPem(text: string): string[] {
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END [A-Z0-9 ]+-----/g);
  return (blocks ?? []).map((block) => block.replaceAll('\r', ''));
}

function systemCertificates(root: string): string[] {
  if (process.platform === 'win32' || process.platform === 'darwin') return getCACertificates('system');
  for (const file of SYSTEM_BUNDLES) {
    const text = readBundle(join(root, file));
    if (text !== undefined) return splitPem(text);
  }
  return [];
}

function fileOfEnvironment(env: Environment): string[] {
  if (!env.SSL_CERT_FILE) return [];
  const text = readBundle(env.SSL_CERT_FILE);
  if (text === undefined)
    throw new PlimsollError('usage', `prepare TLS: cannot read SSL_CERT_FILE ${env.SSL_CERT_FILE}`);
  return splitPem(text);
}

function readBundle(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length > MAX_BUNDLE ? undefined : bytes.toString('latin1');
  } catch {
    return undefined;
  }
}
