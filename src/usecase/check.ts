// The main job: any image, one honest report.
import { plural } from '../base/text.ts';
import { runRules } from '../check/index.ts';
import {
  type CheckReport,
  compareSeverity,
  type Finding,
  type Section,
  type Severity,
  type Verdict,
} from '../report/model.ts';
import type { Sbom } from '../sbom/index.ts';
import { openImageOf, settleReference } from './io/open.ts';
import type { Session } from './io/session.ts';
import { packagesSection, packageUnknowns } from './packages-section.ts';
import { imageSbom, imageSource, treeSbom, treeSource } from './sbom.ts';
import { examineImage, examineTree, type Subject } from './subject.ts';

export interface CheckOptions {
  /** The lowest severity that turns the verdict; `none`: report only. */
  readonly failOn: Severity | 'none';
}

const TREES: ReadonlySet<string> = new Set(['dir', 'rootfs', 'file']);

/** Checks one image or file system. @throws PlimsollError when it cannot be examined: that is never a pass */
export async function checkImage(
  session: Session,
  text: string,
  options: CheckOptions,
): Promise<CheckReport> {
  const reference = await settleReference(session, text);
  if (TREES.has(reference.transport)) {
    const subject = await examineTree(session, reference);
    return reportOn(session, subject, treeSbom(session, subject, treeSource(reference, subject)), options);
  }
  const opened = await openImageOf(session, text);
  try {
    const subject = await examineImage(session, opened.reference, opened.image);
    const source = imageSource(opened.reference, opened.image, subject);
    return reportOn(session, subject, imageSbom(session, subject, source), options);
  } finally {
    await opened.image.source.close();
  }
}

function reportOn(session: Session, subject: Subject, sbom: Sbom, options: CheckOptions): CheckReport {
  const result = runRules(subject.context);
  const { identity } = subject.context;
  return {
    schema: 'plimsoll.check/v1',
    plimsollVersion: session.options.version,
    createdAt: new Date(session.now).toISOString(),
    image: identity,
    verdict: judge(result.findings, options.failOn),
    findings: result.findings,
    sections: sectionsOf(result.findings, subject, sbom),
    checks: result.checks,
    unknowns: [...subject.unknowns, ...result.unknowns, ...packageUnknowns(sbom, subject.context.layers)],
    ...(subject.efficiency && { efficiency: subject.efficiency }),
    next: nextCommands(identity.requested, result.findings, subject.context.config !== undefined),
  };
}

function judge(findings: readonly Finding[], failOn: Severity | 'none'): Verdict {
  const failing =
    failOn === 'none' ? 0 : findings.filter((f) => compareSeverity(f.severity, failOn) <= 0).length;
  return { status: failing > 0 ? 'fail' : 'pass', policy: 'default', failOn, failing };
}

function sectionsOf(findings: readonly Finding[], { context, walk }: Subject, sbom: Sbom): Section[] {
  const files = findings.filter((f) => f.id.startsWith('files/') || f.id.startsWith('layers/'));
  const others = findings.filter((f) => !files.includes(f));
  return [
    context.config
      ? examined('configuration', 'Configuration', others, plural(others.length, 'finding'))
      : notExamined('configuration', 'Configuration', 'a file system has none'),
    examined(
      'files',
      'Files',
      files,
      `${plural(walk.files.size, 'path')} in ${plural(walk.scans.length, 'layer')}`,
    ),
    packagesSection(sbom),
    notExamined('vulnerabilities', 'Vulnerabilities', 'this version has no vulnerability data yet'),
    notExamined('secrets', 'Secrets', 'file contents were not searched; names, environment and history were'),
    notExamined('signatures', 'Signatures', 'this version does not look for signatures yet'),
    notExamined('policy', 'Policy', 'only the built-in threshold was applied (--fail-on)'),
  ];
}

function examined(id: Section['id'], title: string, findings: readonly Finding[], summary: string): Section {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return { id, title, status: 'examined', summary, counts };
}

function notExamined(id: Section['id'], title: string, summary: string): Section {
  return { id, title, status: 'not examined', summary, counts: {} };
}

function nextCommands(requested: string, findings: readonly Finding[], isImage: boolean): string[] {
  return [
    ...(findings.some((f) => f.severity === 'info') ? [`plimsoll check ${requested} --verbose`] : []),
    `plimsoll check ${requested} -o html=report.html`,
    ...(isImage ? [`plimsoll inspect ${requested}`] : []),
  ];
}
