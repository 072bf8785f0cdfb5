import { createFinding } from '../finding.ts';
import type { Rule } from '../model.ts';

export const noCommand: Rule = {
  id: 'config/no-command',
  title: 'a command is set',
  severity: 'low',
  needs: 'config',
  help: 'An image with neither ENTRYPOINT nor CMD starts only when its user knows what to type. For images that others build on that is fine.',
  check(context) {
    const { entrypoint, cmd } = context.config?.runtime ?? { entrypoint: [], cmd: [] };
    if (entrypoint.length > 0 || cmd.length > 0) return [];
    return [
      createFinding(noCommand, {
        title: 'no command',
        message: 'config.Entrypoint and config.Cmd are both empty',
        remedy: 'add: ENTRYPOINT ["/path/to/program"]',
        locations: [{ field: 'config.Entrypoint' }],
      }),
    ];
  },
};
