import { afterEach } from 'vitest';
import type { RegistryClient, RegistryClientOptions } from '../client/client.ts';
import { testClient } from './client.ts';
import { type Answer, reply, serve, type TestServer } from './server.ts';

export interface Fixture {
  start(answer: Answer): Promise<TestServer>;
  client(options?: Partial<RegistryClientOptions>): RegistryClient;
  /** Closed after the test, last first. */
  later(close: () => Promise<unknown>): void;
}

/** Servers and clients that end with the test that asked for them. Call at the top of a test file. */
export function fixture(): Fixture {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return {
    async start(answer) {
      const server = await serve((request, response, nth) =>
        request.url === '/v2/' ? reply(response, 200) : answer(request, response, nth),
      );
      closers.push(server.close);
      return server;
    },
    client(options) {
      const made = testClient(options);
      closers.push(made.close);
      return made;
    },
    later: (close) => closers.push(close),
  };
}

/** What a server was asked, without the knock at /v2/. */
export function asked(server: TestServer): TestServer['seen'] {
  return server.seen.filter((r) => r.url !== '/v2/');
}

export function repoOf(server: TestServer, repository = 'a/b') {
  return { registry: server.host, repository };
}
