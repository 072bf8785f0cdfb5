/** The two streams and what they can show. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly colour: boolean;
  /** Colours on stderr. */
  readonly errorColour: boolean;
  /** Columns of stdout, 80 where it is no terminal. */
  readonly width: number;
  readonly progress: boolean;
}

export interface TerminalOptions {
  readonly noColor: boolean;
  readonly noProgress: boolean;
}

/** Colours only on a terminal and by NO_COLOR and FORCE_COLOR (no-color.org, force-color.org). */
export function openTerminal(
  env: Readonly<Record<string, string | undefined>>,
  options: TerminalOptions,
): Terminal {
  const { stdout, stderr } = process;
  const allowed = !options.noColor && !env.NO_COLOR && env.TERM !== 'dumb';
  const forced = !options.noColor && Boolean(env.FORCE_COLOR) && env.FORCE_COLOR !== '0';
  return {
    stdout,
    stderr,
    colour: forced || (allowed && stdout.isTTY === true),
    errorColour: forced || (allowed && stderr.isTTY === true),
    width: stdout.isTTY ? Math.max(60, Math.min(stdout.columns ?? 80, 160)) : 80,
    progress: !options.noProgress,
  };
}
