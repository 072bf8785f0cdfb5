import { loadImages } from '../../usecase/store.ts';
import { type CommandModule, text } from '../command.ts';

export const command: CommandModule = {
  description:
    'Takes every image of an archive (docker save of any age, OCI archive, OCI layout) into the store.',
  arguments: [
    {
      name: 'FILE',
      help: 'archive or layout folder; without it, standard input',
      optional: true,
      completes: 'file',
    },
  ],
  options: [{ flag: '--input', short: '-i', value: 'FILE', help: 'the same, as docker spells it' }],
  groups: ['output', 'network'],
  formats: ['table', 'json'],
  examples: [
    { text: 'From a file', command: 'plimsoll load -i image.tar' },
    { text: 'Straight from docker', command: 'docker save nginx | plimsoll load' },
  ],
  run: async ({ args, options, session, outputs, output }) => {
    const loaded = await loadImages(session, text(options, 'input') ?? args[0] ?? '-');
    for (const target of outputs) {
      const lines = loaded.map(({ name, digest }) => `Loaded: ${name ?? digest}  ${digest}\n`);
      await output.write(
        target,
        target.format === 'json' ? `${JSON.stringify(loaded, null, 2)}\n` : lines.join(''),
      );
    }
    return 0;
  },
};
