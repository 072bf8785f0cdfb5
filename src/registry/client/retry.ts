import { PlimsollError } from '../../base/error.ts';
import type { NetworkReason } from './ports.ts';

export interface RetryPolicy {
  /** Requests in all, the first included. */
  readonly tries: number;
  /** Milliseconds: the bound of the first wait; it doubles. */
  readonly base: number;
  /** Milliseconds: the bound of every wait. */
  readonly max: number;
  /** Milliseconds: a longer `Retry-After` is an error at once. */
  readonly maxRetryAfter: number;
}

export const DEFAULT_RETRY: RetryPolicy = { tries: 5, base: 500, max: 30_000, maxRetryAfter: 60_000 };

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const RETRYABLE_REASON: ReadonlySet<NetworkReason> = new Set(['reset', 'refused', 'timeout', 'other']);

export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUS.has(status);
}

/** True for failures of the line that another try may not meet; false for certificates, unknown hosts, refusals. */
export function isRetryableError(error: unknown): error is PlimsollError {
  return (
    error instanceof PlimsollError &&
    error.code === 'network' &&
    error.details.spent !== true &&
    RETRYABLE_REASON.has(error.details.reason as NetworkReason)
  );
}

/** The same error, marked so that an outer loop does not start over what an inner one gave up. */
export function spent(error: PlimsollError): PlimsollError {
  const { code, message, hint, details } = error;
  return new PlimsollError(code, message, {
    ...(hint && { hint }),
    details: { ...details, spent: true },
    cause: error,
  });
}

/** Full jitter: anywhere between 0 and a bound that doubles. `attempt` counts from 0; `random` is 0 <= x < 1. */
export function backoff(policy: RetryPolicy, attempt: number, random: number): number {
  return Math.floor(random * Math.min(policy.max, policy.base * 2 ** Math.min(attempt, 30)));
}

/** Milliseconds to wait that `Retry-After` asks for: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Za-z]{3},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
