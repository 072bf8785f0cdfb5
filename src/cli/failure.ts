import { type ErrorCode, PlimsollError } from '../base/error.ts';
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

// What to do where the error itself cannot know better: nobody is left with a bare refusal.
const USUAL_HINTS: Partial<Record<ErrorCode, string>> = {
  usage: 'plimsoll --help lists the commands, plimsoll COMMAND --help its flags',
  'not-found': 'check the spelling; plimsoll resolve NAME says how a name is understood',
  network: 'check your network, the name of the host and HTTPS_PROXY',
  auth: 'plimsoll login REGISTRY',
  'rate-limited': 'try again later, or log in where that raises the limit',
  'digest-mismatch': 'fetch it again from a source you trust: it is damaged or was tampered with',
  'size-mismatch': 'fetch it again from a source you trust: it is damaged or was tampered with',
  malformed: 'fetch it again: it is damaged, or something else than its name says',
  limit: 'do not use it unless you know why it is like this: ordinary images stay far below',
  unsupported: 'plimsoll COMMAND --help says what the command takes',
  io: 'check that it exists, its permissions, and the space on its disk',
};

/** What the user should do next. */
export function hintOf(failure: Pick<PlimsollError, 'code' | 'hint'>): string | undefined {
  return failure.hint ?? USUAL_HINTS[failure.code];
}

/** The text on stderr: `error: …`, `hint: …`, and for `-o json` an object besides. */
export function renderFailure(failure: PlimsollError, style: FailureStyle): string {
  const paint = (code: string, word: string): string => (style.colour ? `\x1b[${code}m${word}\x1b[0m` : word);
  const lines = [`${paint('31;1', 'error:')} ${printable(failure.message)}`];
  const hint = hintOf(failure);
  if (hint) lines.push(`${paint('36', 'hint:')} ${printable(hint)}`);
  if (style.json)
    lines.push(
      JSON.stringify({ error: { code: failure.code, message: failure.message, hint: hint ?? null } }),
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
