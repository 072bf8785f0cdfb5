// The way in. It knows names of commands, not their code: `plimsoll --version` and `--help` load this and little else.
import { type ExitCode, PlimsollError } from '../base/error.ts';
import { COMMANDS } from './commands.ts';
import { renderFailure, toFailure } from './failure.ts';
import { suggest } from './suggest.ts';
import { VERSION } from './version.ts';

/** Runs a command line (without node and script) and returns the exit code. Prints every failure itself. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<ExitCode> {
  try {
    return await dispatch(argv, env);
  } catch (thrown) {
    const failure = toFailure(thrown);
    const colour = process.stderr.isTTY === true && !env.NO_COLOR && !argv.includes('--no-color');
    process.stderr.write(
      renderFailure(failure, { json: wantsJson(argv), debug: argv.includes('--debug'), colour }),
    );
    return failure.exitCode;
  }
}

async function dispatch(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const name = at < 0 ? undefined : (argv[at] as string);
  const before = at < 0 ? argv : argv.slice(0, at);
  if (before.includes('--version') || before.includes('-V')) return print(`${VERSION}\n`);
  if (name === 'version') return print(`${VERSION}\n`);
  if (name === undefined || name === 'help') return help(name === 'help' ? argv[at + 1] : undefined);
  const entry = COMMANDS.find((command) => command.name === name);
  if (!entry) throw unknownCommand(name);
  const { runCommand } = await import('./run.ts');
  return runCommand(entry, [...before, ...argv.slice(at + 1)], env);
}

async function help(name: string | undefined): Promise<ExitCode> {
  const entry = name === undefined ? undefined : COMMANDS.find((command) => command.name === name);
  if (name !== undefined && !entry) throw unknownCommand(name);
  if (entry) return (await import('./run.ts')).runCommand(entry, ['--help'], process.env);
  const { renderOverview } = await import('./help.ts');
  return print(renderOverview(COMMANDS, VERSION));
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return 0;
}

function unknownCommand(name: string): PlimsollError {
  const near = suggest(
    name,
    COMMANDS.map((command) => command.name),
  );
  return new PlimsollError('usage', `run ${JSON.stringify(name)}: there is no such command`, {
    hint: near ? `did you mean plimsoll ${near}?` : 'plimsoll --help lists the commands',
  });
}

function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, i) =>
      /^(-o|--output)=?json$/.test(word) || (/^(-o|--output)$/.test(word) && argv[i + 1] === 'json'),
  );
}
