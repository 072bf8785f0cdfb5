import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from '../client/client.ts';

/** Timeouts in milliseconds that let a test see a hang. */
const SHORT = { connect: 500, headers: 300, commit: 600, idle: 300, idleBytes: 64, document: 900 };

/** A client that waits hardly at all and knows nothing of the machine it runs on. */
export function testClient(options: Partial<RegistryClientOptions> = {}): RegistryClient {
  return createRegistryClient({
    env: { HOME: '/nonexistent' },
    systemRoot: '/nonexistent',
    userAgent: 'plimsoll/test',
    ...options,
    retry: { base: 1, max: 4, tries: 3, maxRetryAfter: 50, ...options.retry },
    timeouts: { ...SHORT, ...options.timeouts },
  });
}

/** `await caught(promise)`: the error, for looking at all its parts. */
export async function caught(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; hint?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { code: string; message: string; hint?: string };
  }
  throw new Error('it did not fail');
}

/** Reads a stream to its end. */
export async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
