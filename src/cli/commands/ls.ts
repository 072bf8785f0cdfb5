import { listTags } from '../../usecase/documents.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  arguments: [{ name: 'REPOSITORY', help: 'a repository of a registry' }],
  options: [],
  groups: ['output', 'network'],
  formats: ['table', 'json'],
  examples: [
    { text: 'Tags of an official image', command: 'plimsoll ls nginx' },
    { text: 'In a private registry', command: 'plimsoll ls registry.example.com/team/app -o json' },
  ],
  run: async ({ args, session, outputs, output }) => {
    const { name, tags } = await listTags(session, args[0] as string);
    for (const target of outputs)
      await output.write(
        target,
        target.format === 'json'
          ? `${JSON.stringify({ name, tags }, null, 2)}\n`
          : tags.map((tag) => `${tag}\n`).join(''),
      );
    return 0;
  },
};
