import { formatAge } from '../base/text.ts';
import type {
  Assumption,
  CheckReport,
  Distribution,
  Finding,
  ImageIdentity,
  LayerSummary,
  Location,
  Origin,
  Section,
  Severity,
  Verdict,
} from './model.ts';
import { compareSeverity, SEVERITIES } from './model.ts';

// The sentences that the table, Markdown and HTML share. They carry the image's text as it is: each format makes it safe.

/** `you said "nginx": registry, library/ and :latest were assumed`; undefined when nothing was. */
export function assumptionSentence(image: ImageIdentity): string | undefined {
  if (image.assumptions.length === 0) return undefined;
  const parts = image.assumptions.map(assumptionWord);
  return `you said "${image.requested}": ${joinWords(parts)} ${parts.length === 1 ? 'was' : 'were'} assumed`;
}

function assumptionWord({ what, value }: Assumption): string {
  if (what === 'namespace') return `${value.replace(/\/$/, '')}/`;
  return what === 'tag' ? `:${value}` : value;
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `sha256:63b44e8d…e7e94`, and whatever is not a digest as it stands. */
export function shortId(digest: string): string {
  return /^sha(256|512):[0-9a-f]{64,}$/.test(digest) ? `${digest.slice(0, 15)}…${digest.slice(-5)}` : digest;
}

/** `12 days ago`, counted from the report's own time; `long ago (1970-01-01)` for dates that builders use as none. */
export function ageOf(created: string, report: Pick<CheckReport, 'createdAt'>): string {
  const then = Date.parse(created);
  const now = Date.parse(report.createdAt);
  if (Number.isNaN(then) || Number.isNaN(now)) return `at ${created}`;
  return then < Date.parse('1990-01-01') ? 'at no known date' : formatAge(then, now);
}

/** `supported until 2028-06-30`, `END OF LIFE since …`, or that nothing is known. */
export function supportSentence({ endOfLife }: Distribution): string {
  if (!endOfLife) return 'no data on its end of support';
  return endOfLife.past ? `past end of life since ${endOfLife.date}` : `supported until ${endOfLife.date}`;
}

/** What the verdict means in one line, never more than was examined. */
export function verdictSentence(report: CheckReport): string {
  const { verdict } = report;
  if (verdict.status === 'fail')
    return `${verdict.failing} ${verdict.failing === 1 ? 'thing' : 'things'} to fix before this ships`;
  const rest = report.findings.filter((f) => f.severity !== 'info').length;
  if (verdict.failOn === 'none')
    return rest === 0 ? 'nothing found' : `${rest} found, none was asked to fail`;
  const lesser = rest === 0 ? 'nothing found' : `nothing at ${verdict.failOn} or above, ${rest} below`;
  return report.sections.some((s) => s.status === 'not examined')
    ? `${lesser}, in what was examined`
    : lesser;
}

/** `policy: default, fails on high or worse` */
export function policySentence(verdict: Verdict): string {
  const fails =
    verdict.failOn === 'none'
      ? 'fails on nothing'
      : verdict.failOn === 'critical'
        ? 'fails on critical'
        : `fails on ${verdict.failOn} or worse`;
  return `policy: ${verdict.policy}, ${fails}`;
}

/** `1 high · 3 low`, severities first and worst first, zeros left out. */
export function countsSentence(counts: Section['counts']): string {
  const rank = (name: string): number => {
    const at = SEVERITIES.indexOf(name as Severity);
    return at < 0 ? SEVERITIES.length : at;
  };
  return Object.entries(counts)
    .filter(([, n]) => n !== 0)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, n]) => `${n} ${name}`)
    .join(' · ');
}

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
  yours: 'your layer',
  base: 'base image',
  unknown: 'layer',
};

/** `etc/passwd in layer 2`, `config.User`, … one place, as short as it can be. */
export function locationText(location: Location): string {
  const place = location.path !== undefined ? `/${location.path}` : location.field;
  if (!location.layer) return place ?? '';
  return place === undefined ? `layer ${location.layer.index}` : `${place} in layer ${location.layer.index}`;
}

/** Findings of one rule and severity, told once. */
export interface FindingGroup {
  readonly first: Finding;
  readonly rest: readonly Finding[];
}

/** Puts findings that share rule, severity and title together, worst first, else in the order given. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings.toSorted((a, b) => compareSeverity(a.severity, b.severity))) {
    const key = JSON.stringify([finding.severity, finding.id, finding.title]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].map(([first, ...rest]) => ({ first: first as Finding, rest }));
}

export interface SeverityCount {
  readonly severity: Severity;
  readonly count: number;
}

/** How many findings of each severity, worst first, zeros included. */
export function countBySeverity(findings: readonly Finding[]): SeverityCount[] {
  return SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((f) => f.severity === severity).length,
  }));
}

export interface CheckTally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function tallyChecks(report: CheckReport): CheckTally {
  const count = (status: string): number => report.checks.filter((c) => c.status === status).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** `10 made: 4 passed, 6 failed · 1 skipped` */
export function checksSentence({ passed, failed, skipped }: CheckTally): string {
  const all = passed + failed;
  const made =
    failed === 0 ? `all ${all} passed` : `${all} made: ${passed} passed, ${failed} found something`;
  return skipped === 0 ? made : `${made} · ${skipped} skipped`;
}

/** `90.1 %` */
export function percent(score: number): string {
  return `${(score * 100).toFixed(1)} %`;
}

/** Bytes of the base image's layers and of the others. */
export function bytesByOrigin(layers: readonly LayerSummary[]): Readonly<Record<Origin, number>> {
  const sum = (origin: Origin): number =>
    layers.reduce((total, l) => total + (l.origin === origin ? l.size : 0), 0);
  return { yours: sum('yours'), base: sum('base'), unknown: sum('unknown') };
}
