// Runs the built command as a user would, in a home of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeImage } from '../../src/image/compose.ts';
import { readFileRange } from '../../src/image/io/file-tree.ts';
import { type LayerFile, writeLayer } from '../../src/image/io/layer-writer.ts';
import { openLayoutSink } from '../../src/image/io/layout-sink.ts';

export const ROOT: string = join(import.meta.dirname, '../..');
export const BIN: string = join(ROOT, 'bin/plimsoll.mjs');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
}

export interface Home {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  run(
    args: readonly string[],
    options?: { env?: NodeJS.ProcessEnv; input?: string; cwd?: string },
  ): Promise<Ran>;
  start(args: readonly string[]): ChildProcess;
  remove(): void;
}

/** A home folder with nothing in it; no variable of the developer's own leaks in. */
export function makeHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const env = {
    PATH: process.env.PATH,
    HOME: dir,
    XDG_DATA_HOME: join(dir, 'data'),
    XDG_CACHE_HOME: join(dir, 'cache'),
  } as NodeJS.ProcessEnv;
  const start = (
    args: readonly string[],
    extra: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ): ChildProcess =>
    spawn(process.execPath, [BIN, ...args], { cwd: extra.cwd ?? dir, env: { ...env, ...extra.env } });
  return {
    dir,
    env,
    start,
    run: (args, options = {}) => finish(start(args, options), options.input),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export function finish(child: ChildProcess, input?: string): Promise<Ran> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin?.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const bytes = Buffer.concat(out);
      resolve({ code, bytes, stdout: bytes.toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });
}

export function file(path: string, content: string | Buffer, mode = 0o644): LayerFile {
  const bytes = Buffer.from(content);
  return { fields: { path, type: 'file', mode, size: bytes.length, mtime: 0 }, content: bytes };
}

/** Writes an image into an OCI layout and returns its manifest digest. */
export async function writeImage(
  layout: string,
  tag: string,
  layers: readonly (readonly LayerFile[])[],
  config: Record<string, unknown> = {},
): Promise<string> {
  const sink = await openLayoutSink(layout, tag);
  const written = [];
  for (const [i, files] of layers.entries()) {
    const path = `${layout}.layer-${i}`;
    const layer = await writeLayer(files, path);
    const { descriptor } = layer;
    if (!(await sink.hasBlob(descriptor)))
      await sink.putBlob(descriptor, (offset) =>
        readFileRange({ path, offset: 0, size: descriptor.size }, { offset }),
      );
    rmSync(path);
    written.push({ descriptor, diffId: layer.diffId, createdBy: `COPY step ${i + 1} /` });
  }
  const platform = { os: 'linux', architecture: 'amd64' };
  const image = composeImage({ platform, created: '2026-11-01T00:00:00Z', layers: written, config });
  if (!(await sink.hasBlob(image.config.descriptor)))
    await sink.putBlob(image.config.descriptor, async function* (offset) {
      yield image.config.bytes.subarray(offset);
    });
  await sink.putDocument(image.manifest);
  await sink.tag(image.manifest);
  await sink.close();
  return image.manifest.digest;
}

/** A layer's worth of ordinary files. */
export const BASE_FILES: readonly LayerFile[] = [
  { fields: { path: 'etc', type: 'directory', mode: 0o755, mtime: 0 } },
  file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/app:/bin/sh\n'),
  file('app/run', '#!/bin/sh\necho hello\n', 0o755),
];

export const SAFE_CONFIG: Record<string, unknown> = {
  User: '10001:10001',
  Entrypoint: ['/app/run'],
  WorkingDir: '/app',
  Healthcheck: { Test: ['CMD', '/app/run'] },
  Labels: {
    'org.opencontainers.image.source': 'https://example.com/app',
    'org.opencontainers.image.revision': 'abc',
  },
};
