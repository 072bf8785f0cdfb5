import { PlimsollError } from '../base/error.ts';
import { printable } from '../base/text.ts';

export interface FailureStyle {
  readonly json: boolean;
  readonly debug: boolean;
  readonly colour: boolean;
}

/** Anything thrown as a PlimsollError; what nobody expected becomes `internal`. */
export function toFailure(thrown: unknown): PlimsollError {
  if (thrown instanceof PlimsollError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === 'AbortError') return new PlimsollError('interrupted', 'interrupted', { cause: error });
  return new PlimsollError('internal', `plimsoll failed unexpectedly: ${error.message}`, {
    hint: 'run it again with --debug and report what it prints',
    cause: error,
  });
}

/** The text on stderr: `error: …`, `hint: …`, and for `-o json` an object besides. */
export function renderFailure(failure: PlimsollError, style: FailureStyle): string {
  const paint = (code: string, word: string): string => (style.colour ? `\x1b[${code}m${word}\x1b[0m` : word);
  const lines = [`${paint('31;1', 'error:')} ${printable(failure.message)}`];
  if (failure.hint) lines.push(`${paint('36', 'hint:')} ${printable(failure.hint)}`);
  if (style.json)
    lines.push(
      JSON.stringify({ error: { code: failure.code, message: failure.message, hint: failure.hint ?? null } }),
    );
  if (style.debug) lines.push(...stacks(failure));
  return `${lines.join('\n')}\n`;
}

function stacks(failure: Error): string[] {
  const lines: string[] = [];
  for (let error: unknown = failure, i = 0; error instanceof Error && i < 8; error = error.cause, i++)
    lines.push(`${i > 0 ? 'caused by: ' : ''}${error.stack ?? error.message}`);
  return lines;
}
