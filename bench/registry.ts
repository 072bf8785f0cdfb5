import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPeer } from '../test/support/peers.ts';

/** Debian's docker-registry on a free loopback port, plain HTTP, with its data in a temporary folder. */
export interface BenchRegistry {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  stop(): Promise<void>;
}

export async function startBenchRegistry(): Promise<BenchRegistry> {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-bench-registry-'));
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(dir, 'config.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${dir}/data}}\nhttp: {addr: "${address}"}\n`,
  );
  const child = spawn(findPeer('docker-registry') ?? 'docker-registry', ['serve', config], {
    stdio: 'ignore',
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  });
  child.on('error', () => undefined);
  const stop = () => stopRegistry(child, dir);
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(`http://${address}/v2/`)) return { address, stop };
    await sleep(100);
  }
  await stop();
  throw new Error('docker-registry does not answer');
}

async function stopRegistry(child: ChildProcess, dir: string): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(5_000)]);
    child.kill('SIGKILL');
  }
  rmSync(dir, { recursive: true, force: true });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
