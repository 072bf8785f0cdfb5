// A registry that takes uploads and can be told how to fail.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf } from '../../base/digest.ts';

export interface UploadFaults {
  /** Each PATCH in turn is cut after so many bytes; those received are kept. */
  readonly cutAfter?: readonly number[];
  readonly forgetOnCut?: boolean;
  /** So many PUTs are obeyed and their answers lost. */
  readonly loseCommits?: number;
  /** Larger bodies are refused with 413. */
  readonly maxBody?: number;
}

export interface UploadServer {
  readonly host: string;
  readonly origin: string;
  readonly seen: [];
  /** `METHOD URL`, without the knock at /v2/. */
  readonly log: string[];
  /** Content-Range of each PATCH. */
  readonly ranges: (string | undefined)[];
  readonly blobs: Map<string, Buffer>;
  close(): Promise<void>;
}

export async function serveUploads(faults: UploadFaults = {}): Promise<UploadServer> {
  const state = {
    sessions: new Map<string, Buffer>(),
    cuts: [...(faults.cutAfter ?? [])],
    lost: faults.loseCommits ?? 0,
  };
  const made = {
    log: [] as string[],
    ranges: [] as (string | undefined)[],
    blobs: new Map<string, Buffer>(),
  };
  let sessions = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '';
    if (url !== '/v2/') made.log.push(`${request.method} ${url}`);
    const id = /^\/up\/(\d+)/.exec(url)?.[1] ?? '';
    const held = state.sessions.get(id);
    if (url === '/v2/') return answer(response, 200);
    if (request.method === 'HEAD') {
      const blob = made.blobs.get(url.split('/blobs/')[1] ?? '');
      return answer(response, blob ? 200 : 404, blob ? { 'content-length': String(blob.length) } : {});
    }
    if (request.method === 'POST') {
      state.sessions.set(String(++sessions), Buffer.alloc(0));
      return answer(response, 202, { location: `/up/${sessions}?state=0` });
    }
    if (!held) return answer(response, 404);
    if (request.method === 'DELETE') {
      state.sessions.delete(id);
      return answer(response, 204);
    }
    if (request.method === 'GET') return answer(response, 204, progress(id, held.length));
    if (request.method === 'PATCH') {
      made.ranges.push(request.headers['content-range']);
      return patch(request, response, id, held);
    }
    const digest = new URL(url, 'http://x').searchParams.get('digest') ?? '';
    if (digestOf(held) !== digest) return answer(response, 400);
    made.blobs.set(digest, held);
    state.sessions.delete(id);
    if (state.lost-- > 0) return response.destroy();
    return answer(response, 201);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy()); // the client hung up
  });
  const patch = async (request: IncomingMessage, response: ServerResponse, id: string, held: Buffer) => {
    if (Number(request.headers['content-length']) > (faults.maxBody ?? Number.POSITIVE_INFINITY)) {
      for await (const _ of request);
      return answer(response, 413);
    }
    const start = Number(/^(\d+)-/.exec(request.headers['content-range'] ?? '')?.[1] ?? 0);
    if (start !== held.length) return answer(response, 416, progress(id, held.length));
    const cut = state.cuts.shift() ?? Number.POSITIVE_INFINITY;
    const chunks = [held];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < cut) continue;
      if (faults.forgetOnCut) state.sessions.delete(id);
      else state.sessions.set(id, Buffer.concat(chunks));
      return request.socket.destroy();
    }
    const whole = Buffer.concat(chunks);
    state.sessions.set(id, whole);
    return answer(response, 202, progress(id, whole.length));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ ...made, host, origin: `http://${host}`, seen: [] as [] },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function progress(id: string, size: number): Record<string, string> {
  return { location: `/up/${id}?state=${size}`, range: `0-${Math.max(0, size - 1)}` };
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}
