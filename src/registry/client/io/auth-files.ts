import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asPlimsollError, PlimsollError, systemCode } from '../../../base/error.ts';
import { type JsonObject, parseJsonObject } from '../../../base/json.ts';
import { makeDirectory } from '../../../image/io/disk.ts';
import type { Environment } from '../proxy.ts';

/** Where credentials may lie, first match wins: podman's places before docker's (registry.md, "Credentials"). */
export function authFilePaths(env: Environment): readonly string[] {
  const home = homeOf(env);
  const docker = dockerConfigPath(env);
  return [
    env.REGISTRY_AUTH_FILE,
    env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'containers/auth.json'),
    configHome(env) && join(configHome(env) as string, 'containers/auth.json'),
    docker,
    home && join(home, '.dockercfg'),
  ].filter((path): path is string => Boolean(path));
}

/** Docker's `config.json`: `$DOCKER_CONFIG` or `~/.docker`. */
export function dockerConfigPath(env: Environment): string | undefined {
  const home = homeOf(env);
  const folder = env.DOCKER_CONFIG || (home && join(home, '.docker'));
  return folder && join(folder, 'config.json');
}

/** `$XDG_CONFIG_HOME` or `~/.config`. */
export function configHome(env: Environment): string | undefined {
  const home = homeOf(env);
  return env.XDG_CONFIG_HOME || (home && join(home, '.config'));
}

function homeOf(env: Environment): string | undefined {
  return env.HOME || env.USERPROFILE;
}

/** A file's bytes, or undefined when it is not there. @throws PlimsollError `io` */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw asPlimsollError(error, `read ${path}`);
  }
}

/** Rewrites a credential file as `change` says (undefined: leave it). 0600, atomic, through symbolic links. */
export async function editAuthFile(
  path: string,
  change: (document: JsonObject) => JsonObject | undefined,
): Promise<boolean> {
  const bytes = await readIfThere(path);
  const before = bytes && bytes.length > 0 ? parseJsonObject(bytes, path) : {};
  const after = change(before);
  if (!after) return false;
  try {
    await makeDirectory(dirname(path), 0o700);
    await replaceFile(await targetOf(path), `${JSON.stringify(after, null, '\t')}\n`);
  } catch (error) {
    throw asPlimsollError(error, `write ${path}`);
  }
  return true;
}

async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return path;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export function noHome(doing: string): PlimsollError {
  return new PlimsollError(
    'usage',
    `${doing}: neither HOME nor DOCKER_CONFIG nor REGISTRY_AUTH_FILE is set`,
    {
      hint: 'set DOCKER_CONFIG to the folder that shall hold config.json',
    },
  );
}
