import { spawn } from 'node:child_process';
import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPeer, mustRun } from '../../support/peers.ts';

// Debian's docker-registry behind TLS, with a password file or with a token service of our own.

export interface Pem {
  /** Files. */
  readonly cert: string;
  readonly key: string;
}

export interface Running {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  stop(): Promise<void>;
}

/** A self-signed P-256 certificate for 127.0.0.1 and localhost, by openssl. */
export async function makePem(folder: string, name: string): Promise<Pem> {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  await mustRun('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '3650',
    ],
    ...[
      '-subj',
      `/CN=${name}`,
      '-addext',
      'subjectAltName=IP:127.0.0.1,DNS:localhost',
      '-out',
      cert,
      '-keyout',
      key,
    ],
  ]);
  return { cert, key };
}

/** A password file with bcrypt, by Apache's htpasswd where it is installed, otherwise by the C library. */
export async function makeHtpasswd(folder: string, users: Readonly<Record<string, string>>): Promise<string> {
  const file = join(folder, 'htpasswd');
  const lines: string[] = [];
  for (const [user, password] of Object.entries(users)) {
    if (findPeer('htpasswd')) lines.push((await mustRun('htpasswd', ['-nbB', user, password])).trim());
    else {
      const script = 'print crypt($ARGV[0], q($2y$05$abcdefghijklmnopqrstuu))';
      lines.push(`${user}:${(await mustRun('perl', ['-e', script, password])).trim()}`);
    }
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

export interface RegistryOptions {
  readonly tls?: Pem;
  readonly htpasswd?: string;
  readonly token?: { readonly realm: string; readonly bundle: string };
}

/** Starts docker-registry with an empty store below `folder`, and waits until it answers. */
export async function startDockerRegistry(folder: string, options: RegistryOptions): Promise<Running> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const config = join(folder, `registry-${port}.json`);
  const { tls, htpasswd, token } = options;
  const auth = {
    ...(htpasswd && { htpasswd: { realm: 'test', path: htpasswd } }),
    ...(token && {
      token: { realm: token.realm, service: SERVICE, issuer: ISSUER, rootcertbundle: token.bundle },
    }),
  };
  const settings = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, `data-${port}`) }, delete: { enabled: true } },
    http: { addr: host, ...(tls && { tls: { certificate: tls.cert, key: tls.key } }) },
    ...(Object.keys(auth).length > 0 && { auth }),
  };
  writeFileSync(config, JSON.stringify(settings)); // JSON is YAML
  const log = openSync(join(folder, `registry-${port}.log`), 'w');
  const child = spawn(findPeer('docker-registry') ?? 'docker-registry', ['serve', config], {
    stdio: ['ignore', log, log],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await answering(port, () => child.exitCode === null, `${folder}/registry-${port}.log`);
  return {
    host,
    stop: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

const SERVICE = 'registry.test';
const ISSUER = 'plimsoll test';

export interface TokenService extends Running {
  /** `https://127.0.0.1:PORT/token` */
  readonly realm: string;
  /** PEM file for the registry's `rootcertbundle`. */
  readonly bundle: string;
  /** Scopes of every token given out, in order. */
  readonly granted: string[][];
}

/**
 * A token service: ES256 tokens, Basic on GET, a refresh token on POST. Anonymous may pull `public/…` and nothing else.
 */
export async function startTokenService(
  folder: string,
  user: { name: string; password: string; refresh: string },
) {
  const pem = await makePem(folder, 'token');
  const granted: string[][] = [];
  const server = createTlsServer(
    { cert: readFileSync(pem.cert), key: readFileSync(pem.key) },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const query = new URL(request.url ?? '/', 'https://x').searchParams;
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const basic = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
      const { authorization } = request.headers;
      const known =
        request.method === 'POST' ? form.get('refresh_token') === user.refresh : authorization === basic;
      if (!known && (authorization !== undefined || request.method === 'POST')) {
        response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED","message":"who are you"}]}');
        return;
      }
      const scopes = request.method === 'POST' ? (form.get('scope') ?? '').split(' ') : query.getAll('scope');
      granted.push(scopes.filter((scope) => scope !== ''));
      response.end(JSON.stringify({ token: issue(pem, scopes, known), expires_in: 300 }));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { host, realm: `https://${host}/token`, bundle: pem.cert, granted, stop } satisfies TokenService;
}

// docker's token format: a JWT whose chain of certificates (x5c) ends in the registry's bundle.
function issue(pem: Pem, scopes: readonly string[], known: boolean): string {
  const access = scopes.flatMap((scope) => {
    const [type = '', name = '', actions = ''] = scope.split(':');
    const allowed = actions.split(',').filter((a) => known || (a === 'pull' && name.startsWith('public/')));
    return allowed.length > 0 && type ? [{ type, name, actions: allowed }] : [];
  });
  const now = Math.floor(Date.now() / 1000);
  const x5c = [new X509Certificate(readFileSync(pem.cert)).raw.toString('base64')];
  const header = { typ: 'JWT', alg: 'ES256', x5c };
  const claims = {
    ...{ iss: ISSUER, aud: SERVICE, sub: known ? 'user' : '', jti: randomUUID() },
    ...{ iat: now, nbf: now - 10, exp: now + 300, access },
  };
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: readFileSync(pem.key), dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** A line to `host` that can be cut: each entry of `up` or `down` ends one connection after so many bytes. */
export async function startFrayedLine(host: string) {
  const cuts = { up: [] as number[], down: [] as number[] };
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((near) => {
    const far = connect(Number(host.split(':')[1]), '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
    };
    const carry = (from: Socket, to: Socket, way: 'up' | 'down') => {
      let bytes = 0;
      from.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        to.write(chunk);
        if (bytes <= (cuts[way][0] ?? Number.POSITIVE_INFINITY)) return;
        cuts[way].shift();
        made++;
        setTimeout(end, 20); // what was written shall arrive
        from.pause();
      });
      from.on('error', end).on('close', end);
    };
    sockets.add(near).add(far);
    carry(near, far, 'up');
    carry(far, near, 'down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts,
    /** Connections cut so far. */
    made: () => made,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A line to `host` that notes each request's method and path. Only for plain HTTP. */
export async function startTappedLine(host: string) {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(host.split(':')[1]), '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
    };
    sockets.add(near).add(far);
    near.on('data', (chunk: Buffer) => {
      const lines = chunk.toString('latin1').matchAll(/^([A-Z]{3,6} \/v2\/\S*) HTTP\/1\.1\r$/gm);
      for (const [, line] of lines) requests.push(line as string);
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => near.write(chunk));
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function answering(port: number, alive: () => boolean, log: string): Promise<void> {
  for (let i = 0; i < 200 && alive(); i++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error(`docker-registry does not answer:\n${readFileSync(log, 'utf8').slice(-2000)}`);
}
