import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PlimsollError, systemCode } from '../../base/error.ts';
import type { ImageSink, ImageSource, OnProgress } from '../medium.ts';
import { openOciArchiveSink } from './archive-sink.ts';
import { openStream } from './archive-tree.ts';
import { openTreeSource } from './layout-source.ts';
import { canonicalName } from './names.ts';

export interface ContainerdOptions {
  /** Default `CONTAINERD_NAMESPACE`, else `default`; Kubernetes uses `k8s.io`. */
  readonly namespace?: string;
  /** Path of the socket. Default `CONTAINERD_ADDRESS`, else ctr's own. */
  readonly address?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Opens an image of containerd, by way of its own client `ctr`: containerd has no HTTP API.
 * @throws PlimsollError `unsupported` without ctr, `not-found`, `io`
 */
export async function openContainerdSource(
  name: string,
  options: ContainerdOptions = {},
): Promise<ImageSource> {
  const full = canonicalName(name);
  const { child, done } = startCtr(['images', 'export', '-', full], options);
  child.stdin?.end();
  const opening = openStream(
    child.stdout as Readable,
    `containerd:${name}`,
    options.signal ? { signal: options.signal } : {},
  );
  // ctr's own words say more than the cut-off archive does.
  const [exit, opened] = await Promise.allSettled([done, opening]);
  if (exit.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value.close();
    throw exit.reason;
  }
  if (opened.status === 'rejected') throw opened.reason;
  return openTreeSource(opened.value, undefined, { transport: 'containerd', name: `containerd:${name}` });
}

/** Opens containerd for writing one image, by way of `ctr images import`. */
export async function openContainerdSink(name: string, options: ContainerdOptions = {}): Promise<ImageSink> {
  const full = canonicalName(name);
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  const archive = await openOciArchiveSink('-', full, {
    stdout: stream,
    transport: 'containerd',
    name: `containerd:${name}`,
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const close = async (): Promise<void> => {
    const { child, done } = startCtr(['images', 'import', '-'], options);
    child.stdout?.resume();
    const piped = pipeline(stream, child.stdin as NonNullable<typeof child.stdin>).catch(() => undefined);
    const written = archive.close().then(
      () => stream.end(),
      (error) => {
        stream.destroy();
        throw error;
      },
    );
    const exited = done.catch((error) => {
      stream.destroy(error as Error);
      throw error;
    });
    const results = await Promise.allSettled([exited, written, piped]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
  return bound(archive, close);
}

// The archive's sink with another way to finish.
function bound(sink: ImageSink, close: () => Promise<void>): ImageSink {
  return {
    transport: sink.transport,
    name: sink.name,
    hasBlob: (descriptor, signal) => sink.hasBlob(descriptor, signal),
    adoptBlob: (descriptor, from, signal) => sink.adoptBlob(descriptor, from, signal),
    putBlob: (descriptor, open, signal) => sink.putBlob(descriptor, open, signal),
    putDocument: (document, signal) => sink.putDocument(document, signal),
    tag: (document, signal) => sink.tag(document, signal),
    close,
    abort: () => sink.abort(),
  };
}

function startCtr(
  command: readonly string[],
  options: ContainerdOptions,
): { child: ChildProcess; done: Promise<void> } {
  const env = options.env ?? process.env;
  const namespace = options.namespace ?? env.CONTAINERD_NAMESPACE ?? 'default';
  const address = options.address ?? env.CONTAINERD_ADDRESS;
  const args = ['--namespace', namespace, ...(address ? ['--address', address] : []), ...command];
  const child = spawn('ctr', args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
    ...(options.signal && { signal: options.signal }),
  });
  const said: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => said.length < 64 && said.push(chunk));
  child.stdin?.on('error', () => undefined); // told by the exit status
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(notStarted(error)));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(failed(command, code, Buffer.concat(said))),
    );
  });
  return { child, done };
}

function notStarted(error: Error): unknown {
  if (systemCode(error) !== 'ENOENT') return error;
  return new PlimsollError('unsupported', 'reach containerd: its client ctr is not installed', {
    hint: 'install ctr (it comes with containerd), or go through docker: or oci-archive:',
    cause: error,
  });
}

function failed(command: readonly string[], code: number | null, said: Buffer): PlimsollError {
  const text = said.toString('utf8').trim().split('\n').at(-1)?.slice(0, 500) ?? '';
  const what = `run ctr ${command.slice(0, 2).join(' ')}`;
  if (text.includes('not found')) return new PlimsollError('not-found', `${what}: ${text}`);
  if (/permission denied|connection refused|no such file|deadline exceeded/.test(text))
    return new PlimsollError('network', `${what}: ${text}`, {
      hint: 'is containerd running, and may you use its socket?',
    });
  return new PlimsollError('io', `${what}: ${text || `it ended with status ${code}`}`);
}
