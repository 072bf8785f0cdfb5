import { type ErrorCode, PlimsollError } from '../../base/error.ts';
import { isObject, parseJsonObject } from '../../base/json.ts';
import { printable } from '../../base/text.ts';
import type { HttpResponse } from './ports.ts';
import { describeRateLimit, describeSeconds, parseRateLimit } from './rate-limit.ts';
import { isWebPage, readStart } from './read-body.ts';

const ERROR_BODY = 64 * 1024;
const MAX_MESSAGES = 3;
const MAX_MESSAGE = 300;

/** One entry of a registry's `{"errors": […]}` (distribution-spec, "Error Codes"). */
interface RegistryProblem {
  readonly code: string;
  readonly message: string;
}

export interface AnswerContext {
  /** `fetch manifest docker.io/library/nginx:latest` */
  readonly doing: string;
  /** The name to log in to. */
  readonly registry: string;
  /** Where the credentials came from that were refused, if some were sent. */
  readonly credentialSource?: string | undefined;
}

/** Turns an answer that is no success into an error; reads (a bounded part of) its body. */
export async function answerError(response: HttpResponse, context: AnswerContext): Promise<PlimsollError> {
  const page = isWebPage(response);
  const problems = page ? [] : parseProblems(await readStart(response, ERROR_BODY));
  await response.discard();
  const { status } = response;
  const code = codeFor(status, problems);
  const host = new URL(response.url).host;
  const hint = hintFor(code, context, response, page);
  return new PlimsollError(code, `${context.doing}: ${host} answered ${status}${describe(problems, page)}`, {
    ...(hint && { hint }),
    details: { status, problems: problems.map((p) => p.code) },
  });
}

/** Parses the registry's error document; other bodies give nothing. Messages are bounded and printable. */
function parseProblems(bytes: Buffer): readonly RegistryProblem[] {
  try {
    const { errors } = parseJsonObject(bytes, 'error', { maxBytes: ERROR_BODY, maxDepth: 32 });
    const list = Array.isArray(errors) ? errors : [];
    return list
      .slice(0, MAX_MESSAGES)
      .flatMap((e) =>
        isObject(e) ? [{ code: clean(e.code, 64), message: clean(e.message, MAX_MESSAGE) }] : [],
      );
  } catch {
    return [];
  }
}

/** The error for a wait that is longer than ours, or that did not help. */
export function rateLimited(
  doing: string,
  host: string,
  wait: number | undefined,
  said: string | undefined,
): PlimsollError {
  const when = wait === undefined ? '' : `; it wants us to wait ${describeSeconds(Math.ceil(wait / 1000))}`;
  const rate = said ? ` (${said})` : '';
  const hub = host === 'registry-1.docker.io';
  return new PlimsollError('rate-limited', `${doing}: ${host} refuses more requests for now${rate}${when}`, {
    hint: hub
      ? 'Docker Hub counts pulls by address when you are not logged in: plimsoll login docker.io, wait, or use a mirror'
      : `wait and try again, or log in with: plimsoll login ${host}`,
    ...(wait !== undefined && { details: { retryAfterSeconds: Math.ceil(wait / 1000) } }),
  });
}

export function rateOf(response: HttpResponse): string | undefined {
  return describeRateLimit(
    parseRateLimit(response.header('ratelimit-limit'), response.header('ratelimit-remaining')),
  );
}

function codeFor(status: number, problems: readonly RegistryProblem[]): ErrorCode {
  const named = new Set(problems.map((p) => p.code));
  if (status === 401 || status === 403 || status === 407) return 'auth';
  if (status === 404) return 'not-found';
  if (status === 413 || status === 414) return 'limit';
  if (status === 429) return 'rate-limited';
  if (named.has('DIGEST_INVALID')) return 'digest-mismatch';
  if (status === 405 || status === 415 || status === 501 || named.has('UNSUPPORTED')) return 'unsupported';
  if (named.has('SIZE_INVALID')) return 'size-mismatch';
  return status >= 400 && status < 500 ? 'malformed' : 'network';
}

function hintFor(
  code: ErrorCode,
  context: AnswerContext,
  response: HttpResponse,
  page: boolean,
): string | undefined {
  if (page)
    return 'check the registry name; a proxy or a login portal may stand between here and the registry';
  if (code === 'not-found') return 'check the spelling of the repository, tag or digest';
  if (code !== 'auth') return undefined;
  const login = `plimsoll login ${context.registry}`;
  if (context.credentialSource)
    return response.status === 403
      ? `the credentials from ${context.credentialSource} lack this right: ${login}`
      : `the credentials from ${context.credentialSource} were not enough: ${login}`;
  return `${login}; registries give this answer also for repositories that do not exist`;
}

function describe(problems: readonly RegistryProblem[], page: boolean): string {
  if (page) return ' with a web page';
  const texts = problems.map((p) => [p.code, p.message].filter(Boolean).join(': ')).filter(Boolean);
  return texts.length > 0 ? ` (${texts.join('; ')})` : '';
}

function clean(value: unknown, length: number): string {
  if (typeof value !== 'string') return '';
  const text = printable(value.slice(0, length * 2))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
