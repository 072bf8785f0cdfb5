import { createHash } from 'node:crypto';
import { canonicalJson } from '../base/json.ts';
import type { CheckReport, Confidence, Finding, Location, Severity, Unknown } from './model.ts';
import { compareSeverity } from './model.ts';
import { messageText, pathUri, repositoryOf } from './sarif-text.ts';
import { oneLine, quietJson } from './text/clean.ts';

/** What SARIF tells about a rule; `check`'s rules have this shape. */
export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly severity: Severity;
}

type Level = 'error' | 'warning' | 'note';
const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

// GitHub code scanning: over 9.0 is critical, 7.0 high, 4.0 medium, 0.1 low; without the property, no severity.
const SECURITY_SEVERITY: Readonly<Record<Severity, string | undefined>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: undefined,
};
const PRECISION: Readonly<Record<Confidence, string>> = {
  certain: 'very-high',
  likely: 'high',
  heuristic: 'medium',
};

/** GitHub keeps no more locations of one result. */
const LOCATIONS = 1000;

/**
 * Renders the report as a SARIF 2.1.0 log with one run, for GitHub code scanning and the like: rules from `rules` and
 * from the findings, a result per finding, notifications for what could not be read and checks that were skipped.
 */
export function renderSarif(report: CheckReport, rules: readonly RuleInfo[] = []): string {
  const described = describeRules(report, rules);
  const repository = repositoryOf(report.image.reference, report.image.transport);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        automationDetails: {
          id: `plimsoll-check/${pathUri(repository)}/${pathUri(report.image.platform).replaceAll('/', '-')}/`,
        },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report, described, repository)],
        properties: runProperties(report),
        results: results(report, described, repository),
        tool: {
          driver: {
            name: 'plimsoll',
            semanticVersion: report.plimsollVersion,
            version: report.plimsollVersion,
            rules: described.map(ruleDescriptor),
          },
        },
      },
    ],
  };
  return `${quietJson(canonicalJson(log, 2))}\n`;
}

interface DescribedRule extends RuleInfo {
  readonly confidence: Confidence | undefined;
}

// A result's severity on GitHub is its rule's, so a rule is as severe as its worst finding here.
function describeRules(report: CheckReport, rules: readonly RuleInfo[]): DescribedRule[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const found = Map.groupBy(report.findings, (f) => f.id);
  const ids = [...new Set([...known.keys(), ...found.keys()])].sort();
  return ids.map((id) => {
    const findings = found.get(id) ?? [];
    const first = findings[0];
    const info = known.get(id) ?? {
      id,
      title: first?.title ?? id,
      help: first?.remedy ?? '',
      severity: 'info' as const,
    };
    const severities = findings.length > 0 ? findings.map((f) => f.severity) : [info.severity];
    return {
      ...info,
      severity: severities.sort(compareSeverity)[0] as Severity,
      confidence: first?.confidence,
    };
  });
}

function ruleDescriptor(rule: DescribedRule): object {
  const help = messageText(rule.help || rule.title);
  const score = SECURITY_SEVERITY[rule.severity];
  return {
    id: rule.id,
    name: ruleName(rule.id),
    shortDescription: { text: messageText(rule.title) },
    fullDescription: { text: help },
    help: { text: help },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['security', 'container', rule.id.split('/')[0] ?? rule.id],
      ...(score && { 'security-severity': score }),
      ...(rule.confidence && { precision: PRECISION[rule.confidence] }),
    },
  };
}

/** `config/root-user` -> `ConfigRootUser` */
function ruleName(id: string): string {
  return id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, c: string) => c.toUpperCase());
}

function results(report: CheckReport, rules: readonly DescribedRule[], repository: string): object[] {
  const indexes = new Map(rules.map((rule, i) => [rule.id, i]));
  const seen = new Map<string, number>();
  return report.findings.map((finding) => {
    const score = SECURITY_SEVERITY[finding.severity];
    const identity = fingerprint(finding, repository);
    const times = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, times);
    return {
      ruleId: finding.id,
      ruleIndex: indexes.get(finding.id) ?? -1,
      level: LEVELS[finding.severity],
      message: { text: resultText(finding) },
      locations: locations(finding.locations, repository),
      partialFingerprints: {
        'plimsollFinding/v1': `${identity}:${times}`,
        primaryLocationLineHash: `${identity.slice(0, 16)}:${times}`,
      },
      properties: {
        severity: finding.severity,
        confidence: finding.confidence,
        origin: finding.origin,
        remedy: oneLine(finding.remedy),
        evidence: finding.evidence.map(oneLine),
        ...(score && { 'security-severity': score }),
      },
    };
  });
}

function resultText({ title, message, remedy }: Finding): string {
  return `${messageText(title)}: ${messageText(message)}. To fix: ${messageText(remedy)}`;
}

// The same finding in the next build must have the same fingerprint: no digests, no layer numbers, no tag.
function fingerprint(finding: Finding, repository: string): string {
  const place = finding.locations[0];
  const parts = [repository, finding.id, place?.path ?? null, place?.field ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function locations(places: readonly Location[], repository: string): object[] {
  return (places.length === 0 ? [{}] : places.slice(0, LOCATIONS)).map((place, i) => ({
    ...sarifLocation(place, repository),
    // Once a result: a thousand files of one layer have one long instruction.
    ...(i === 0 && place.layer?.instruction && { message: { text: messageText(place.layer.instruction) } }),
  }));
}

// Findings without a path are about the image; GitHub wants a file all the same, and takes any relative URI.
function sarifLocation({ path, layer, field }: Location, repository: string): object {
  const logical = [
    ...(field === undefined ? [] : [{ name: oneLine(field), kind: 'member' }]),
    ...(layer
      ? [{ name: `layer ${layer.index}`, fullyQualifiedName: oneLine(layer.digest), kind: 'layer' }]
      : []),
  ];
  return {
    physicalLocation: {
      artifactLocation: { uri: pathUri(path || repository) },
      region: { startLine: 1 },
    },
    ...(logical.length > 0 && { logicalLocations: logical }),
  };
}

function invocation(report: CheckReport, rules: readonly DescribedRule[], repository: string): object {
  const indexes = new Map(rules.map((rule, i) => [rule.id, i]));
  const skipped = report.checks
    .filter((check) => check.status === 'skipped')
    .map((check) => ({
      level: 'note',
      message: {
        text: `${messageText(check.title)}: skipped, ${messageText(check.reason ?? 'no reason given')}`,
      },
      associatedRule: {
        id: check.id,
        ...(indexes.has(check.id) && { index: indexes.get(check.id) }),
      },
    }));
  const ended = Date.parse(report.createdAt);
  return {
    executionSuccessful: true,
    ...(!Number.isNaN(ended) && { endTimeUtc: new Date(ended).toISOString() }),
    toolExecutionNotifications: [
      ...report.unknowns.map((u) => unknownNotification(u, repository)),
      ...skipped,
    ],
  };
}

function unknownNotification({ what, why, location }: Unknown, repository: string): object {
  return {
    level: 'warning',
    message: { text: `${messageText(what)}: could not be read, ${messageText(why)}` },
    ...(location && { locations: [sarifLocation(location, repository)] }),
  };
}

function runProperties({ image, verdict, sections }: CheckReport): object {
  return {
    image: {
      reference: oneLine(image.reference),
      digest: oneLine(image.digest),
      manifestDigest: oneLine(image.manifestDigest),
      imageId: oneLine(image.imageId),
      platform: oneLine(image.platform),
    },
    verdict: { ...verdict, policy: oneLine(verdict.policy) },
    notExamined: sections.filter((s) => s.status === 'not examined').map((s) => s.id),
  };
}
