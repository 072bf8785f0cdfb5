// A whole file, or what is piped in, never more than asked for.
import { createReadStream } from 'node:fs';
import { asPlimsollError, PlimsollError, systemCode } from '../../base/error.ts';

/**
 * Reads a file, or stdin for `-`.
 * @param maxBytes of content; more is an error
 * @throws PlimsollError `not-found`, `io`, `limit`
 */
export async function readWholeFile(path: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer> {
  const doing = path === '-' ? 'read stdin' : `read ${path}`;
  const stream = path === '-' ? process.stdin : createReadStream(path, { signal });
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new PlimsollError('limit', `${doing}: more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new PlimsollError('not-found', `${doing}: no such file`, { cause: error });
    throw asPlimsollError(error, doing);
  }
  return Buffer.concat(chunks);
}
