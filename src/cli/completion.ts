// Completion scripts made from the command table. Names of stored images are asked of plimsoll itself when needed.
import type { CommandEntry, CommandModule, OptionSpec } from './command.ts';
import { GLOBAL_OPTIONS, ownOptions } from './options.data.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Loaded {
  readonly name: string;
  readonly summary: string;
  readonly module: CommandModule;
  readonly options: readonly OptionSpec[];
}

const IMAGES =
  'plimsoll images -o json 2>/dev/null | grep -o \'"repository": "[^"]*"\' | cut -d\'"\' -f4 | sort -u';

/** The script for one shell, a newline at its end. */
export async function renderCompletion(shell: Shell, table: readonly CommandEntry[]): Promise<string> {
  const commands = await Promise.all(
    table.map(async ({ name, summary, load }): Promise<Loaded> => {
      const { command: module } = await load();
      return { name, summary, module, options: [...ownOptions(module), ...GLOBAL_OPTIONS] };
    }),
  );
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](commands);
}

function renderBash(commands: readonly Loaded[]): string {
  const cases = commands.map(({ name, module, options }) => {
    const values = options
      .filter((o) => o.choices)
      .map((o) => `      ${o.flag}) COMPREPLY=($(compgen -W "${o.choices?.join(' ')}" -- "$cur")); return;;`);
    const files = options.filter((o) => o.value === 'FILE').map((o) => o.flag);
    const valued = [
      ...values,
      ...(files.length > 0
        ? [`      ${files.join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return;;`]
        : []),
    ];
    return `    ${name})
${valued.length > 0 ? `      case "$prev" in\n${valued.join('\n')}\n      esac\n` : ''}      words="${words(options)}"
      args="${argumentWords(module)}"
      ${completesImages(module) ? `[[ "$cur" == -* ]] || args="$args $(${IMAGES})"` : ':'};;`;
  });
  return `# plimsoll completion for bash
_plimsoll() {
  local cur prev words args cmd i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ "\${COMP_WORDS[i]}" == -* ]] || { cmd="\${COMP_WORDS[i]}"; break; }
  done
  case "$cmd" in
${cases.join('\n')}
    *) words="${words(GLOBAL_OPTIONS)} --help --version"; args="${commands.map((c) => c.name).join(' ')}";;
  esac
  if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else COMPREPLY=($(compgen -W "$args" -- "$cur") $(compgen -f -- "$cur")); fi
}
complete -o filenames -o bashdefault -F _plimsoll plimsoll
`;
}

function renderZsh(commands: readonly Loaded[]): string {
  const list = commands.map((c) => `    '${c.name}:${zshText(c.summary)}'`).join('\n');
  const cases = commands.map(({ name, module, options }) => {
    const specs = options.flatMap(zshOption).map((spec) => `        ${spec} \\`);
    return `      ${name})\n        _arguments -s \\\n${specs.join('\n')}\n        ${zshArguments(module)};;`;
  });
  return `#compdef plimsoll
_plimsoll_images() { compadd -- $(${IMAGES}); _files }
_plimsoll() {
  local -a commands
  commands=(
${list}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe 'command' commands;;
    argument)
      case $words[1] in
${cases.join('\n')}
      esac;;
  esac
}
compdef _plimsoll plimsoll
`;
}

function zshOption(option: OptionSpec): string[] {
  const action = option.value
    ? `:${option.value
        .replace(/[^A-Z]/g, ' ')
        .trim()
        .toLowerCase()}:${option.choices ? `(${option.choices.join(' ')})` : option.value === 'FILE' ? '_files' : ' '}`
    : '';
  const star = option.repeatable ? '*' : '';
  return [option.flag, ...(option.short ? [option.short] : [])].map(
    (name) => `'${star}${name}[${zshText(option.help)}]${action}'`,
  );
}

function zshArguments(module: CommandModule): string {
  if (completesImages(module)) return "'*:image:_plimsoll_images'";
  const known = argumentWords(module);
  return known ? `'*:value:(${known})'` : "'*:file:_files'";
}

function zshText(text: string): string {
  return text.replaceAll("'", '’').replace(/[[\]:]/g, ' ');
}

function renderFish(commands: readonly Loaded[]): string {
  const none = '__fish_use_subcommand';
  const lines = ['# plimsoll completion for fish', `function __plimsoll_images; ${IMAGES}; end`];
  for (const { name, summary, module, options } of commands) {
    const seen = `__fish_seen_subcommand_from ${name}`;
    lines.push(`complete -c plimsoll -f -n ${none} -a ${name} -d '${fishText(summary)}'`);
    for (const o of options) lines.push(fishOption(o, seen));
    if (completesImages(module)) lines.push(`complete -c plimsoll -n '${seen}' -a '(__plimsoll_images)'`);
    const known = argumentWords(module);
    if (known) lines.push(`complete -c plimsoll -f -n '${seen}' -a '${known}'`);
  }
  return `${lines.join('\n')}\n`;
}

function fishOption(o: OptionSpec, seen: string): string {
  const short = o.short ? ` -s ${o.short.slice(1)}` : '';
  const value = o.choices ? ` -x -a '${o.choices.join(' ')}'` : o.value ? ' -r' : '';
  return `complete -c plimsoll -n '${seen}' -l ${o.flag.slice(2)}${short}${value} -d '${fishText(o.help)}'`;
}

function fishText(text: string): string {
  return text.replaceAll('\\', '').replaceAll("'", '’');
}

function words(options: readonly OptionSpec[]): string {
  return options.flatMap((o) => [o.flag, ...(o.short ? [o.short] : [])]).join(' ');
}

function argumentWords(module: CommandModule): string {
  return module.arguments
    .flatMap((a) => (Array.isArray(a.completes) ? (a.completes as readonly string[]) : []))
    .join(' ');
}

function completesImages(module: CommandModule): boolean {
  return module.arguments.some((a) => a.completes === 'image');
}
