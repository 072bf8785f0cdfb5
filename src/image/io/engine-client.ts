import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isAbort, PlimsollError, systemCode } from '../../base/error.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { gather } from './disk.ts';
import { type Engine, type EngineEndpoint, formatEndpoint } from './engine-endpoint.ts';

/** The Docker Engine API as docker and podman serve it, as far as images need it. */
export interface EngineClient {
  readonly engine: Engine;
  readonly endpoint: EngineEndpoint;
}

export interface EngineRequest {
  readonly body?: Readable;
  readonly signal?: AbortSignal;
  /** Milliseconds until the first byte of the answer; none for what the engine prepares at length. */
  readonly timeout?: number;
}

/** A name in an API path: slashes stay, everything else that means something in a URL is escaped. */
export function pathName(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/** Sends a request and gives the answer's head; its body is still to be read. @throws PlimsollError `network` */
export async function engineRequest(
  client: EngineClient,
  method: string,
  path: string,
  options: EngineRequest = {},
): Promise<IncomingMessage> {
  const { signal, body, timeout } = options;
  const request = send(client.endpoint, {
    method,
    path,
    headers: { Host: 'localhost', ...(body && { 'Content-Type': 'application/x-tar' }) },
    ...(signal && { signal }),
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    if (timeout)
      request.setTimeout(timeout, () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
  });
  try {
    if (!body) request.end();
    // An engine that refuses early stops reading: its answer says more than the broken pipe.
    const sent = body ? pipeline(body, request) : Promise.resolve();
    const [response] = await Promise.all([
      answered,
      sent.catch((e) =>
        answered.then(
          () => undefined,
          () => {
            throw e;
          },
        ),
      ),
    ]);
    request.setTimeout(0);
    return response;
  } catch (error) {
    throw unreachable(client, error);
  }
}

/** A whole small answer as JSON, or undefined for 404. @throws PlimsollError `network`, `io` */
export async function engineJson(
  client: EngineClient,
  method: string,
  path: string,
  options: EngineRequest = {},
): Promise<unknown> {
  const response = await engineRequest(client, method, path, { timeout: 60_000, ...options });
  const bytes = await readAnswer(client, response);
  if (response.statusCode === 404) return undefined;
  checkStatus(client, response, bytes);
  return bytes.length > 0 ? parseJson(bytes, `the answer of ${client.engine}`) : {};
}

/** @throws PlimsollError with the engine's own words for every status above 299 */
export function checkStatus(client: EngineClient, response: IncomingMessage, body: Buffer): void {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return;
  throw new PlimsollError(
    status === 404 ? 'not-found' : 'io',
    `ask ${client.engine} at ${formatEndpoint(client.endpoint)}: ${messageOf(body) ?? `status ${status}`}`,
  );
}

/** The body, bounded. */
export async function readAnswer(client: EngineClient, response: IncomingMessage): Promise<Buffer> {
  try {
    return await gather(response, `the answer of ${client.engine}`, 16 * 1024 * 1024);
  } catch (error) {
    throw unreachable(client, error);
  }
}

/** The body as a stream of chunks, network failures told as such. */
export async function* streamAnswer(client: EngineClient, response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
  } catch (error) {
    throw unreachable(client, error);
  }
}

/** `message` of an error answer; `error` of a progress line. */
export function messageOf(body: Buffer): string | undefined {
  try {
    const value = parseJson(body, 'error');
    const message = isObject(value) ? (value.message ?? value.error ?? value.cause) : undefined;
    return typeof message === 'string' ? message.trim() : undefined;
  } catch {
    return body.length > 0 ? body.toString('utf8', 0, 300).trim() : undefined;
  }
}

function send(endpoint: EngineEndpoint, options: http.RequestOptions): http.ClientRequest {
  if (endpoint.kind === 'unix') return http.request({ ...options, socketPath: endpoint.socketPath });
  const { host, port, tls } = endpoint;
  if (!tls) return http.request({ ...options, host, port });
  return https.request({ ...options, host, port, ...tls });
}

const REASONS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: [
    'there is no such socket',
    'start the engine, or name its socket with DOCKER_HOST or CONTAINER_HOST',
  ],
  ECONNREFUSED: ['nothing listens there', 'start the engine'],
  EACCES: ['permission denied', 'run as a user who may use the engine (group docker), or as root'],
  ENOTFOUND: ['the host is unknown', 'check DOCKER_HOST and the docker context'],
};

function unreachable(client: EngineClient, error: unknown): unknown {
  if (error instanceof PlimsollError || isAbort(error)) return error;
  const [why, hint] = REASONS[systemCode(error) ?? ''] ?? [(error as Error).message];
  return new PlimsollError(
    'network',
    `reach ${client.engine} at ${formatEndpoint(client.endpoint)}: ${why}`,
    {
      ...(hint && { hint }),
      cause: error,
    },
  );
}
