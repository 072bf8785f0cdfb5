import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { PlimsollError } from '../../../base/error.ts';
import { formatBytes } from '../../../base/text.ts';
import type { Http, HttpRequest, HttpResponse, Timeouts } from '../ports.ts';
import { type Environment, proxyFor } from '../proxy.ts';
import { networkError } from './network-error.ts';
import { secureContextFor } from './tls-context.ts';

type Undici = typeof import('./undici.ts');

export interface HttpOptions {
  readonly env: Environment;
  readonly timeouts: Timeouts;
  readonly userAgent: string;
  /** `/` but in tests. */
  readonly systemRoot: string;
}

/** The HTTP/1.1 client on undici: pooled connections, proxies from the environment, timeouts on every wait. */
export function createHttp(options: HttpOptions): Http {
  const pools = new Map<unknown, Map<string, Dispatcher>>();
  let undici: Promise<Undici> | undefined;
  return {
    async send(request) {
      const library = await (undici ??= import('./undici.ts'));
      const dispatcher = poolFor(library, pools, request, options);
      return exchange(library, dispatcher, request, options);
    },
    async close() {
      const all = [...pools.values()].flatMap((byProxy) => [...byProxy.values()]);
      pools.clear();
      await Promise.all(all.map((pool) => pool.destroy()));
    },
  };
}

function poolFor(
  library: Undici,
  pools: Map<unknown, Map<string, Dispatcher>>,
  request: HttpRequest,
  options: HttpOptions,
): Dispatcher {
  const proxy = proxyFor(new URL(request.url), options.env) ?? '';
  const byProxy = pools.get(request.tls) ?? new Map<string, Dispatcher>();
  pools.set(request.tls, byProxy);
  const known = byProxy.get(proxy);
  if (known) return known;
  const pool = createPool(library, proxy, request, options);
  byProxy.set(proxy, pool);
  return pool;
}

function createPool(library: Undici, proxy: string, request: HttpRequest, options: HttpOptions): Dispatcher {
  const { connect: timeout } = options.timeouts;
  const tls = lazyTls(request, options);
  // HTTP/2 would put all blobs of a host on one connection, where one stalled reader slows the others.
  const common = { allowH2: false, connectTimeout: timeout, maxHeaderSize: 64 * 1024 };
  if (proxy)
    return new library.ProxyAgent({
      ...common,
      uri: proxy,
      requestTls: { ...tls(), timeout },
      proxyTls: { ...tls(), timeout },
    });
  const plain = library.buildConnector({ allowH2: false, timeout });
  let secure: ReturnType<Undici['buildConnector']> | undefined;
  return new library.Agent({
    ...common,
    connect: (target, callback) =>
      target.protocol === 'https:'
        ? (secure ??= library.buildConnector({ allowH2: false, timeout, ...tls() }))(target, callback)
        : plain(target, callback),
  });
}

function lazyTls(request: HttpRequest, options: HttpOptions) {
  return () => ({
    secureContext: secureContextFor(request.tls, options),
    rejectUnauthorized: request.tls.verify,
  });
}

async function exchange(
  library: Undici,
  dispatcher: Dispatcher,
  request: HttpRequest,
  options: HttpOptions,
): Promise<HttpResponse> {
  const { timeouts } = options;
  const deadline = request.total === undefined ? undefined : AbortSignal.timeout(request.total);
  const signals = [request.signal, deadline].filter((s) => s !== undefined);
  request.signal?.throwIfAborted();
  try {
    const answer = await library.request(request.url, {
      dispatcher,
      method: request.method as Dispatcher.HttpMethod,
      headers: { 'user-agent': options.userAgent, 'accept-encoding': 'identity', ...request.headers },
      // undici takes any async iterable; its types only know Node's streams
      body: (request.body ?? null) as Readable | Buffer | null,
      headersTimeout: request.commit ? timeouts.commit : timeouts.headers,
      bodyTimeout: timeouts.idle,
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
    });
    return toResponse(answer, request, timeouts, deadline);
  } catch (error) {
    throw networkError(error, request, deadline?.aborted === true);
  }
}

function toResponse(
  answer: Dispatcher.ResponseData,
  request: HttpRequest,
  timeouts: Timeouts,
  deadline: AbortSignal | undefined,
): HttpResponse {
  const lines = readHeaders(answer.headers);
  answer.body.on('error', () => {}); // a connection that breaks while nobody reads must not end the process
  return {
    status: answer.statusCode,
    url: request.url,
    header: (name) => lines.get(name)?.join(', '),
    headers: (name) => lines.get(name) ?? [],
    body: readBody(answer.body, request, timeouts, deadline),
    async discard() {
      await answer.body.dump({ limit: 64 * 1024 }).catch(() => {});
    },
  };
}

function readHeaders(headers: Dispatcher.ResponseData['headers']): Map<string, readonly string[]> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? []].flat()]));
}

async function* readBody(
  body: Dispatcher.ResponseData['body'],
  request: HttpRequest,
  timeouts: Timeouts,
  deadline: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const reader = body[Symbol.asyncIterator]();
  const drip = watchRate(timeouts, request);
  let ended = false;
  try {
    for (;;) {
      const asked = performance.now();
      const next = await reader.next();
      if (next.done) break;
      drip(next.value.length, performance.now() - asked);
      yield next.value as Buffer;
    }
    ended = true;
  } catch (error) {
    throw networkError(error, request, deadline?.aborted === true);
  } finally {
    if (!ended) body.destroy();
  }
}

// A server that sends one byte a minute never idles. Only time spent waiting counts, so a slow consumer does not.
function watchRate(timeouts: Timeouts, request: HttpRequest): (bytes: number, waited: number) => void {
  let window = 0;
  let got = 0;
  return (bytes, waited) => {
    window += waited;
    got += bytes;
    if (window < timeouts.idle) return;
    if (got < timeouts.idleBytes)
      throw new PlimsollError(
        'network',
        `read from ${new URL(request.url).host}: only ${formatBytes(got)} in ${Math.round(window / 1000)} s`,
        { details: { reason: 'timeout' } },
      );
    window = 0;
    got = 0;
  };
}
