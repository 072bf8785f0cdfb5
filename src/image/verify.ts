import { algorithmOf, createHasher, finishHasher } from '../base/digest.ts';
import { PlimsollError } from '../base/error.ts';
import type { Descriptor } from './descriptor.ts';

export interface VerifyOptions {
  /** Names the blob in errors. */
  readonly where?: string;
  readonly onBytes?: (count: number) => void;
}

/**
 * Passes a blob through, hashing it once. The end of the stream is reached only when size and digest are right, so a
 * consumer that reads to the end cannot forget to check. Stops at the first byte too many.
 * @throws PlimsollError `size-mismatch`, `digest-mismatch`
 */
export async function* verifyBlob(
  stored: AsyncIterable<Buffer>,
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  options: VerifyOptions = {},
): AsyncGenerator<Buffer> {
  const algorithm = algorithmOf(descriptor.digest);
  const hash = createHasher(algorithm);
  let size = 0;
  for await (const chunk of stored) {
    size += chunk.length;
    if (size > descriptor.size)
      throw wrongSize(descriptor, options, `more than the ${descriptor.size} bytes announced`);
    hash.update(chunk);
    options.onBytes?.(size);
    yield chunk;
  }
  if (size !== descriptor.size) throw wrongSize(descriptor, options, `${size} of ${descriptor.size} bytes`);
  const digest = finishHasher(hash, algorithm);
  if (digest !== descriptor.digest)
    throw new PlimsollError('digest-mismatch', `read ${name(descriptor, options)}: its bytes are ${digest}`, {
      hint: 'the blob is damaged or was tampered with: fetch it again from a source you trust',
      details: { expected: descriptor.digest, actual: digest },
    });
}

function wrongSize(
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  options: VerifyOptions,
  got: string,
): PlimsollError {
  return new PlimsollError('size-mismatch', `read ${name(descriptor, options)}: got ${got}`, {
    hint: 'the blob is truncated or was tampered with: fetch it again from a source you trust',
  });
}

function name(descriptor: Pick<Descriptor, 'digest' | 'size'>, options: VerifyOptions): string {
  const blob = `blob ${descriptor.digest}`;
  return options.where && options.where !== blob && !options.where.includes(descriptor.digest)
    ? `${options.where} (${blob})`
    : (options.where ?? blob);
}
