import type { CommandEntry, CommandModule, OptionSpec } from './command.ts';

/** The page of `plimsoll --help`. */
export function renderOverview(entries: readonly CommandEntry[], version: string): string {
  const width = Math.max(...entries.map((e) => e.name.length)) + 2;
  const groups = [...new Set(entries.map((e) => e.group))];
  const lines = groups.flatMap((group) => [
    '',
    `${group}:`,
    ...entries.filter((e) => e.group === group).map((e) => `  ${e.name.padEnd(width)}${e.summary}`),
  ]);
  return `${[
    `plimsoll ${version}: the load line for container images`,
    '',
    'Usage: plimsoll COMMAND [OPTIONS] [ARGUMENTS]',
    ...lines,
    '',
    'Examples:',
    '  plimsoll check nginx',
    '  plimsoll check oci:./image --fail-on medium -o sarif=report.sarif',
    '',
    'plimsoll COMMAND --help tells more. Exit codes: 0 fine, 1 a verdict against,',
    '2 wrong usage, 3 could not decide.',
  ].join('\n')}\n`;
}

/** The page of `plimsoll COMMAND --help`. */
export function renderCommandHelp(
  entry: CommandEntry,
  module: CommandModule,
  own: readonly OptionSpec[],
  shared: readonly OptionSpec[],
): string {
  const args = module.arguments.map((a) => {
    const name = a.variadic ? `${a.name}...` : a.name;
    return a.optional ? `[${name}]` : name;
  });
  const summary = `${entry.summary[0]?.toUpperCase()}${entry.summary.slice(1)}.`;
  const parts = [
    `Usage: plimsoll ${[entry.name, '[OPTIONS]', ...args].join(' ')}`,
    wrap(summary, 78).join('\n'),
    ...(module.description ? [wrap(module.description, 78).join('\n')] : []),
    ...(module.arguments.length > 0
      ? [
          section(
            'Arguments:',
            module.arguments.map((a) => [a.name, a.help]),
          ),
        ]
      : []),
    ...(own.length > 0 ? [section('Options:', own.map(optionRow))] : []),
    section('Everywhere:', shared.map(optionRow)),
    `Examples:\n${module.examples.flatMap(exampleLines).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

// Long commands go on in the next line as a shell would take them.
function exampleLines({ text, command }: CommandModule['examples'][number]): string[] {
  const lines = wrap(command, 72).map((line, i) => (i === 0 ? `  ${line}` : `      ${line}`));
  return [`  # ${text}`, ...lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line))];
}

function optionRow(spec: OptionSpec): [string, string] {
  const name = `${spec.short ? `${spec.short}, ` : '    '}${spec.flag}${spec.value ? ` ${spec.value}` : ''}`;
  const choices =
    spec.choices && !spec.help.includes(spec.choices[0] ?? '') ? `: ${spec.choices.join(', ')}` : '';
  const fallback = spec.default && !spec.help.includes('default') ? ` (default ${spec.default})` : '';
  return [name, `${spec.help}${choices}${fallback}`];
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const column = Math.min(34, Math.max(...rows.map(([name]) => name.length)) + 4);
  const lines = rows.flatMap(([name, help]) => {
    const [first = '', ...rest] = wrap(help, 79 - column);
    const head =
      name.length + 3 > column
        ? [`  ${name}`, `${' '.repeat(column)}${first}`]
        : [`  ${name}`.padEnd(column) + first];
    return [...head, ...rest.map((line) => ' '.repeat(column) + line)];
  });
  return [title, ...lines].join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}
