import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { PlimsollError } from '../base/error.ts';

const MAX_BYTES = 64 * 1024;

/** Asks for a line on the terminal. @throws PlimsollError `usage` where there is none to ask on */
export async function askText(question: string, signal?: AbortSignal): Promise<string> {
  return ask(question, process.stderr, signal);
}

/** Asks without showing what is typed. */
export async function askPassword(question: string, signal?: AbortSignal): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = await ask('', silent, signal);
  process.stderr.write('\n');
  return answer;
}

async function ask(question: string, output: NodeJS.WritableStream, signal?: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY)
    throw new PlimsollError('usage', 'ask for credentials: standard input is no terminal', {
      hint: 'give the user name with -u and the password with --password-stdin',
    });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      const stop = (): void => reject(new PlimsollError('interrupted', 'interrupted'));
      lines.question(question, resolve);
      lines.once('SIGINT', stop);
      lines.once('close', stop);
      signal?.addEventListener('abort', stop, { once: true });
    });
  } finally {
    lines.close();
  }
}

/** All of standard input, one line break at its end taken off. @throws PlimsollError `limit` */
export async function readAll(signal?: AbortSignal): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    length += chunk.length;
    if (length > MAX_BYTES)
      throw new PlimsollError('limit', `read standard input: more than ${MAX_BYTES} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
