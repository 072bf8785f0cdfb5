import type { Session } from './io/session.ts';

/** Tries credentials and keeps them. @returns where @throws PlimsollError `auth`, `network`, `offline` */
export async function loginTo(
  session: Session,
  registry: string,
  credentials: { readonly username: string; readonly password: string },
): Promise<string> {
  await session.registry(); // refuses when offline
  const { login } = await import('../registry/index.ts');
  const { env, version, registryCa, allowInsecure, allowHttp, onWarning } = session.options;
  return login(registry, credentials, {
    env,
    userAgent: `plimsoll/${version}`,
    allowInsecure: allowInsecure ?? false,
    allowHttp: allowHttp ?? false,
    ...(registryCa && { registryCa }),
    ...(session.signal && { signal: session.signal }),
    ...(onWarning && { onWarning }),
  });
}

/** Forgets credentials everywhere they are kept. @returns where they were */
export async function logoutFrom(session: Session, registry: string): Promise<readonly string[]> {
  const { eraseCredential } = await import('../registry/index.ts');
  const { canonicalRegistry } = await import('../image/reference.ts');
  return eraseCredential(canonicalRegistry(registry), {
    env: session.options.env,
    onWarning: session.options.onWarning,
  });
}
