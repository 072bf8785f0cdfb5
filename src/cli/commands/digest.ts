import { fetchDigest } from '../../usecase/documents.ts';
import type { CommandModule } from '../command.ts';

export const command: CommandModule = {
  arguments: [{ name: 'IMAGE', help: 'any reference', completes: 'image' }],
  options: [],
  groups: ['network'],
  examples: [
    { text: 'What does the tag point to now?', command: 'plimsoll digest nginx:latest' },
    { text: "One platform's manifest", command: 'plimsoll digest --platform linux/arm64 nginx' },
  ],
  run: async ({ args, session, output }) => {
    await output.write({ file: undefined }, `${await fetchDigest(session, args[0] as string)}\n`);
    return 0;
  },
};
