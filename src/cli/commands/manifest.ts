import { fetchManifest } from '../../usecase/documents.ts';
import { type CommandModule, flag } from '../command.ts';

export const command: CommandModule = {
  description: 'Prints the exact bytes: their sha256 is the digest.',
  arguments: [{ name: 'IMAGE', help: 'any reference, artifacts too', completes: 'image' }],
  options: [{ flag: '--pretty', help: 'indented, for reading' }],
  groups: ['network'],
  examples: [
    { text: 'The index or manifest as stored', command: 'plimsoll manifest nginx | sha256sum' },
    { text: "One platform's, readable", command: 'plimsoll manifest --platform linux/arm64 --pretty nginx' },
  ],
  run: async ({ args, options, session, output }) => {
    const { bytes } = await fetchManifest(session, args[0] as string);
    const text = bytes.toString('utf8');
    await output.write(
      { file: undefined },
      flag(options, 'pretty') ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text,
    );
    return 0;
  },
};
