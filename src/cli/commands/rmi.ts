import { formatBytes } from '../../base/text.ts';
import { removeImage } from '../../usecase/store.ts';
import { type CommandModule, flag } from '../command.ts';

export const command: CommandModule = {
  description:
    'Takes a name off an image; with its last name the image goes, and the blobs that no other image needs.',
  arguments: [
    { name: 'IMAGE', help: 'name, digest or the start of an id', variadic: true, completes: 'image' },
  ],
  options: [{ flag: '--force', short: '-f', help: 'remove an image by id although it has several names' }],
  groups: [],
  examples: [
    { text: 'Remove one name', command: 'plimsoll rmi nginx:1.27' },
    { text: 'Remove an image and all its names', command: 'plimsoll rmi --force 1f2ae7a2c3b4' },
  ],
  run: async ({ args, options, session, output, quiet }) => {
    for (const name of args) {
      const removed = await removeImage(session, name, flag(options, 'force'));
      const lines = [
        ...removed.untagged.map((n) => `Untagged: ${n}`),
        ...removed.deleted.map((digest) => `Deleted: ${digest}`),
        ...(removed.freed > 0 ? [`Freed: ${formatBytes(removed.freed)}`] : []),
      ];
      if (!quiet) await output.write({ file: undefined }, lines.map((line) => `${line}\n`).join(''));
    }
    return 0;
  },
};
