// Where the inputs of the comparison are made, once on this machine, and kept.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLock } from '../../support/lock.ts';
import { CommandFailed, findPeer, mustRun } from '../../support/peers.ts';

/** One thing to list the packages of: a source tree, or an image of files stacked on a base. */
export interface Input {
  /** Also the folder's name. */
  readonly name: string;
  readonly kind: 'tree' | 'image';
  /** What it is made of, for the page. */
  readonly about: string;
  /** Commands that must be on this machine. */
  readonly needs?: readonly string[];
  /** Fills an empty folder: a tree's files, or an OCI layout. @throws CommandFailed when a registry cannot be reached */
  make(folder: string): Promise<void>;
}

/** Part of the cache's path: raise it when an input is made differently. */
const VERSION = 'v1';

export function workshop(...parts: string[]): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'plimsoll-test', 'side-by-side', VERSION, ...parts);
}

/** Thrown where an input cannot be made on this machine: a reason to skip it out loud, not a failure. */
export class CannotBeMade extends Error {}

/** The folder of an input, made on first use. @throws CannotBeMade when a tool or a registry cannot be had */
export async function madeInput({ name, needs = [], make }: Input): Promise<string> {
  const missing = needs.filter((command) => findPeer(command) === undefined);
  const folder = workshop(name);
  if (existsSync(folder)) return folder;
  if (missing.length > 0) throw new CannotBeMade(`${name}: not installed: ${missing.join(', ')}`);
  return once(folder, make);
}

/** Makes a folder in whole or not at all. */
export async function once(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  mkdirSync(dirname(folder), { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    try {
      await make(unfinished);
    } catch (error) {
      throw error instanceof CommandFailed ? new CannotBeMade(firstLines(error.message)) : error;
    }
    renameSync(unfinished, folder);
  });
  return folder;
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, 4).join('\n');
}

/** Writes text files below a folder. */
export function write(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** Runs a command in a folder, in a home of its own so that no setting of the developer's changes what it writes. */
export function inside(folder: string, command: string, ...args: string[]): Promise<string> {
  const env = {
    CI: '1',
    NO_COLOR: '1',
    PIP_NO_INPUT: '1',
    DENO_TLS_CA_STORE: 'system',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  return mustRun(command, args, { cwd: folder, env, timeout: 400_000 });
}

/** Package managers that npm's registry has. */
export const jsTools = (): Promise<string> =>
  once(workshop('tools-js'), async (folder) => {
    const tools = ['pnpm@10.12.1', 'yarn@1.22.22', '@yarnpkg/cli-dist@4.9.2'];
    const programs = ['@oven/bun-linux-x64@1.2.17', '@deno/linux-x64-glibc@2.3.6'];
    write(folder, { 'package.json': { private: true } });
    await inside(folder, 'npm', 'install', '--ignore-scripts', ...tools, ...programs);
  });

const PYTHON_TOOLS = { uv: '0.9.7', pipenv: '2025.0.4', conan: '2.18.1' };

/** The virtual environment of a package manager that the Python index has: each has one, they disagree about versions. */
export const pythonTool = (name: string): Promise<string> =>
  once(workshop(`tools-${name}`), async (folder) => {
    const version = PYTHON_TOOLS[name as keyof typeof PYTHON_TOOLS];
    await inside(folder, 'python3', '-m', 'venv', folder);
    await inside(folder, 'bin/python', '-m', 'pip', 'install', '-q', `${name}==${version}`);
  });

/** Debian packages as files, downloaded once. */
export function debs(packages: readonly string[]): Promise<string> {
  const key = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 16);
  return once(workshop('debs', key), async (into) => {
    await inside(into, 'apt-get', 'download', '-qq', '-o', 'APT::Sandbox::User=root', ...packages);
  });
}

/** The files of Debian packages without their records: what copies onto an image when nobody installs it. */
export async function unpackDebs(folder: string, ...packages: string[]): Promise<void> {
  const from = await debs(packages);
  for (const deb of readdirSync(from).sort()) await inside(from, 'dpkg-deb', '-x', deb, folder);
}
