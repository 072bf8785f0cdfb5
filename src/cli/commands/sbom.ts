import { PlimsollError } from '../../base/error.ts';
import { plural } from '../../base/text.ts';
import { EVIDENCE_KINDS, type EvidenceKind, findSbomFormat, formatNames } from '../../sbom/index.ts';
import { createSbom } from '../../usecase/sbom.ts';
import { type CommandModule, flag, list, text } from '../command.ts';

export const command: CommandModule = {
  description:
    'Lists the packages of an image, a folder or a file: what package managers installed, what language ecosystems put there, and what is built into programs. Each with its version, package URL, licences, where it was found, which layer brought it and whose files it lies in.',
  arguments: [
    {
      name: 'SOURCE',
      help: 'an image, or dir:, rootfs:, file: (plimsoll resolve explains)',
      completes: 'image',
    },
  ],
  options: [
    {
      flag: '--scope',
      value: 'SCOPE',
      help: 'squashed: what a container sees; all-layers: also what later layers hide',
      choices: ['squashed', 'all-layers'],
      default: 'squashed',
    },
    {
      flag: '--evidence',
      value: 'KIND',
      help: 'installed, declared (lock files), embedded, all; repeatable (default: all but declared in images)',
      choices: [...EVIDENCE_KINDS, 'all'],
      repeatable: true,
    },
    { flag: '--strict', help: 'fail with exit code 3 when anything could not be read' },
  ],
  groups: ['output', 'network'],
  formats: formatNames(),
  examples: [
    { text: 'What is in an image', command: 'plimsoll sbom nginx' },
    {
      text: 'For other tools, two formats in one run',
      command: 'plimsoll sbom nginx -o json=nginx.syft.json -o cyclonedx-json=nginx.cdx.json',
    },
  ],
  run: async ({ args, options, session, terminal, outputs, output, quiet }) => {
    const evidence = evidenceOf(list(options, 'evidence'));
    const sbom = await createSbom(session, args[0] as string, {
      scope: text(options, 'scope') as 'squashed' | 'all-layers',
      ...(evidence && { evidence }),
    });
    for (const target of outputs) {
      const found = findSbomFormat(target.format);
      if (!found) continue;
      const written = found.format.write(sbom, {
        colour: terminal.colour && target.file === undefined,
        width: target.file === undefined ? terminal.width : 80,
        version: found.version,
      });
      await output.write(target, written.text);
      for (const what of written.dropped)
        session.options.onDetail?.(`${target.format} has no place for: ${what}`);
    }
    if (!quiet && sbom.unknowns.length > 0)
      session.options.onWarning?.(
        `${plural(sbom.unknowns.length, 'thing')} could not be read${list(options, 'output').length > 0 ? '' : ', first'}: ${sbom.unknowns[0]?.path}: ${sbom.unknowns[0]?.reason}`,
      );
    if (flag(options, 'strict') && sbom.unknowns.length > 0) throw couldNotRead(sbom.unknowns.length);
    return 0;
  },
};

function evidenceOf(kinds: readonly string[]): readonly EvidenceKind[] | undefined {
  if (kinds.length === 0) return undefined;
  return kinds.includes('all') ? EVIDENCE_KINDS : (kinds as readonly EvidenceKind[]);
}

function couldNotRead(count: number): PlimsollError {
  return new PlimsollError(
    'unsupported',
    `sbom: ${plural(count, 'thing')} could not be read, and --strict allows none`,
    {
      hint: 'without --strict they are listed and do not decide',
    },
  );
}
