import { pullImage } from '../../usecase/store.ts';
import { type CommandModule, flag } from '../command.ts';
import { transferLines } from '../transfer.ts';

export const command: CommandModule = {
  description:
    'Fetches an image into the store. Digests are verified on the way; an interrupted download goes on where it stopped.',
  arguments: [{ name: 'IMAGE', help: 'a reference of a registry, or any other source', completes: 'image' }],
  options: [{ flag: '--all-platforms', help: 'every platform of an index, not one' }],
  groups: ['output', 'network'],
  formats: ['table', 'json'],
  examples: [
    { text: 'The newest nginx', command: 'plimsoll pull nginx' },
    { text: 'One platform, by digest', command: 'plimsoll pull --platform linux/arm64 debian@sha256:…' },
  ],
  run: async ({ args, options, session, outputs, output }) => {
    const pulled = await pullImage(session, args[0] as string, flag(options, 'all-platforms'));
    for (const target of outputs)
      await output.write(
        target,
        target.format === 'json'
          ? `${JSON.stringify(pulled, null, 2)}\n`
          : transferLines(pulled.name, pulled),
      );
    return 0;
  },
};
