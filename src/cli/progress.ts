// Progress on stderr, only once work takes longer than a second: live lines on a terminal, a plain line now and then
// elsewhere, nothing left behind at the end.
import { formatBytes } from '../base/text.ts';
import type { OnProgress, ProgressEvent } from '../image/medium.ts';

export interface Progress {
  readonly report: OnProgress;
  /** Removes live lines: call before printing anything else. */
  finish(): void;
}

const QUIET_MS = 1000;
const PLAIN_MS = 5000;
const MAX_LINES = 8;

export function openProgress(
  stream: NodeJS.WriteStream,
  enabled: boolean,
  now: () => number = Date.now,
): Progress {
  if (!enabled) return { report: () => {}, finish: () => {} };
  const jobs = new Map<string, ProgressEvent>();
  const started = now();
  let drawn = 0;
  let lastDraw = 0;
  const clear = (): void => {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    const time = now();
    const interval = stream.isTTY ? 100 : PLAIN_MS;
    if (time - started < QUIET_MS || time - lastDraw < interval) return;
    lastDraw = time;
    if (!stream.isTTY) {
      stream.write(`${summary(jobs, time - started)}\n`);
      return;
    }
    const lines = liveLines(jobs, time - started, stream.columns ?? 80);
    clear();
    stream.write(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  return {
    report: (event) => {
      jobs.set(`${event.kind} ${event.id}`, event);
      draw();
    },
    finish: clear,
  };
}

function liveLines(jobs: ReadonlyMap<string, ProgressEvent>, elapsed: number, columns: number): string[] {
  const active = [...jobs.values()].filter((job) => job.state === 'active').slice(0, MAX_LINES);
  const width = Math.max(10, Math.min(30, columns - 50));
  const lines = active.map((job) => {
    const part = job.total > 0 ? Math.min(1, job.done / job.total) : 0;
    const bar = '━'.repeat(Math.round(part * width)).padEnd(width, '╌');
    return `  ${job.label.slice(0, 14).padEnd(14)} ${bar} ${`${Math.floor(part * 100)}%`.padStart(4)} of ${formatBytes(job.total)}`;
  });
  return [...lines, `  ${summary(jobs, elapsed)}`].map((line) => line.slice(0, columns - 1));
}

function summary(jobs: ReadonlyMap<string, ProgressEvent>, elapsed: number): string {
  const all = [...jobs.values()];
  const moved = all.filter((job) => job.state !== 'reused');
  const done = moved.reduce((sum, job) => sum + job.done, 0);
  const total = moved.reduce((sum, job) => sum + job.total, 0);
  const finished = all.filter((job) => job.state === 'done' || job.state === 'reused').length;
  const rate = done / (elapsed / 1000);
  const left = rate > 0 && total > done ? `, ${Math.ceil((total - done) / rate)} s left` : '';
  return `${finished} of ${all.length} done, ${formatBytes(done)} of ${formatBytes(total)} at ${formatBytes(Math.round(rate))}/s${left}`;
}
