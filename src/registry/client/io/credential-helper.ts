import { spawn } from 'node:child_process';
import { PlimsollError, systemCode } from '../../../base/error.ts';
import { printable } from '../../../base/text.ts';
import { authKey } from '../../../image/reference.ts';
import { type Credential, parseHelperAnswer, TOKEN_USER } from '../credentials.ts';
import type { Environment } from '../proxy.ts';

const MAX_OUTPUT = 1024 * 1024;

export interface HelperOptions {
  readonly env: Environment;
  /** Milliseconds. */
  readonly timeout?: number;
}

/**
 * Asks `docker-credential-NAME get`. Undefined: it knows nothing about the registry.
 * @throws PlimsollError `auth` when it is missing, fails or hangs
 */
export async function getFromHelper(
  name: string,
  registry: string,
  options: HelperOptions,
): Promise<Credential | undefined> {
  const answer = await runHelper(name, 'get', authKey(registry), options);
  if (answer.code === 0) return parseHelperAnswer(answer.stdout, `the answer of docker-credential-${name}`);
  if (/not found|no credentials|no usernames/i.test(answer.stdout.toString('utf8'))) return undefined;
  throw helperFailed(name, 'get', answer);
}

/** Has the helper keep a credential. @throws PlimsollError `auth` or `unsupported` */
export async function storeWithHelper(
  name: string,
  registry: string,
  credential: Credential,
  options: HelperOptions,
): Promise<void> {
  if (credential.kind === 'registry-token')
    throw new PlimsollError(
      'unsupported',
      `keep the credential with docker-credential-${name}: it cannot keep registry tokens`,
    );
  const [username, secret] =
    credential.kind === 'basic' ? [credential.username, credential.password] : [TOKEN_USER, credential.token];
  const input = JSON.stringify({ ServerURL: authKey(registry), Username: username, Secret: secret });
  const answer = await runHelper(name, 'store', input, options);
  if (answer.code !== 0) throw helperFailed(name, 'store', answer);
}

/** Has the helper forget a registry. True when it had something. @throws PlimsollError `auth` */
export async function eraseWithHelper(
  name: string,
  registry: string,
  options: HelperOptions,
): Promise<boolean> {
  const answer = await runHelper(name, 'erase', authKey(registry), options);
  if (answer.code !== 0 && !/not found/i.test(answer.stdout.toString('utf8')))
    throw helperFailed(name, 'erase', answer);
  return answer.code === 0;
}

interface HelperAnswer {
  readonly code: number | null;
  readonly stdout: Buffer;
}

function runHelper(
  name: string,
  verb: 'get' | 'store' | 'erase',
  input: string,
  options: HelperOptions,
): Promise<HelperAnswer> {
  const timeout = options.timeout ?? 10_000;
  const doing = `run docker-credential-${name} ${verb}`;
  return new Promise((resolve, reject) => {
    const child = spawn(`docker-credential-${name}`, [verb], {
      env: options.env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (why: string, cause?: unknown) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      child.stdout.destroy(); // a grandchild may hold the pipe open
      reject(new PlimsollError('auth', `${doing}: ${why}`, { cause }));
    };
    const timer = setTimeout(() => fail(`no answer in ${timeout / 1000} s`), timeout);
    child.on('error', (error) =>
      fail(systemCode(error) === 'ENOENT' ? 'it is not installed' : error.message, error),
    );
    child.stdin.on('error', () => {}); // it may exit without reading
    child.stdin.end(verb === 'store' ? input : `${input}\n`);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) fail('it answers without end');
      else chunks.push(chunk);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(chunks) });
    });
  });
}

// Of `get` the output may be a secret; a failing one prints an error message there, which is all that is quoted.
function helperFailed(name: string, verb: string, answer: HelperAnswer): PlimsollError {
  const text = printable(answer.stdout.toString('utf8').trim()).slice(0, 200);
  const said = text && !text.includes('{') ? `: ${text}` : '';
  return new PlimsollError('auth', `run docker-credential-${name} ${verb}: it failed${said}`);
}
