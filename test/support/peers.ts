import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

// Real tools that the tests talk to. They are looked for, never installed: what is missing is skipped out loud.

export interface Outcome {
  /** Exit status; 128 + signal number is not imitated: a killed process has code -1. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the process group is killed. Default 120 000. */
  readonly timeout?: number;
  readonly cwd?: string;
}

/** Path of a peer's executable on `PATH`, or below `$PEERS` (default `~/.peers`); undefined when it is not here. */
export function findPeer(name: string): string | undefined {
  return searchPath()
    .map((dir) => join(dir, name))
    .find(isExecutable);
}

/**
 * True when every named peer is here; warns loudly otherwise. For `describe.skipIf(!requirePeers('podman'))`.
 */
export function requirePeers(...names: string[]): boolean {
  const missing = names.filter((name) => findPeer(name) === undefined);
  if (missing.length > 0) warnSkipped(`not installed: ${missing.join(', ')}`);
  return missing.length === 0;
}

/** Says on stderr, so that nobody overlooks it, that something real is not being tested here. */
export function warnSkipped(why: string): void {
  console.warn(`\n*** SKIPPED against real components: ${why} ***\n`);
}

/** Runs a command to its end and gives what it wrote; a command that cannot be started has code 127. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(findPeer(command) ?? command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => killGroup(child.pid), options.timeout ?? 120_000);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout: '', stderr: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, stdout: text(out), stderr: text(err) });
    });
    child.stdin.end(options.input ?? '');
  });
}

/** What {@link mustRun} throws. */
export class CommandFailed extends Error {}

/** Like {@link run}, but a failure throws CommandFailed with what the command said. Gives stdout. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new CommandFailed(`${command} ${args.join(' ')}: exit ${code}\n${stderr}${stdout}`);
  return stdout;
}

function searchPath(): string[] {
  const peers = process.env.PEERS ?? join(homedir(), '.peers');
  const own = ['c3/usr/bin', 'c2/usr/bin', 'py/bin', '.'].map((dir) => join(peers, dir));
  const system = (process.env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  return [...system, '/usr/sbin', '/sbin', ...own];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended between the timer and the signal.
  }
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
