import { tagImage } from '../../usecase/store.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  arguments: [
    { name: 'SOURCE', help: 'a stored image: name, digest or the start of its id', completes: 'image' },
    { name: 'TARGET', help: 'the further name', completes: 'image' },
  ],
  options: [],
  groups: [],
  examples: [
    { text: 'Name it for a registry', command: 'plimsoll tag example-secure localhost:8443/example-secure' },
    { text: 'Keep what runs now under another name', command: 'plimsoll tag app:latest app:before-upgrade' },
  ],
  run: async ({ args, session }) => {
    await tagImage(session, args[0] as string, args[1] as string);
    return 0;
  },
};
