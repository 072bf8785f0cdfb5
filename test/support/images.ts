import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  CACHE_VERSION,
  COMPRESSORS,
  type Compression,
  LAYOUTS,
  type LayoutName,
  MIRROR,
  NGINX_CONFIG,
  ROOTS,
  type RootName,
  SOURCE_DATE_EPOCH,
  SUITE,
} from './images.data.ts';
import { withLock } from './lock.ts';
import {
  LAYER_GZIP,
  LAYER_TAR,
  LAYER_ZSTD,
  type LayoutLayer,
  sha256File,
  writeLayout,
} from './oci-layout.ts';
import { findPeer, mustRun, requirePeers, run, warnSkipped } from './peers.ts';
import { rawTar } from './raw-tar.ts';
import { tarDifference } from './tar-diff.ts';

// Real Debian images, made once on this machine by mmdebstrap and kept: `$XDG_CACHE_HOME/plimsoll-test`.

const MEDIA_TYPES: Readonly<Record<Compression, string>> = {
  tar: LAYER_TAR,
  gzip: LAYER_GZIP,
  zstd: LAYER_ZSTD,
};

/** Where the cached layouts lie. */
export function imageCache(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'plimsoll-test', CACHE_VERSION);
}

/**
 * Path of a real image's OCI layout, made on first use (the nginx ones take half a minute, the big ones some minutes).
 * Undefined, with a loud warning, where mmdebstrap is missing or no Debian mirror can be reached.
 */
export async function realImage(name: LayoutName): Promise<string | undefined> {
  const layout = join(imageCache(), name);
  if (existsSync(join(layout, 'index.json'))) return layout;
  if (!requirePeers('mmdebstrap', 'gzip', 'zstd')) return undefined;
  mkdirSync(imageCache(), { recursive: true });
  try {
    await withLock(join(imageCache(), 'lock'), () => makeLayout(layout, name));
    return layout;
  } catch (error) {
    warnSkipped(`cannot make the ${name} image: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** The layer of a single-layer real image: the blob's path and the plain tar's path. */
export async function realLayer(
  name: Exclude<LayoutName, 'nginx-layers'>,
): Promise<{ readonly blob: string; readonly tar: string } | undefined> {
  if ((await realImage(name)) === undefined) return undefined;
  const { root, compression } = LAYOUTS[name];
  return { blob: cached(root, compression), tar: cached(root, 'tar') };
}

async function makeLayout(layout: string, name: LayoutName): Promise<void> {
  if (existsSync(join(layout, 'index.json'))) return;
  const { root, compression } = LAYOUTS[name];
  const tars = root === 'layers' ? await makeStack() : [await makeRoot(root)];
  const layers: LayoutLayer[] = [];
  for (const tar of tars) {
    const blob = await compress(tar, compression);
    layers.push({ blob, mediaType: MEDIA_TYPES[compression], diffId: await sha256File(tar) });
  }
  const unfinished = `${layout}.unfinished`;
  await writeLayout(unfinished, layers, { config: root === 'big' ? {} : NGINX_CONFIG });
  renameSync(unfinished, layout);
}

/** Base root, what installing nginx changed, and a small top layer that deletes. */
async function makeStack(): Promise<string[]> {
  const [base, nginx] = [await makeRoot('base'), await makeRoot('nginx')];
  const difference = join(imageCache(), 'nginx-difference.tar');
  const top = join(imageCache(), 'nginx-top.tar');
  if (!existsSync(difference))
    finish(difference, (file) => writeFileSync(file, tarDifference(readFileSync(base), readFileSync(nginx))));
  if (!existsSync(top)) finish(top, (file) => writeFileSync(file, topLayer()));
  return [base, difference, top];
}

function topLayer(): Buffer {
  const folder = (name: string) => ({ name, type: '5', mode: 0o755 });
  return rawTar([
    folder('etc/'),
    folder('etc/nginx/'),
    folder('etc/nginx/conf.d/'),
    { name: 'etc/nginx/conf.d/site.conf', body: 'server_tokens off;\n' },
    folder('etc/nginx/sites-enabled/'),
    { name: 'etc/nginx/sites-enabled/.wh.default', mode: 0 },
    folder('usr/'),
    folder('usr/share/'),
    folder('usr/share/doc/'),
    { name: 'usr/share/doc/.wh..wh..opq', mode: 0 },
    folder('var/'),
    folder('var/cache/'),
    { name: 'var/cache/.wh.apt', mode: 0 },
  ]);
}

async function makeRoot(name: RootName): Promise<string> {
  const tar = cached(name, 'tar');
  if (existsSync(tar)) return tar;
  const sources = join(imageCache(), 'sources.list');
  writeFileSync(sources, await aptSources());
  const include = ROOTS[name].length > 0 ? [`--include=${ROOTS[name].join(',')}`] : [];
  const neutral = `rm -f "$1"/etc/apt/sources.list.d/*; echo 'deb ${MIRROR} ${SUITE} main' > "$1"/etc/apt/sources.list`;
  const args = ['--variant=minbase', ...include, '--format=tar', `--customize-hook=${neutral}`];
  await mustRun('nice', ['mmdebstrap', ...args, SUITE, `${tar}.unfinished`, sources], {
    env: { SOURCE_DATE_EPOCH },
    timeout: 1_200_000,
  });
  renameSync(`${tar}.unfinished`, tar);
  return tar;
}

/** This machine's own apt sources for the suite where it has them, else Debian's. */
async function aptSources(): Promise<string> {
  const format = 'deb $(REPO_URI) $(RELEASE) main';
  const targets = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = targets.stdout.split('\n').filter((line) => new RegExp(` ${SUITE}(-\\S+)? main$`).test(line));
  const known = lines.some((line) => line.endsWith(` ${SUITE} main`));
  return `${known ? [...new Set(lines)].join('\n') : `deb ${MIRROR} ${SUITE} main`}\n`;
}

async function compress(tar: string, compression: Compression): Promise<string> {
  if (compression === 'tar') return tar;
  const file = `${tar.replace(/\.tar$/, '')}.tar.${compression}`;
  if (existsSync(file)) return file;
  const [command, ...args] = COMPRESSORS[compression];
  await runToFile(command, [...args, tar], `${file}.unfinished`);
  renameSync(`${file}.unfinished`, file);
  return file;
}

function runToFile(command: string, args: readonly string[], file: string): Promise<void> {
  const out = openSync(file, 'w');
  return new Promise<void>((resolve, reject) => {
    const child = spawn(findPeer(command) ?? command, args, { stdio: ['ignore', out, 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command}: exit ${code}`))));
  }).finally(() => closeSync(out));
}

function finish(file: string, write: (unfinished: string) => void): void {
  write(`${file}.unfinished`);
  renameSync(`${file}.unfinished`, file);
}

function cached(root: string, compression: Compression): string {
  return join(imageCache(), compression === 'tar' ? `${root}.tar` : `${root}.tar.${compression}`);
}

/** Forgets everything cached. */
export function clearImages(): void {
  rmSync(imageCache(), { recursive: true, force: true });
}
