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
import { openImageOf, settleReference } from './io/open.ts';
import type { Session } from './io/session.ts';
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
  if (TREES.has(reference.transport))
    return reportOn(session, await examineTree(session, reference), options);
  const opened = await openImageOf(session, text);
  try {
    return reportOn(session, await examineImage(session, opened.reference, opened.image), options);
  } finally {
    await opened.image.source.close();
  }
}

function reportOn(session: Session, subject: Subject, options: CheckOptions): CheckReport {
  const result = runRules(subject.context);
  const { identity } = subject.context;
  return {
    schema: 'plimsoll.check/v1',
    plimsollVersion: session.options.version,
    createdAt: new Date(session.now).toISOString(),
    image: identity,
    verdict: judge(result.findings, options.failOn),
    findings: result.findings,
    sections: sectionsOf(result.findings, subject),
    checks: result.checks,
    unknowns: [...subject.unknowns, ...result.unknowns],
    ...(subject.efficiency && { efficiency: subject.efficiency }),
    next: nextCommands(identity.requested, result.findings, subject.context.config !== undefined),
  };
}

function judge(findings: readonly Finding[], failOn: Severity | 'none'): Verdict {
  const failing =
    failOn === 'none' ? 0 : findings.filter((f) => compareSeverity(f.severity, failOn) <= 0).length;
  return { status: failing > 0 ? 'fail' : 'pass', policy: 'default', failOn, failing };
}

function sectionsOf(findings: readonly Finding[], { context, walk }: Subject): Section[] {
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
    notExamined('packages', 'Packages', 'this version does not list packages yet'),
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
