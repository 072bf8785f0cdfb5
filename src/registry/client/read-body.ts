import { PlimsollError } from '../../base/error.ts';
import { formatBytes } from '../../base/text.ts';
import type { HttpResponse } from './ports.ts';

/** Reads a whole body of at most `limit` bytes. @throws PlimsollError `limit`, `malformed`, `network` */
export async function readBody(response: HttpResponse, limit: number, doing: string): Promise<Buffer> {
  const announced = Number(response.header('content-length') ?? 0);
  if (announced > limit) {
    await response.discard();
    throw tooLarge(doing, formatBytes(announced), limit);
  }
  const encoding = response.header('content-encoding');
  if (encoding && encoding.toLowerCase() !== 'identity') {
    await response.discard();
    throw new PlimsollError(
      'malformed',
      `${doing}: the answer is ${JSON.stringify(encoding)} encoded unasked`,
      {
        hint: 'a proxy between here and the registry changes its answers: take it out of the way with NO_PROXY',
      },
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge(doing, `more than ${formatBytes(limit)}`, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The beginning of a body, for error messages: never throws. */
export async function readStart(response: HttpResponse, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk.subarray(0, limit - size));
      size += chunk.length;
      if (size >= limit) break;
    }
  } catch {
    // what was read so far is all there is to say
  }
  return Buffer.concat(chunks);
}

/** True when a portal or proxy answered in the registry's place. */
export function isWebPage(response: HttpResponse): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(response.header('content-type') ?? '');
}

export function webPage(response: HttpResponse, doing: string): PlimsollError {
  const { host } = new URL(response.url);
  return new PlimsollError('malformed', `${doing}: ${host} answered with a web page`, {
    hint: 'check the registry name; a proxy or a login portal may stand between here and the registry',
  });
}

function tooLarge(doing: string, got: string, limit: number): PlimsollError {
  return new PlimsollError('limit', `${doing}: the answer is ${got}, the limit is ${formatBytes(limit)}`);
}
