import { copyBetween } from '../../usecase/store.ts';
import type { CommandModule } from '../command.ts';
import { transferLines } from '../transfer.ts';

export const command: CommandModule = {
  description:
    'Copies an image between any two places, every platform unless --platform picks one. Nothing is recompressed or rewritten: bytes and digests stay.',
  arguments: [
    { name: 'SOURCE', help: 'any reference', completes: 'image' },
    {
      name: 'TARGET',
      help: 'registry, oci:DIR:tag, oci-archive:FILE, docker-archive:FILE, store:, docker:, podman:',
    },
  ],
  options: [],
  groups: ['output', 'network'],
  formats: ['table', 'json'],
  examples: [
    { text: 'From a registry to a layout', command: 'plimsoll copy nginx oci:./nginx:latest' },
    {
      text: 'From docker to a registry',
      command: 'plimsoll copy docker:app:v1 registry.example.com/team/app:v1',
    },
  ],
  run: async ({ args, session, outputs, output }) => {
    const copied = await copyBetween(session, args[0] as string, args[1] as string);
    for (const target of outputs)
      await output.write(
        target,
        target.format === 'json'
          ? `${JSON.stringify(copied, null, 2)}\n`
          : transferLines(copied.name, copied),
      );
    return 0;
  },
};
