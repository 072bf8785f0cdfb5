import { PlimsollError } from '../../base/error.ts';
import { canonicalRegistry } from '../../image/reference.ts';
import { createRegistryClient, type RegistryClientOptions } from './client.ts';
import { credentialOf } from './credentials.ts';
import { storeCredential } from './io/credential-store.ts';

export interface LoginCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Tries credentials at a registry and keeps them: with the configured credential helper, otherwise in the credential
 * file.
 * @returns where they are kept now
 * @throws PlimsollError `auth` when the registry refuses them; `network`, `io`, `usage`
 */
export async function login(
  registry: string,
  { username, password }: LoginCredentials,
  options: RegistryClientOptions,
): Promise<string> {
  const host = canonicalRegistry(registry);
  const credential = credentialOf(username, password);
  if (!credential || /[:\0\r\n]/.test(username) || /[\0\r\n]/.test(password))
    throw new PlimsollError(
      'usage',
      `log in to ${host}: the user name or password is empty or has line breaks in it`,
    );
  const client = createRegistryClient({ ...options, credentials: { registry: host, username, password } });
  try {
    await client.ping(host);
  } finally {
    await client.close();
  }
  return storeCredential(host, credential, options);
}
