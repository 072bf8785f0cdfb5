import { logoutFrom } from '../../usecase/login.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  arguments: [{ name: 'REGISTRY', help: 'host of the registry (default docker.io)', optional: true }],
  options: [],
  groups: [],
  examples: [
    { text: 'Forget one registry', command: 'plimsoll logout registry.example.com' },
    { text: 'Forget Docker Hub', command: 'plimsoll logout' },
  ],
  run: async ({ args, session, terminal, quiet }) => {
    const registry = args[0] ?? 'docker.io';
    const erased = await logoutFrom(session, registry);
    if (!quiet)
      terminal.stderr.write(
        erased.length > 0
          ? `Forgot ${registry} in ${erased.join(', ')}\n`
          : `Nothing was kept for ${registry}\n`,
      );
    return 0;
  },
};
