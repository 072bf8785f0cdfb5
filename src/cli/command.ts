// What a command is: data. Help, parsing, shell completion, configuration keys and environment variables all derive from
// the same table.
import type { ExitCode } from '../base/error.ts';
import type { Session } from '../usecase/io/session.ts';
import type { Output, OutputTarget } from './output.ts';
import type { Terminal } from './terminal.ts';

export interface OptionSpec {
  /** As typed: `--fail-on`. Its key in `plimsoll.yaml` is `fail-on`, its variable `PLIMSOLL_FAIL_ON`. */
  readonly flag: string;
  readonly short?: string;
  /** Present: the option takes a value, named so in help. */
  readonly value?: string;
  /** One line, no full stop. */
  readonly help: string;
  /** Values allowed; anything else is a usage error with a suggestion. */
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly repeatable?: boolean;
  /** Never taken from a configuration file. */
  readonly secret?: boolean;
  /** Taken from the command line alone: elsewhere the word means something else. */
  readonly onlyTyped?: boolean;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  /** What shell completion offers. */
  readonly completes?: 'image' | 'file' | readonly string[];
}

/** A line of the command table: what is known of a command before its code is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  readonly load: () => Promise<{ readonly command: CommandModule }>;
}

export interface CommandModule {
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** `output`: -o and --file; `network`: registry flags, --offline and --platform. */
  readonly groups: readonly ('output' | 'network')[];
  /** The formats of -o, the default first. */
  readonly formats?: readonly string[];
  readonly examples: readonly { readonly text: string; readonly command: string }[];
  /** A paragraph below the summary in help. */
  readonly description?: string;
  run(invocation: Invocation): Promise<ExitCode>;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One call of a command, everything parsed and merged: flags over variables over the configuration file. */
export interface Invocation {
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly terminal: Terminal;
  readonly session: Session;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** Where each report goes, the default format when none was asked for. */
  readonly outputs: readonly OutputTarget[];
  readonly output: Output;
  /** The whole command table, for completion. */
  readonly commands: readonly CommandEntry[];
}

export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

export function list(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}
