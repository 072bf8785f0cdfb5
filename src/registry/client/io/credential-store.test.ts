import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caught } from '../../testing/client.ts';
import { eraseCredential, findCredential, storeCredential } from './credential-store.ts';

const b64 = (text: string) => Buffer.from(text).toString('base64');
const folders: string[] = [];
let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'plimsoll-cred-'));
  folders.push(home);
});
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function put(path: string, value: unknown): Promise<string> {
  const full = join(home, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, typeof value === 'string' ? value : JSON.stringify(value));
  return full;
}
const only = (user: string) => ({ auths: { 'r.example': { auth: b64(`${user}:x`) } } });
const read = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
const env = () => ({
  HOME: home,
  XDG_RUNTIME_DIR: join(home, 'run'),
  PATH: `${join(home, 'bin')}:/usr/bin:/bin`,
});

/** A helper that keeps its credentials as files in the home folder. */
async function helper(name: string, script: string): Promise<void> {
  const path = await put(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}
const KEEPER = `
case "$1" in
  get) read -r host; cat "$HOME/kept" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; } ;;
  store) cat > "$HOME/kept" ;;
  erase) read -r host; rm "$HOME/kept" ;;
esac`;

describe('findCredential()', () => {
  it('asks the places in order, and says which one it was', async () => {
    const places = [
      '.dockercfg',
      '.docker/config.json',
      '.config/containers/auth.json',
      'run/containers/auth.json',
    ];
    for (const place of places) {
      const path = await put(place, only(place));
      const found = await findCredential('r.example', '', { env: env() });
      expect(found).toEqual({ credential: { kind: 'basic', username: place, password: 'x' }, source: path });
    }
    const named = await put('named.json', only('named'));
    const found = await findCredential('r.example', '', { env: { ...env(), REGISTRY_AUTH_FILE: named } });
    expect(found?.source).toBe(named);
    const inline = { ...env(), DOCKER_AUTH_CONFIG: JSON.stringify(only('inline')) };
    expect((await findCredential('r.example', '', { env: inline }))?.source).toBe('DOCKER_AUTH_CONFIG');
  });
  it('reads DOCKER_CONFIG in the place of ~/.docker', async () => {
    await put('.docker/config.json', only('home'));
    await put('elsewhere/config.json', only('elsewhere'));
    const found = await findCredential('r.example', '', {
      env: { ...env(), DOCKER_CONFIG: join(home, 'elsewhere') },
    });
    expect(found?.credential).toMatchObject({ username: 'elsewhere' });
  });
  it('goes on after a damaged file, with a warning', async () => {
    await put('run/containers/auth.json', '{ not json');
    await put('.docker/config.json', only('docker'));
    const said: string[] = [];
    const found = await findCredential('r.example', '', { env: env(), onWarning: (m) => said.push(m) });
    expect(found?.credential).toMatchObject({ username: 'docker' });
    expect(said[0]).toContain('auth.json');
  });
  it('asks a helper before the file that names it', async () => {
    await helper('keeper', `cat > "$HOME/asked"; echo '{"Username":"h","Secret":"s"}'`);
    await put('.docker/config.json', { ...only('file'), credsStore: 'keeper' });
    const found = await findCredential('docker.io', 'library/nginx', { env: env() });
    expect(found?.credential).toEqual({ kind: 'basic', username: 'h', password: 's' });
    expect(found?.source).toContain('docker-credential-keeper');
    expect(await readFile(join(home, 'asked'), 'utf8')).toBe('https://index.docker.io/v1/\n');
  });
  it('takes "credentials not found" for none, and looks on', async () => {
    await helper('keeper', KEEPER);
    await put('.docker/config.json', { ...only('file'), credsStore: 'keeper' });
    const said: string[] = [];
    const found = await findCredential('r.example', '', { env: env(), onWarning: (m) => said.push(m) });
    expect([found?.credential, said]).toMatchObject([{ username: 'file' }, []]);
  });
  it.each([
    ['is missing', undefined, 'not installed'],
    ['fails', 'echo boom; exit 3', 'boom'],
    ['hangs', 'exec sleep 60', 'no answer'],
    ['hangs with a child', 'sleep 5 & wait', 'no answer'],
    ['talks without end', 'yes', 'without end'],
    ['answers garbage', 'echo secret-garbage', 'JSON'],
  ])('warns when the helper %s', async (_, script, why) => {
    if (script) await helper('keeper', script);
    await put('.docker/config.json', { credsStore: 'keeper' });
    const said: string[] = [];
    const options = { env: env(), helperTimeout: 400, onWarning: (m: string) => said.push(m) };
    expect(await findCredential('r.example', '', options)).toBeUndefined();
    expect(said.join()).toContain(why);
  });
});

describe('storeCredential()', () => {
  const credential = { kind: 'basic', username: 'a', password: 'secret' } as const;
  it('writes config.json for the owner alone and keeps what it does not know', async () => {
    const path = await put('.docker/config.json', {
      HttpHeaders: { x: 'y' },
      auths: { other: { auth: 'x' } },
    });
    expect(await storeCredential('r.example', credential, { env: env() })).toBe(path);
    expect(await read(path)).toEqual({
      HttpHeaders: { x: 'y' },
      auths: { other: { auth: 'x' }, 'r.example': { auth: b64('a:secret') } },
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await findCredential('r.example', '', { env: env() }))?.credential).toEqual(credential);
  });
  it('makes the file where there is none', async () => {
    const path = await storeCredential('r.example', credential, { env: env() });
    expect(path).toBe(join(home, '.docker/config.json'));
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  });
  it('replaces an entry where the look-up would find it first', async () => {
    const first = await put('.config/containers/auth.json', only('stale'));
    await put('.docker/config.json', {});
    expect(await storeCredential('r.example', credential, { env: env() })).toBe(first);
    expect((await findCredential('r.example', '', { env: env() }))?.credential).toEqual(credential);
  });
  it('writes through a symbolic link', async () => {
    const real = await put('dotfiles/config.json', {});
    await mkdir(join(home, '.docker'));
    const link = join(home, '.docker/config.json');
    await symlink(real, link);
    await storeCredential('r.example', credential, { env: env() });
    expect(await readlink(link)).toBe(real);
    expect(Object.keys((await read(real)).auths)).toEqual(['r.example']);
  });
  it('does not overwrite a file it cannot read', async () => {
    const path = await put('.docker/config.json', '{ precious');
    expect((await caught(storeCredential('r.example', credential, { env: env() }))).code).toBe('malformed');
    expect(await readFile(path, 'utf8')).toBe('{ precious');
  });
  it('gives the secret to the helper that is configured and to nobody else', async () => {
    await helper('keeper', KEEPER);
    const path = await put('.docker/config.json', {
      credsStore: 'keeper',
      auths: { 'r.example': { auth: b64('old:x') } },
    });
    expect(await storeCredential('r.example', credential, { env: env() })).toBe('docker-credential-keeper');
    expect(await read(join(home, 'kept'))).toEqual({
      ServerURL: 'r.example',
      Username: 'a',
      Secret: 'secret',
    });
    expect(await readFile(path, 'utf8')).not.toContain('r.example');
    expect((await findCredential('r.example', '', { env: env() }))?.credential).toEqual(credential);
  });
  it('says when there is no place to write', async () => {
    expect((await caught(storeCredential('r.example', credential, { env: {} }))).code).toBe('usage');
  });
});

describe('eraseCredential()', () => {
  it('removes the registry from files and helpers, and says where it was', async () => {
    await helper('keeper', KEEPER);
    await put('kept', { Username: 'h', Secret: 's' });
    const auth = await put('.config/containers/auth.json', {
      auths: { 'https://r.example/v1/': { auth: 'x' }, o: {} },
    });
    await put('.docker/config.json', { credHelpers: { 'r.example': 'keeper' } });
    expect(await eraseCredential('r.example', { env: env() })).toEqual([auth, 'docker-credential-keeper']);
    expect(await read(auth)).toEqual({ auths: { o: {} } });
    expect(await findCredential('r.example', '', { env: env() })).toBeUndefined();
  });
  it('touches nothing where there is nothing', async () => {
    const path = await put('.docker/config.json', '{"auths":{}}');
    expect(await eraseCredential('r.example', { env: env() })).toEqual([]);
    expect(await readFile(path, 'utf8')).toBe('{"auths":{}}');
  });
});
