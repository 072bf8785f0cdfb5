import { fetchConfig } from '../../usecase/documents.ts';
import { type CommandModule, flag } from '../command.ts';

export const command: CommandModule = {
  description: 'Prints the exact bytes: their sha256 is the image id.',
  arguments: [{ name: 'IMAGE', help: 'any reference', completes: 'image' }],
  options: [{ flag: '--pretty', help: 'indented, for reading' }],
  groups: ['network'],
  examples: [
    { text: 'How was it built?', command: "plimsoll config nginx | jq -r '.history[].created_by'" },
    { text: 'Readable', command: 'plimsoll config --pretty oci:./image' },
  ],
  run: async ({ args, options, session, output }) => {
    const text = (await fetchConfig(session, args[0] as string)).toString('utf8');
    await output.write(
      { file: undefined },
      flag(options, 'pretty') ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text,
    );
    return 0;
  },
};
