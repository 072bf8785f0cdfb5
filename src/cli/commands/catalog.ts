import { listRepositories } from '../../usecase/documents.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  description: 'Not every registry tells: Docker Hub does not.',
  arguments: [{ name: 'REGISTRY', help: 'a host, with its port where it has one' }],
  options: [],
  groups: ['output', 'network'],
  formats: ['table', 'json'],
  examples: [
    { text: 'A registry on this machine', command: 'plimsoll catalog localhost:5000' },
    { text: 'As JSON', command: 'plimsoll catalog registry.example.com -o json' },
  ],
  run: async ({ args, session, outputs, output }) => {
    const repositories = await listRepositories(session, args[0] as string);
    for (const target of outputs)
      await output.write(
        target,
        target.format === 'json'
          ? `${JSON.stringify({ repositories }, null, 2)}\n`
          : repositories.map((name) => `${name}\n`).join(''),
      );
    return 0;
  },
};
