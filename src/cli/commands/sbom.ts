import { PlimsollError } from '../../base/error.ts';
import { plural } from '../../base/text.ts';
import { EVIDENCE_KINDS, type EvidenceKind, excludedBy, formatNames } from '../../sbom/index.ts';
import { createSboms } from '../../usecase/sbom.ts';
import { type CommandModule, flag, list, text } from '../command.ts';
import { requireFiles, sayLicences, sayUnknowns, writeSbom } from '../sbom-output.ts';

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
    {
      flag: '--exclude',
      value: 'GLOB',
      help: 'paths to leave out, with all below them: ./test, **/node_modules; repeatable',
      repeatable: true,
    },
    {
      flag: '--cpes',
      help: 'guess CPEs for every package, not only for Alpine packages, programs and unknown kinds',
    },
    {
      flag: '--deny-license',
      value: 'SPDX-ID',
      help: 'exit code 1 when a package is under this licence; repeatable',
      repeatable: true,
    },
    {
      flag: '--allow-license',
      value: 'SPDX-ID',
      help: 'exit code 1 when a package is under a licence not named so; repeatable',
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
  run: async (invocation) => {
    const { args, options, session } = invocation;
    requireFiles(invocation);
    const evidence = evidenceOf(list(options, 'evidence'));
    const excludes = list(options, 'exclude');
    const licences = { allow: list(options, 'allow-license'), deny: list(options, 'deny-license') };
    let unread = 0;
    let denied = 0;
    for await (const one of createSboms(session, args[0] as string, {
      scope: text(options, 'scope') as 'squashed' | 'all-layers',
      ...(evidence && { evidence }),
      ...(excludes.length > 0 && { excludes: excludedBy(excludes) }),
      ...(flag(options, 'cpes') && { cpes: true }),
    })) {
      await writeSbom(invocation, one.sbom, {
        platform: session.allPlatforms ? one.platform : undefined,
        say: session.options.onDetail,
      });
      sayUnknowns(invocation, one.sbom);
      denied += sayLicences(invocation, one.sbom, licences);
      unread += one.sbom.unknowns.length;
    }
    if (flag(options, 'strict') && unread > 0) throw couldNotRead(unread);
    return denied > 0 ? 1 : 0;
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
