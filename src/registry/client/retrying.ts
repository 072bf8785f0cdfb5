import type { PlimsollError } from '../../base/error.ts';
import { answerError, rateLimited, rateOf } from './answer-error.ts';
import type { HttpResponse } from './ports.ts';
import { backoff, isRetryableError, isRetryableStatus, parseRetryAfter, spent } from './retry.ts';
import { type AuthorizedAnswer, memoryOf, type Reached, type Session } from './session.ts';

export interface RetryContext {
  readonly doing: string;
  readonly signal?: AbortSignal | undefined;
  /** False: one request, whatever comes of it. */
  readonly retry?: boolean;
}

interface Setback {
  readonly error: PlimsollError;
  readonly status?: number;
  /** Milliseconds the host asks us to wait. */
  readonly wait?: number | undefined;
  readonly rate?: string | undefined;
}

/**
 * Repeats an exchange while the answer or the failure is one that passes: full jitter, `Retry-After` obeyed up to the
 * policy's bound. Returns an answer whose status is in `accept`.
 * @throws PlimsollError as the last failure says; `rate-limited` when the wait is too long
 */
export async function withRetries(
  session: Session,
  target: Reached,
  context: RetryContext,
  send: () => Promise<AuthorizedAnswer>,
  accept: readonly number[],
): Promise<HttpResponse> {
  const memory = memoryOf(session, target.origin);
  for (let attempt = 0; ; attempt++) {
    await pause(session, memory.pausedUntil - session.clock.now(), context);
    const got = await tryOnce(session, target, context, send, accept);
    if ('response' in got) return got.response;
    if (context.retry === false) throw got.error;
    if (attempt + 1 >= target.tries || (got.wait ?? 0) > session.retry.maxRetryAfter)
      throw got.status === 429 ? limited(target, context, got) : spent(got.error);
    if (got.wait !== undefined)
      memory.pausedUntil = Math.max(memory.pausedUntil, session.clock.now() + got.wait);
    else await pause(session, backoff(session.retry, attempt, session.clock.random()), context);
    session.detail(`${got.error.message}; try ${attempt + 2} of ${target.tries}`);
  }
}

async function pause(session: Session, milliseconds: number, context: RetryContext): Promise<void> {
  if (milliseconds > 0) await session.clock.sleep(milliseconds, context.signal);
}

async function tryOnce(
  session: Session,
  target: Reached,
  context: RetryContext,
  send: () => Promise<AuthorizedAnswer>,
  accept: readonly number[],
): Promise<{ response: HttpResponse } | Setback> {
  try {
    const { response, credentialSource } = await send();
    if (accept.includes(response.status)) return { response };
    const { status } = response;
    const wait = parseRetryAfter(response.header('retry-after'), session.clock.now());
    const rate = rateOf(response);
    const error = await answerError(response, {
      doing: context.doing,
      registry: target.registry,
      credentialSource,
    });
    if (!isRetryableStatus(status)) throw error;
    return { error, status, wait, rate };
  } catch (error) {
    if (!isRetryableError(error)) throw error;
    return { error };
  }
}

function limited(target: Reached, context: RetryContext, setback: Setback): PlimsollError {
  return rateLimited(context.doing, new URL(target.origin).host, setback.wait, setback.rate);
}
