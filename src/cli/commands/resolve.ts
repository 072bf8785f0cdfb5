import { existsSync } from 'node:fs';
import { parseReference } from '../../image/reference.ts';
import { renderTable } from '../../report/index.ts';
import { explainReference } from '../../usecase/resolve.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  description: 'Says what a reference is understood as and what was assumed. Reaches no registry.',
  arguments: [{ name: 'REFERENCE', help: 'as you would give it to any command', completes: 'image' }],
  options: [],
  groups: ['output'],
  formats: ['table', 'json'],
  examples: [
    { text: 'What does a short name mean?', command: 'plimsoll resolve nginx' },
    { text: 'A host or a tag?', command: 'plimsoll resolve localhost:5000/team/app:v1 -o json' },
  ],
  run: async ({ args, session, outputs, output, terminal }) => {
    const explained = await explainReference(
      session,
      parseReference(args[0] as string, { exists: existsSync }),
    );
    for (const target of outputs) {
      const rows = explained.rows.map(([name, value, note]) => [name, value, note]);
      const table = `${renderTable([{}, {}, {}], rows, { width: terminal.width })}\n`;
      await output.write(
        target,
        target.format === 'json' ? `${JSON.stringify(explained.json, null, 2)}\n` : table,
      );
    }
    return 0;
  },
};
