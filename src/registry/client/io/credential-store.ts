import { isAbort, PlimsollError } from '../../../base/error.ts';
import { withAuth, withoutAuth } from '../credential-edit.ts';
import {
  type AuthFile,
  authFor,
  type Credential,
  type FoundCredential,
  helperFor,
  isKeyOf,
  parseAuthFile,
} from '../credentials.ts';
import type { Environment } from '../proxy.ts';
import { authFilePaths, dockerConfigPath, editAuthFile, noHome, readIfThere } from './auth-files.ts';
import { eraseWithHelper, getFromHelper, storeWithHelper } from './credential-helper.ts';

export interface CredentialStoreOptions {
  readonly env: Environment;
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Milliseconds a credential helper may take. */
  readonly helperTimeout?: number;
}

interface NamedFile {
  readonly path: string;
  readonly file: AuthFile;
}

/**
 * The machine's credential for a registry: DOCKER_AUTH_CONFIG, then the files of {@link authFilePaths}; in each
 * `credHelpers`, then `credsStore`, then `auths`. What cannot be read is a warning: anonymous access may do.
 */
export async function findCredential(
  registry: string,
  repository: string,
  options: CredentialStoreOptions,
): Promise<FoundCredential | undefined> {
  for (const { path, file } of await readAuthFiles(options)) {
    const helper = helperFor(file, registry);
    const kept = helper && (await askHelper(helper, registry, options));
    if (kept) return { credential: kept, source: `docker-credential-${helper} (${path})` };
    const credential = authFor(file, registry, repository);
    if (credential) return { credential, source: path };
  }
  return undefined;
}

/**
 * Keeps a credential where the next look-up finds it first: with the helper that is configured, otherwise in the file
 * that already has this registry, otherwise in REGISTRY_AUTH_FILE or docker's `config.json`.
 * @returns where it was kept
 * @throws PlimsollError `io`, `auth`, `usage`
 */
export async function storeCredential(
  registry: string,
  credential: Credential,
  options: CredentialStoreOptions,
): Promise<string> {
  const files = await readAuthFiles(options, true);
  const fallback = options.env.REGISTRY_AUTH_FILE || dockerConfigPath(options.env);
  const target =
    files.find(
      ({ file }) => helperFor(file, registry) ?? [...file.auths.keys()].some((k) => isKeyOf(k, registry)),
    )?.path ?? fallback;
  if (!target) throw noHome(`keep the credential for ${registry}`);
  const helper = files.find(({ path }) => path === target);
  const name = helper && helperFor(helper.file, registry);
  if (name) {
    await storeWithHelper(name, registry, credential, options);
    await editAuthFile(target, (document) => withoutAuth(document, registry));
    return `docker-credential-${name}`;
  }
  await editAuthFile(target, (document) => withAuth(document, registry, credential));
  return target;
}

/**
 * Forgets a registry's credential everywhere it is kept.
 * @returns where it was
 * @throws PlimsollError `io`, `auth`
 */
export async function eraseCredential(
  registry: string,
  options: CredentialStoreOptions,
): Promise<readonly string[]> {
  const erased: string[] = [];
  for (const { path, file } of await readAuthFiles(options, true)) {
    const helper = helperFor(file, registry);
    if (helper && (await eraseWithHelper(helper, registry, options)))
      erased.push(`docker-credential-${helper}`);
    if (await editAuthFile(path, (document) => withoutAuth(document, registry))) erased.push(path);
  }
  return erased;
}

async function readAuthFiles(
  options: CredentialStoreOptions,
  onlyFiles = false,
): Promise<readonly NamedFile[]> {
  const found: NamedFile[] = [];
  const inline = options.env.DOCKER_AUTH_CONFIG;
  const add = (path: string, bytes: Buffer | undefined) => {
    if (bytes && bytes.length > 0) found.push({ path, file: parseAuthFile(bytes, path) });
  };
  if (inline && !onlyFiles)
    await tolerate(options, async () => add('DOCKER_AUTH_CONFIG', Buffer.from(inline)));
  for (const path of authFilePaths(options.env))
    await tolerate(options, async () => add(path, await readIfThere(path)));
  return found;
}

async function askHelper(
  name: string,
  registry: string,
  options: CredentialStoreOptions,
): Promise<Credential | undefined> {
  const { env, helperTimeout: timeout } = options;
  return tolerate(options, () => getFromHelper(name, registry, { env, ...(timeout && { timeout }) }));
}

async function tolerate<T>(options: CredentialStoreOptions, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isAbort(error) || !(error instanceof PlimsollError)) throw error;
    options.onWarning?.(`${error.message}; going on without it`);
    return undefined;
  }
}
