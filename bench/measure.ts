import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeer } from '../test/support/peers.ts';

/** Median, and the fastest wall time, of several runs of one command and everything it started. Milliseconds, bytes. */
export interface Cost {
  readonly wall: number;
  readonly fastest: number;
  /** User and system time together. */
  readonly cpu: number;
  /** Largest resident set of any one process; 0 where GNU time is not installed. */
  readonly rss: number;
}

export interface MeasureOptions {
  /** Default 5, after one run that does not count. */
  readonly runs?: number;
  /** Runs before each run, not measured. */
  readonly prepare?: () => void | Promise<void>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What one command costs. @throws Error with what the command said when a run fails */
export async function measure(
  command: string,
  args: readonly string[],
  options: MeasureOptions = {},
): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const costs: Cost[] = [];
    for (let run = 0; run <= (options.runs ?? 5); run++) {
      await options.prepare?.();
      const cost = await once(command, args, join(folder, 'time'), options.env);
      if (run > 0) costs.push(cost);
    }
    return {
      wall: median(costs.map((cost) => cost.wall)),
      fastest: Math.min(...costs.map((cost) => cost.wall)),
      cpu: median(costs.map((cost) => cost.cpu)),
      rss: median(costs.map((cost) => cost.rss)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Like {@link measure}, for a pipeline or list of commands in bash, failing when any of them fails. */
export function measureShell(script: string, options: MeasureOptions = {}): Promise<Cost> {
  return measure('bash', ['-c', `set -eo pipefail; ${script}`], options);
}

/** Costs of things done one after the other. */
export function addCosts(...costs: readonly Cost[]): Cost {
  return {
    wall: costs.reduce((sum, cost) => sum + cost.wall, 0),
    fastest: costs.reduce((sum, cost) => sum + cost.fastest, 0),
    cpu: costs.reduce((sum, cost) => sum + cost.cpu, 0),
    rss: Math.max(...costs.map((cost) => cost.rss)),
  };
}

async function once(
  command: string,
  args: readonly string[],
  report: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const time = findPeer('time');
  const memory = time === undefined ? [] : [time, '-q', '-o', `${report}.rss`, '-f', '%M'];
  // Bash counts a pipeline's children too, and in milliseconds where GNU time has hundredths of a second.
  const script = `TIMEFORMAT='%3R %3U %3S'; { time "$@" 2>&3; } 3>&2 2>'${report}'`;
  const words = [...memory, findPeer(command) ?? command, ...args];
  const { code, stderr } = await wait('bash', ['-c', script, 'bash', ...words], env);
  if (code !== 0) throw new Error(firstComplaint(stderr) || `exit ${code}`);
  const [wall = 0, user = 0, system = 0] = readFileSync(report, 'utf8').trim().split(/\s+/).map(Number);
  const rss = time === undefined ? 0 : Number(readFileSync(`${report}.rss`, 'utf8')) * 1024;
  return { wall: wall * 1000, fastest: wall * 1000, cpu: (user + system) * 1000, rss };
}

function firstComplaint(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '').trim();
}

function wait(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < 10_000) stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
