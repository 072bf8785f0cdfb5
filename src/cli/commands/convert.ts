import { printable } from '../../base/text.ts';
import { formatNames } from '../../sbom/index.ts';
import { readSbomFile } from '../../usecase/convert.ts';
import type { CommandModule } from '../command.ts';
import { writeSbom } from '../sbom-output.ts';

export const command: CommandModule = {
  description:
    'Reads an SBOM of any format, whoever wrote it, and writes it as another. Nothing is lost that the target can hold; what it cannot is said, a line each. Attestations are opened, their signatures not checked.',
  arguments: [{ name: 'SBOM', help: 'a file, or - for stdin', completes: 'file' }],
  options: [],
  groups: ['output'],
  formats: formatNames(),
  examples: [
    { text: 'From syft to CycloneDX', command: 'plimsoll convert syft.json -o cyclonedx-json=bom.cdx.json' },
    {
      text: 'An older version, through a pipe',
      command: 'syft nginx -o json | plimsoll convert - -o cyclonedx-xml@1.5',
    },
  ],
  run: async (invocation) => {
    const { args, session } = invocation;
    const { sbom, dropped, format } = await readSbomFile(session, args[0] as string);
    const say = (line: string): void => session.options.onWarning?.(printable(line));
    for (const what of dropped) say(`of ${format.name}, plimsoll keeps no: ${what}`);
    await writeSbom(invocation, sbom, { say });
    return 0;
  },
};
