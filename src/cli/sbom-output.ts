// How documents of packages reach files and people: several formats in one run, a file for each platform, what was
// dropped and what could not be read said on stderr.
import { extname } from 'node:path';
import { PlimsollError } from '../base/error.ts';
import { plural, printable } from '../base/text.ts';
import { findSbomFormat, type LicensePolicy, licensePolicy, type Sbom } from '../sbom/index.ts';
import type { Invocation } from './command.ts';
import type { OutputTarget } from './output.ts';

const UNKNOWNS_SHOWN = 3;

/**
 * Writes a document in every format asked for.
 * @param platform named in file names and headings where there are several
 * @param say is told what a format had no place for
 */
export async function writeSbom(
  { outputs, output, terminal }: Invocation,
  sbom: Sbom,
  {
    platform,
    say,
  }: { readonly platform?: string | undefined; readonly say?: ((line: string) => void) | undefined },
): Promise<void> {
  for (const target of outputs) {
    const found = findSbomFormat(target.format);
    if (!found) continue;
    const toTerminal = target.file === undefined;
    const { text, dropped } = found.format.write(sbom, {
      colour: terminal.colour && toTerminal,
      width: toTerminal ? terminal.width : 80,
      version: found.version,
    });
    const heading = platform && toTerminal && target.format === 'table' ? `${platform}\n` : '';
    await output.write(fileOf(target, platform), heading + text);
    for (const what of dropped) say?.(printable(`${target.format} has no place for: ${what}`));
  }
}

function fileOf(target: OutputTarget, platform: string | undefined): OutputTarget {
  if (target.file === undefined || platform === undefined) return target;
  const extension = extname(target.file);
  const stem = target.file.slice(0, target.file.length - extension.length);
  return { ...target, file: `${stem}.${platform.replaceAll('/', '-')}${extension}` };
}

/** A document of each platform cannot all go to one stdout. @throws PlimsollError `usage` */
export function requireFiles({ outputs, session }: Invocation): void {
  const loose = outputs.find((o) => o.file === undefined && o.format !== 'table' && o.format !== 'purls');
  if (!session.allPlatforms || !loose) return;
  throw new PlimsollError('usage', `write ${loose.format}: --platform all makes a document a platform`, {
    hint: `give a file, which gets each platform's name: -o ${loose.format}=sbom.json`,
  });
}

/** What could not be read: counted, the first few shown, all of it with --verbose. */
export function sayUnknowns({ session, verbose }: Invocation, { unknowns }: Sbom): void {
  if (unknowns.length === 0) return;
  const shown = unknowns.slice(0, verbose ? unknowns.length : UNKNOWNS_SHOWN);
  const more = unknowns.length - shown.length;
  session.options.onWarning?.(
    [
      `${plural(unknowns.length, 'thing')} could not be read; the rest is complete`,
      ...shown.map(({ path, reason }) => `  ${printable(path)}: ${printable(reason)}`),
      ...(more > 0 ? [`  and ${more} more (-v)`] : []),
    ].join('\n'),
  );
}

/** Says on stderr which packages the licence policy denies, and how many it could not judge. @returns how many it denies */
export function sayLicences({ session }: Invocation, { packages }: Sbom, policy: LicensePolicy): number {
  if (!policy.allow?.length && !policy.deny?.length) return 0;
  const rows = licensePolicy(packages, policy);
  const denied = rows.filter((row) => row.verdict === 'denied');
  const unknown = rows.filter((row) => row.verdict === 'unknown').length;
  const lines = [
    ...(denied.length > 0 ? [`${plural(denied.length, 'licence')} denied`] : []),
    ...denied.map((row) => `  ${printable(`${row.package.name} ${row.package.version}: ${row.expression}`)}`),
    ...(unknown > 0 ? [`${plural(unknown, 'licence')} not known to SPDX, or missing: not judged`] : []),
  ];
  if (lines.length > 0) session.options.onWarning?.(lines.join('\n'));
  return denied.length;
}
