/** Every way plimsoll can fail, stable for scripts that read `-o json` errors; messages are free to change. */
export type ErrorCode =
  | 'usage' // the command line is wrong
  | 'not-found' // the image, blob, file or tag does not exist
  | 'network' // could not reach, reset, timed out, TLS failure
  | 'auth' // credentials are missing or refused
  | 'rate-limited' // the other side told us to wait longer than we will
  | 'digest-mismatch' // bytes are not what their digest says
  | 'size-mismatch' // more or fewer bytes than announced
  | 'malformed' // input that does not follow its format
  | 'limit' // input larger, deeper or denser than a safety limit
  | 'unsupported' // understood, but not something plimsoll does
  | 'io' // local disk or process failure
  | 'offline' // --offline forbids what was needed
  | 'verdict' // the work is done and the answer is no
  | 'interrupted'
  | 'internal';

export type ExitCode = 0 | 1 | 2 | 3 | 130;

export interface ErrorOptions {
  /** What the user should do next: one imperative sentence, no full stop. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error class. `message` reads "<what failed>: <why>", with values quoted and no full stop. */
export class PlimsollError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PlimsollError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  get exitCode(): ExitCode {
    return exitCodeOf(this.code);
  }
}

/** Exit codes of CLI.md: 1 a verdict against, 2 wrong usage, 3 could not decide, 130 interrupted. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  if (code === 'verdict') return 1;
  if (code === 'usage') return 2;
  if (code === 'interrupted') return 130;
  return 3;
}

/** Turns anything thrown into a PlimsollError, naming what was being done. A PlimsollError passes through. */
export function asPlimsollError(thrown: unknown, doing: string, code: ErrorCode = 'io'): PlimsollError {
  if (thrown instanceof PlimsollError) return thrown;
  if (isAbort(thrown)) return new PlimsollError('interrupted', `${doing}: interrupted`, { cause: thrown });
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new PlimsollError(code, `${doing}: ${why}`, { cause: thrown });
}

export function isAbort(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    (thrown.name === 'AbortError' || (thrown as NodeJS.ErrnoException).code === 'ABORT_ERR')
  );
}

/** The `code` of a Node system error (`ENOENT`, `ECONNRESET`, …), looking through `cause`. */
export function systemCode(thrown: unknown): string | undefined {
  for (let e: unknown = thrown, i = 0; e instanceof Error && i < 8; e = e.cause, i++) {
    const code = (e as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && /^[A-Z]/.test(code)) return code;
  }
  return undefined;
}
