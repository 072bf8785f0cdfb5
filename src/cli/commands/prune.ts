import { formatBytes, plural } from '../../base/text.ts';
import { type CommandModule, flag } from '../command.ts';

export const command: CommandModule = {
  description:
    'Removes images without a name, blobs that no image needs, and unfinished downloads older than a day. Work under way in other processes is safe.',
  arguments: [],
  options: [{ flag: '--keep-dangling', help: 'leave images without a name' }],
  groups: ['output'],
  formats: ['table', 'json'],
  examples: [
    { text: 'Clean up', command: 'plimsoll prune' },
    { text: 'Only blobs that nothing refers to', command: 'plimsoll prune --keep-dangling' },
  ],
  run: async ({ options, session, outputs, output }) => {
    const cleaned = await session.store().prune({ dangling: !flag(options, 'keep-dangling') });
    for (const target of outputs) {
      const table = `removed ${plural(cleaned.deleted.length, 'blob')}, freed ${formatBytes(cleaned.freed)}\n`;
      await output.write(target, target.format === 'json' ? `${JSON.stringify(cleaned, null, 2)}\n` : table);
    }
    return 0;
  },
};
