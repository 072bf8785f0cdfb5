import { PlimsollError } from '../../base/error.ts';
import { saveImage } from '../../usecase/store.ts';
import { type CommandModule, type OptionValues, text } from '../command.ts';

export const command: CommandModule = {
  description:
    'Writes a stored image (or any other) to an archive that docker load, podman load and skopeo read. Layers keep their bytes and the image its digest.',
  arguments: [{ name: 'IMAGE', help: 'the image to write', completes: 'image' }],
  options: [
    {
      flag: '--output',
      short: '-o',
      value: 'FILE',
      help: 'the archive; without it, standard output',
      onlyTyped: true,
    },
    { flag: '--file', short: '-f', value: 'FILE', help: 'the same', onlyTyped: true },
    {
      flag: '--format',
      value: 'FORMAT',
      help: 'shape of the archive',
      choices: ['docker-archive', 'oci-archive'],
      default: 'docker-archive',
    },
  ],
  groups: ['network'],
  examples: [
    { text: 'For another machine', command: 'plimsoll save example-secure -o example-secure.tar' },
    { text: 'Straight into docker', command: 'plimsoll save nginx | docker load' },
  ],
  run: async ({ args, options, session, terminal }) => {
    const file = fileOf(options);
    if (file === '-' && terminal.stdout.isTTY)
      throw new PlimsollError('usage', 'save: an archive does not belong on a terminal', {
        hint: 'give a file with -o, or pipe it on',
      });
    await saveImage(
      session,
      args[0] as string,
      text(options, 'format') as 'docker-archive' | 'oci-archive',
      file,
    );
    return 0;
  },
};

function fileOf(options: OptionValues): string {
  const files = new Set([text(options, 'output'), text(options, 'file')].filter((f) => f !== undefined));
  if (files.size > 1)
    throw new PlimsollError('usage', 'save: -o and -f name two files', { hint: 'give one of them' });
  return [...files][0] ?? '-';
}
