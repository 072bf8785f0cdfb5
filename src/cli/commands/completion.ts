import { PlimsollError } from '../../base/error.ts';
import type { CommandModule } from '../command.ts';
import { renderCompletion, SHELLS, type Shell } from '../completion.ts';

export const command: CommandModule = {
  description:
    'Prints a script for your shell. It completes commands, flags, their values and names of stored images.',
  arguments: [{ name: 'SHELL', help: 'bash, zsh or fish', completes: SHELLS }],
  options: [],
  groups: [],
  examples: [
    { text: 'bash, for this session', command: 'source <(plimsoll completion bash)' },
    {
      text: 'fish, for good',
      command: 'plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish',
    },
  ],
  run: async ({ args, output, commands }) => {
    const shell = args[0] as Shell;
    if (!SHELLS.includes(shell))
      throw new PlimsollError(
        'usage',
        `print completion for ${JSON.stringify(shell)}: not a shell plimsoll knows`,
        { hint: 'bash, zsh or fish' },
      );
    await output.write({ file: undefined }, await renderCompletion(shell, commands));
    return 0;
  },
};
