import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlimsollError, systemCode } from '../../../base/error.ts';
import type { TlsSettings } from '../ports.ts';
import type { Environment } from '../proxy.ts';
import type { TlsWish } from '../settings.ts';
import { configHome, readIfThere } from './auth-files.ts';

export interface CertificateOptions {
  readonly env: Environment;
  /** `/` but in tests. */
  readonly systemRoot: string;
  /** `--registry-ca` */
  readonly registryCa?: string | undefined;
  /** PEM files of the command line's client certificate. */
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
}

/** Folders `<dir>/<host[:port]>/` with `*.crt` (authorities) and pairs of `*.cert` and `*.key` (our own). */
export function certificateFolders(options: CertificateOptions): readonly string[] {
  const home = configHome(options.env);
  return [
    join(options.systemRoot, 'etc/docker/certs.d'),
    join(options.systemRoot, 'etc/containers/certs.d'),
    ...(home ? [join(home, 'containers/certs.d')] : []),
  ];
}

/** The certificates and keys for one host. @throws PlimsollError `usage` when a file that was asked for is missing */
export async function readTlsSettings(
  host: string,
  wish: TlsWish,
  options: CertificateOptions,
): Promise<TlsSettings> {
  const found: { ca: string[]; clientCert?: string; clientKey?: string } = { ca: [] };
  const named = [options.registryCa, ...(wish.caFiles ?? [])].filter((file) => file !== undefined);
  for (const file of named) found.ca.push(await readNamed(file));
  for (const folder of certificateFolders(options)) await readFolder(join(folder, host), found);
  if (wish.named && options.clientCert) {
    found.clientCert = await readNamed(options.clientCert);
    found.clientKey = await readNamed(options.clientKey ?? options.clientCert);
  }
  return { ...found, verify: wish.verify };
}

/** Names in a folder, sorted; none when it is not there. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return [];
    throw error;
  }
}

async function readFolder(
  folder: string,
  found: { ca: string[]; clientCert?: string; clientKey?: string },
): Promise<void> {
  const names = await listFolder(folder);
  for (const name of names) {
    if (name.endsWith('.crt')) found.ca.push(await readNamed(join(folder, name)));
    const key = `${name.slice(0, -'.cert'.length)}.key`;
    if (!name.endsWith('.cert') || found.clientCert !== undefined || !names.includes(key)) continue;
    found.clientCert = await readNamed(join(folder, name));
    found.clientKey = await readNamed(join(folder, key));
  }
}

async function readNamed(path: string): Promise<string> {
  const bytes = await readIfThere(path);
  if (!bytes)
    throw new PlimsollError('usage', `read the certificate ${path}: no such file`, {
      hint: 'check --registry-ca and the folders under certs.d',
    });
  const text = bytes.toString('latin1');
  if (!text.includes('-----BEGIN '))
    throw new PlimsollError('usage', `read the certificate ${path}: it is not PEM`, {
      hint: 'convert it: openssl x509 -inform der -in FILE -out FILE.pem',
    });
  return text;
}
