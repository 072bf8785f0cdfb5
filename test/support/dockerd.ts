import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPeer, mustRun, type Outcome, type RunOptions, run } from './peers.ts';

/** A Docker engine of its own: socket, data and state below one temporary folder, no network. */
export interface PrivateDocker {
  /** Path of the Unix socket. */
  readonly socket: string;
  /** For `DOCKER_HOST`. */
  readonly host: string;
  readonly log: string;
  docker(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Stops the engine and everything it started, unmounts, removes the folder. */
  stop(): Promise<void>;
}

export interface DockerdOptions {
  /** Default `overlay2`. */
  readonly storageDriver?: 'overlay2' | 'vfs';
  /** More arguments for dockerd. */
  readonly args?: readonly string[];
  /** Milliseconds to wait for the engine's first answer. Default 60 000. */
  readonly timeout?: number;
}

/** Starts dockerd and waits until it answers. Needs root. @throws Error with the engine's log when it does not */
export async function startDockerd(options: DockerdOptions = {}): Promise<PrivateDocker> {
  const base = mkdtempSync(join(tmpdir(), 'plimsoll-dockerd-'));
  const socket = join(base, 'docker.sock');
  const log = join(base, 'dockerd.log');
  const child = launch(base, socket, log, options);
  const engine: PrivateDocker = {
    socket,
    host: `unix://${socket}`,
    log,
    docker: (args, more = {}) =>
      run('docker', args, { ...more, env: { ...more.env, DOCKER_HOST: `unix://${socket}` } }),
    stop: () => stop(child, base),
  };
  const until = Date.now() + (options.timeout ?? 60_000);
  while ((await engine.docker(['version', '--format', '{{.Server.Version}}'])).code !== 0) {
    if (child.exitCode === null && Date.now() < until) {
      await sleep(200);
      continue;
    }
    const said = readFileSync(log, 'utf8').slice(-2000);
    await engine.stop();
    throw new Error(`dockerd does not answer:\n${said}`);
  }
  return engine;
}

function launch(base: string, socket: string, log: string, options: DockerdOptions): ChildProcess {
  const args = [
    `--host=unix://${socket}`,
    `--data-root=${join(base, 'data')}`,
    `--exec-root=${join(base, 'exec')}`,
    `--pidfile=${join(base, 'dockerd.pid')}`,
    `--storage-driver=${options.storageDriver ?? 'overlay2'}`,
    '--iptables=false',
    '--ip6tables=false',
    '--bridge=none',
    ...(options.args ?? []),
  ];
  const child = spawn(findPeer('dockerd') ?? 'dockerd', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that a test's Ctrl-C reaches the engine only through stop().
    detached: true,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  const out = createWriteStream(log);
  child.stdout.pipe(out, { end: false });
  child.stderr.pipe(out, { end: false });
  child.on('error', (error) => out.write(`${error.message}\n`));
  return child;
}

async function stop(child: ChildProcess, base: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(15_000)]);
    killGroup(child.pid);
  }
  for (const mount of mountsBelow(base)) await mustRun('umount', ['--lazy', mount]);
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** containerd, and what it started, are in the engine's group. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

function mountsBelow(base: string): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${base}/`))
    .sort((a, b) => b.length - a.length);
}
