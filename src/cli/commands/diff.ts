import { DIFF_FORMATS } from '../../report/index.ts';
import { diffSources } from '../../usecase/diff.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  description:
    'Compares two images, folders or SBOMs: which packages came, went and changed their version, what changed in the configuration, which layers both share, and the size.',
  arguments: [
    { name: 'BEFORE', help: 'an image, dir:, rootfs: or sbom:FILE', completes: 'image' },
    { name: 'AFTER', help: 'what to compare it with', completes: 'image' },
  ],
  options: [],
  groups: ['output', 'network'],
  formats: DIFF_FORMATS.map((format) => format.name),
  examples: [
    { text: 'What a new base image brings', command: 'plimsoll diff debian:12 debian:13' },
    {
      text: 'For a comment on a pull request',
      command: 'plimsoll diff app:main app:pr -o markdown=diff.md',
    },
  ],
  run: async ({ args, session, terminal, outputs, output }) => {
    const report = await diffSources(session, args[0] as string, args[1] as string);
    for (const target of outputs) {
      const toTerminal = target.file === undefined;
      const format = DIFF_FORMATS.find((f) => f.name === target.format);
      const text = format?.render(report, {
        colour: terminal.colour && toTerminal,
        width: toTerminal ? terminal.width : 80,
      });
      await output.write(target, text ?? '');
    }
    return 0;
  },
};
