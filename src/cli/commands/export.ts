import { PlimsollError } from '../../base/error.ts';
import { exportImage } from '../../usecase/export.ts';
import { type CommandModule, text } from '../command.ts';

export const command: CommandModule = {
  description:
    "Writes an image's root file system, all layers squashed, as tar. Nothing is unpacked on the way.",
  arguments: [
    { name: 'IMAGE', help: 'any reference', completes: 'image' },
    { name: 'FILE', help: 'the tar; without it, standard output', optional: true, completes: 'file' },
  ],
  options: [{ flag: '--file', value: 'FILE', help: 'the same as the second argument' }],
  groups: ['network'],
  examples: [
    { text: 'List what is in an image', command: 'plimsoll export nginx | tar tv' },
    { text: 'Unpack it', command: 'plimsoll export nginx rootfs.tar && sudo tar xpf rootfs.tar -C rootfs' },
  ],
  run: async ({ args, options, session, output, terminal }) => {
    const file = text(options, 'file') ?? args[1];
    if ((file === undefined || file === '-') && terminal.stdout.isTTY)
      throw new PlimsollError('usage', 'export: a tar does not belong on a terminal', {
        hint: 'give a file, or pipe it on',
      });
    await output.write({ file }, exportImage(session, args[0] as string));
    return 0;
  },
};
