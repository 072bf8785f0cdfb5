import type { CommandModule, OptionSpec } from './command.ts';

/** On every command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flag: '--quiet', short: '-q', help: 'print results and errors only' },
  { flag: '--verbose', short: '-v', help: 'print more: low findings, where credentials come from, retries' },
  { flag: '--debug', help: 'print stack traces' },
  { flag: '--no-color', help: 'no colours (also: NO_COLOR)' },
  { flag: '--no-progress', help: 'no progress on stderr' },
  { flag: '--config', value: 'FILE', help: 'configuration file (default: plimsoll.yaml found upwards)' },
];

/** On commands that print a result in several formats. */
export function outputOptions(formats: readonly string[]): readonly OptionSpec[] {
  return [
    {
      flag: '--output',
      short: '-o',
      value: 'FORMAT[=FILE]',
      help: `${formats.join(', ')} (default ${formats[0]}); may be repeated`,
      repeatable: true,
    },
    { flag: '--file', value: 'FILE', help: 'write the only output to a file' },
  ];
}

/** On commands that may reach a registry. */
export const NETWORK_OPTIONS: readonly OptionSpec[] = [
  {
    flag: '--platform',
    value: 'OS/ARCH[/VARIANT]',
    help: 'platform of a multi-platform image; all, where a command takes it',
  },
  { flag: '--offline', help: 'nothing leaves this machine' },
  { flag: '--registry-ca', value: 'FILE', help: 'PEM certificates to trust beside the system’s' },
  { flag: '--allow-insecure-registry', help: 'accept any TLS certificate' },
  { flag: '--allow-http-registry', help: 'fall back to plain HTTP' },
];

/** All options of a command but the global ones: its own, then those of its groups. */
export function ownOptions(module: CommandModule): OptionSpec[] {
  return [
    ...module.options,
    ...(module.groups.includes('output') ? outputOptions(module.formats ?? ['text']) : []),
    ...(module.groups.includes('network') ? NETWORK_OPTIONS : []),
  ];
}
