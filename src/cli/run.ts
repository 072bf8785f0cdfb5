import { Command, CommanderError, Option } from 'commander';
import { type ExitCode, PlimsollError } from '../base/error.ts';
import { openSession } from '../usecase/io/session.ts';
import type { CommandEntry, CommandModule, OptionSpec, OptionValues } from './command.ts';
import { flag, list, text } from './command.ts';
import { COMMANDS } from './commands.ts';
import { renderCommandHelp } from './help.ts';
import { GLOBAL_OPTIONS, NETWORK_OPTIONS, outputOptions, ownOptions } from './options.data.ts';
import { openOutput, parseOutputs } from './output.ts';
import { openProgress } from './progress.ts';
import { keyOf, mergeSettings, readConfigFile } from './settings.ts';
import { onInterrupt } from './signals.ts';
import { suggest } from './suggest.ts';
import { openTerminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Loads a command, reads its line, settings and environment, and runs it. */
export async function runCommand(
  entry: CommandEntry,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const { command: module } = await entry.load();
  const own = ownOptions(module);
  const specs = [...own, ...GLOBAL_OPTIONS];
  if (wantsHelp(argv, specs)) {
    process.stdout.write(renderCommandHelp(entry, module, own, GLOBAL_OPTIONS));
    return 0;
  }
  const parsed = parseLine(entry, module, specs, argv);
  const file = await readConfigFile(process.cwd(), text(parsed.flags, 'config') ?? env.PLIMSOLL_CONFIG);
  const known = {
    name: entry.name,
    all: COMMANDS.map((c) => c.name),
    knownKeys: [...GLOBAL_OPTIONS, ...NETWORK_OPTIONS, ...outputOptions([])].map(keyOf),
  };
  const options = mergeSettings(specs, parsed.flags, env, file, known);
  return invoke(module, parsed.args, options, env);
}

async function invoke(
  module: CommandModule,
  args: readonly string[],
  options: OptionValues,
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const quiet = flag(options, 'quiet');
  const verbose = flag(options, 'verbose');
  const terminal = openTerminal(env, {
    noColor: flag(options, 'no-color'),
    noProgress: flag(options, 'no-progress'),
  });
  const progress = openProgress(process.stderr, terminal.progress && !quiet);
  const interrupt = onInterrupt();
  const say = (message: string): void => {
    progress.finish();
    process.stderr.write(`${message}\n`);
  };
  const outputs = module.groups.includes('output')
    ? parseOutputs(list(options, 'output'), text(options, 'file'), module.formats ?? ['text'])
    : [];
  const session = openSession({
    env,
    cwd: process.cwd(),
    version: VERSION,
    offline: flag(options, 'offline'),
    platform: text(options, 'platform'),
    registryCa: text(options, 'registry-ca'),
    allowInsecure: flag(options, 'allow-insecure-registry'),
    allowHttp: flag(options, 'allow-http-registry'),
    signal: interrupt.signal,
    onProgress: progress.report,
    onWarning: quiet ? undefined : (message) => say(`warning: ${message}`),
    onDetail: verbose ? say : undefined,
  });
  const output = openOutput(process.stdout);
  try {
    return await module.run({
      args,
      options,
      terminal,
      session,
      env,
      cwd: process.cwd(),
      version: VERSION,
      signal: interrupt.signal,
      verbose,
      quiet,
      outputs,
      commands: COMMANDS,
      output: {
        write: async (target, result) => {
          progress.finish();
          await output.write(target, result);
        },
      },
    });
  } finally {
    progress.finish();
    interrupt.stop();
    await session.close();
  }
}

function wantsHelp(argv: readonly string[], specs: readonly OptionSpec[]): boolean {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return words.includes('--help') || (words.includes('-h') && !specs.some((s) => s.short === '-h'));
}

function parseLine(
  entry: CommandEntry,
  module: CommandModule,
  specs: readonly OptionSpec[],
  argv: readonly string[],
): { args: string[]; flags: OptionValues } {
  const program = new Command(entry.name).exitOverride().helpOption(false).allowExcessArguments(false);
  program.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const a of module.arguments)
    program.argument(
      a.optional ? `[${a.name}${a.variadic ? '...' : ''}]` : `<${a.name}${a.variadic ? '...' : ''}>`,
    );
  for (const spec of specs) program.addOption(toOption(spec));
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    throw usageError(entry, error, specs);
  }
  return { args: program.args, flags: typedFlags(program, specs) };
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(
    `${spec.short ? `${spec.short}, ` : ''}${spec.flag}${spec.value ? ' <value>' : ''}`,
  );
  if (spec.repeatable)
    option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
  return option;
}

// commander turns --no-x into x = false; here every flag keeps its own name and is true when typed.
function typedFlags(program: Command, specs: readonly OptionSpec[]): OptionValues {
  const flags: Record<string, OptionValues[string]> = {};
  for (const spec of specs) {
    const option = toOption(spec);
    const name = option.attributeName();
    if (program.getOptionValueSource(name) !== 'cli') continue;
    flags[keyOf(spec)] = option.negate ? true : (program.getOptionValue(name) as OptionValues[string]);
  }
  return flags;
}

function usageError(entry: CommandEntry, error: unknown, specs: readonly OptionSpec[]): unknown {
  if (!(error instanceof CommanderError)) return error;
  const why = error.message.replace(/^error: /, '').split('\n')[0] as string;
  const option = /unknown option '(--?[^']+)'/.exec(why)?.[1];
  const near =
    option &&
    suggest(
      option,
      specs.map((s) => s.flag),
    );
  return new PlimsollError('usage', `read the command line: ${why}`, {
    hint: near ? `did you mean ${near}?` : `plimsoll ${entry.name} --help`,
  });
}
