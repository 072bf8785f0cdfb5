import { pushImage } from '../../usecase/store.ts';
import { type CommandModule, flag } from '../command.ts';
import { transferLines } from '../transfer.ts';

export const command: CommandModule = {
  description:
    'Sends a stored image to the registry in its name: blobs first, manifests by digest, the tag last. Whoever pulls the tag meanwhile gets the old image or the new one, whole.',
  arguments: [
    { name: 'IMAGE', help: 'a stored image whose name says where it goes', completes: 'image' },
    { name: 'TARGET', help: 'another place to send it to', optional: true },
  ],
  options: [{ flag: '--all-platforms', help: 'every platform of an index; all must be in the store' }],
  groups: ['output', 'network'],
  formats: ['table', 'json'],
  examples: [
    { text: 'To a registry on this machine', command: 'plimsoll push localhost:8443/example-secure' },
    {
      text: 'Under another name',
      command: 'plimsoll push example-secure registry.example.com/team/example:v1',
    },
  ],
  run: async ({ args, options, session, outputs, output }) => {
    const pushed = await pushImage(session, args[0] as string, args[1], flag(options, 'all-platforms'));
    for (const target of outputs)
      await output.write(
        target,
        target.format === 'json'
          ? `${JSON.stringify(pushed, null, 2)}\n`
          : transferLines(pushed.name, pushed),
      );
    return 0;
  },
};
