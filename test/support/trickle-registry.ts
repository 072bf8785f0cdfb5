// A registry with one image, whose blobs come as slowly as a test wants.
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { reply, type SeenRequest, serve } from '../../src/registry/testing/server.ts';
import type { SampleImage } from './sample-image.ts';

export interface Pace {
  /** Bytes sent at once. */
  readonly chunk: number;
  /** Milliseconds between two chunks. */
  readonly pause: number;
  /** No bytes after so many, while the connection stays open. */
  readonly stallAt?: number;
}

export interface TrickleRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Every blob that was asked for: its digest and the first byte. */
  readonly asked: { readonly digest: string; readonly from: number }[];
  /** Bytes of blobs sent so far. */
  sent(): number;
  pace(pace: Pace): void;
  close(): Promise<void>;
}

/** Serves an image under every repository and tag. */
export async function serveSlowly(image: SampleImage, first: Pace): Promise<TrickleRegistry> {
  const asked: TrickleRegistry['asked'] = [];
  let pace = first;
  let sent = 0;
  const sendBlob = async (request: SeenRequest, response: ServerResponse, digest: string) => {
    const bytes = image.blobs.get(digest as never);
    if (!bytes) return reply(response, 404);
    const from = Number(/^bytes=(\d+)-/.exec(String(request.headers.range ?? ''))?.[1] ?? 0);
    asked.push({ digest, from });
    const { chunk, pause, stallAt = Number.POSITIVE_INFINITY } = pace;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': String(bytes.length - from),
      ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    });
    for (let at = from; at < bytes.length && !response.destroyed; at += chunk) {
      if (at - from >= stallAt) return;
      response.write(bytes.subarray(at, at + chunk));
      sent += Math.min(chunk, bytes.length - at);
      await sleep(pause);
    }
    response.end();
  };
  const server = await serve((request, response) => {
    const [, kind, name = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(request.url) ?? [];
    if (kind === 'blobs') return sendBlob(request, response, name);
    if (kind !== 'manifests') return reply(response, 200);
    const { bytes, digest, mediaType } = image.document;
    const headers = { 'content-type': mediaType, 'docker-content-digest': digest };
    response.writeHead(200, { ...headers, 'content-length': String(bytes.length) });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  return {
    host: server.host,
    asked,
    sent: () => sent,
    pace: (next) => {
      pace = next;
    },
    close: server.close,
  };
}
