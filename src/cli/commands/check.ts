import { PlimsollError } from '../../base/error.ts';
import { RULES } from '../../check/index.ts';
import { findFormat, REPORT_FORMATS, SEVERITIES, type Severity } from '../../report/index.ts';
import { checkImage } from '../../usecase/check.ts';
import { type CommandModule, flag, text } from '../command.ts';

export const command: CommandModule = {
  description:
    'One report: what the reference was understood as, digest and platform, layers, distribution, configuration and file findings, each with where it comes from and the shortest way out. What was not examined is said. The verdict is the exit code.',
  arguments: [
    {
      name: 'IMAGE',
      help: 'a name, a file or folder, or transport:reference (plimsoll resolve explains)',
      completes: 'image',
    },
  ],
  options: [
    {
      flag: '--fail-on',
      value: 'SEVERITY',
      help: 'lowest severity that fails: critical, high, medium, low, info, none (default high)',
      choices: [...SEVERITIES, 'none'],
      default: 'high',
    },
    { flag: '--strict', help: 'fail with exit code 3 when anything could not be read' },
  ],
  groups: ['output', 'network'],
  formats: REPORT_FORMATS.map((format) => format.name),
  examples: [
    { text: 'Check an image of a registry', command: 'plimsoll check nginx' },
    {
      text: 'In a pipeline: stricter, with reports for code scanning and for people',
      command: 'plimsoll check oci:./image --fail-on medium -o sarif=check.sarif -o html=check.html',
    },
  ],
  run: async ({ args, options, session, terminal, outputs, output, verbose }) => {
    const failOn = text(options, 'fail-on') as Severity | 'none';
    const report = await checkImage(session, args[0] as string, { failOn });
    for (const target of outputs) {
      const toTerminal = target.file === undefined;
      const rendered = findFormat(target.format)?.render(report, {
        colour: terminal.colour && toTerminal,
        width: toTerminal ? terminal.width : 80,
        verbose,
        rules: RULES.map(({ id, title, help, severity }) => ({ id, title, help, severity })),
      });
      await output.write(target, rendered ?? '');
    }
    if (flag(options, 'strict') && report.unknowns.length > 0) throw couldNotRead(report.unknowns.length);
    return report.verdict.status === 'fail' ? 1 : 0;
  },
};

function couldNotRead(count: number): PlimsollError {
  return new PlimsollError(
    'unsupported',
    `check: ${count} things could not be read, and --strict allows none`,
    {
      hint: 'the report lists them; without --strict they are shown and do not decide',
    },
  );
}
