import { formatBytes, plural } from '../base/text.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import type { CheckReport, Finding, Location, Severity } from './model.ts';
import {
  ageOf,
  assumptionSentence,
  checksSentence,
  countsSentence,
  type FindingGroup,
  groupFindings,
  locationText,
  ORIGIN_WORDS,
  percent,
  policySentence,
  supportSentence,
  tallyChecks,
  verdictSentence,
} from './words.ts';

const MARKS: Readonly<Record<Severity, string>> = {
  critical: '🟣 critical',
  high: '🔴 high',
  medium: '🟠 medium',
  low: '🔵 low',
  info: '⚪ info',
};
/** A comment on GitHub holds 65536 characters. */
const COMMENT = 65_000;
/** Rows of a table beyond these are counted only. */
const ROWS = 30;
const LAYERS = 130;
const PLACES = 3;
const EVIDENCE = 20;

/**
 * Renders the report as GitHub-flavoured Markdown for a pull request's comment: verdict, a table of what to fix, the
 * rest folded away. Nothing from the image can add structure, HTML, links or mentions.
 */
export function renderMarkdown(report: CheckReport): string {
  const next = report.next.length > 0 ? `**Next**\n\n${markdownBlock(report.next, 'sh')}` : '';
  const stamp = `<sub>plimsoll ${markdownText(report.plimsollVersion)} · ${markdownText(report.createdAt)}</sub>`;
  const above = [heading(report), identity(report), findingsTable(report), sectionsTable(report)];
  const folded = [evidenceDetails(report), checksDetails(report), layersDetails(report)];
  const below = [next, stamp];
  const kept = folded.filter((_, i) => sizeOf([...above, ...folded.slice(0, i + 1), ...below]) < COMMENT);
  const cut = kept.length < folded.length ? ['_Some details did not fit into a comment._'] : [];
  return `${[...above, ...kept, ...cut, ...below].filter((block) => block !== '').join('\n\n')}\n`;
}

function sizeOf(blocks: readonly string[]): number {
  return blocks.reduce((size, block) => size + block.length + 2, 0);
}

function heading(report: CheckReport): string {
  const mark = report.verdict.status === 'fail' ? '❌ FAIL' : '✅ PASS';
  return `## ${mark}: ${markdownText(verdictSentence(report))}`;
}

function identity(report: CheckReport): string {
  const { image, verdict } = report;
  const assumed = assumptionSentence(image);
  const facts = [
    `${formatBytes(image.size)} in ${plural(image.layers.length, 'layer')}`,
    image.created ? `created ${ageOf(image.created, report)}` : 'no creation date',
    image.distribution
      ? `${image.distribution.name} (${supportSentence(image.distribution)})`
      : 'no known distribution',
    ...(image.base?.name ? [`base ${image.base.name} (by ${image.base.evidence})`] : []),
    policySentence(verdict),
  ];
  return [
    `${markdownCode(image.reference)} · ${markdownCode(image.platform)} · ${markdownCode(image.digest)}`,
    facts.map(markdownText).join(' · '),
    ...(assumed ? [`<sub>${markdownText(assumed)}</sub>`] : []),
  ].join('  \n');
}

function findingsTable({ findings }: CheckReport): string {
  const listed = findings.filter((f) => f.severity !== 'info');
  const notes = findings.length - listed.length;
  const groups = groupFindings(listed);
  const rows = groups.slice(0, ROWS).map(findingRow);
  const more = [
    ...(groups.length > ROWS ? [`${groups.length - ROWS} more kinds of finding`] : []),
    ...(notes > 0 ? [plural(notes, 'note')] : []),
  ];
  return [
    ...(rows.length > 0 ? [table(['Severity', 'What', 'Where', 'How to fix'], rows)] : []),
    ...(more.length > 0 ? [`_and ${more.join(', ')}_`] : []),
  ].join('\n\n');
}

function findingRow({ first, rest }: FindingGroup): string[] {
  const times = rest.length > 0 ? ` (${rest.length + 1} times)` : '';
  const places = [...new Set([first, ...rest].flatMap((f) => f.locations.map(placeCode)))].filter(Boolean);
  const more = places.length > PLACES ? `and ${places.length - PLACES} more` : '';
  return [
    MARKS[first.severity],
    `${boldTitle(first)}${times}<br>${markdownText(first.message)}`,
    [...places.slice(0, PLACES), more].filter(Boolean).join('<br>'),
    markdownText(first.remedy),
  ];
}

function boldTitle({ title, id }: Finding): string {
  return `**${markdownText(title) || markdownText(id)}**`;
}

function placeCode(location: Location): string {
  const place = location.path !== undefined ? `/${location.path}` : location.field;
  const layer = location.layer ? `layer ${location.layer.index}` : '';
  return [place === undefined ? '' : markdownCode(place), layer].filter(Boolean).join(', ');
}

function sectionsTable({ sections }: CheckReport): string {
  if (sections.length === 0) return '';
  const rows = sections.map((s) => [
    markdownText(s.title),
    s.status === 'not examined'
      ? '_not examined_'
      : markdownText(countsSentence(s.counts) || 'nothing found'),
    markdownText(s.summary),
  ]);
  return table(['Section', 'Found', ''], rows);
}

function evidenceDetails({ findings }: CheckReport): string {
  const lines = groupFindings(findings).flatMap(({ first, rest }) => {
    const all = [first, ...rest];
    const evidence = all.flatMap((f) => f.evidence);
    const made = first.locations[0]?.layer?.instruction;
    const facts = [
      `- ${MARKS[first.severity]} ${boldTitle(first)} ${markdownCode(first.id)}, ${first.confidence}, ${ORIGIN_WORDS[first.origin]}`,
      ...all.slice(0, EVIDENCE).map((f) => item(markdownText(f.message))),
      ...evidence.slice(0, EVIDENCE).map((line) => item(markdownCode(line))),
      ...(made ? [item(`made by ${markdownCode(made)}`)] : []),
    ];
    const more = Math.max(0, all.length - EVIDENCE) + Math.max(0, evidence.length - EVIDENCE);
    return more > 0 ? [...facts, `  - and ${more} more`] : facts;
  });
  return lines.length === 0
    ? ''
    : details(`Evidence of ${plural(findings.length, 'finding')}`, lines.join('\n'));
}

// An empty item would make a heading of the line above it.
function item(text: string): string {
  return `  - ${text || '–'}`;
}

function layersDetails({ image, efficiency }: CheckReport): string {
  if (image.layers.length === 0) return '';
  const rows = image.layers
    .slice(0, LAYERS)
    .map((l) => [
      String(l.index),
      l.origin,
      formatBytes(l.size),
      formatBytes(l.unpackedSize),
      l.wastedBytes > 0 ? formatBytes(l.wastedBytes) : '',
      markdownCode(l.instruction),
    ]);
  const score = efficiency ? `, ${percent(efficiency.score)} efficient` : '';
  return details(
    `${plural(image.layers.length, 'layer')}, ${formatBytes(image.size)}${score}`,
    table(['#', 'Origin', 'Size', 'Unpacked', 'Wasted', 'Made by'], rows),
  );
}

function checksDetails(report: CheckReport): string {
  const skipped = report.checks.filter((c) => c.status === 'skipped');
  const lines = [
    ...skipped.map((c) => `- skipped ${markdownCode(c.id)}: ${markdownText(c.reason ?? 'no reason given')}`),
    ...report.unknowns.map(({ what, why, location }) => {
      const place = location ? ` (${markdownText(locationText(location))})` : '';
      return `- could not read ${markdownCode(what)}${place}: ${markdownText(why)}`;
    }),
    ...report.checks.filter((c) => c.status !== 'skipped').map((c) => `- ${c.status} ${markdownCode(c.id)}`),
  ];
  const unread = report.unknowns.length > 0 ? ` · ${plural(report.unknowns.length, 'thing')} not read` : '';
  return lines.length === 0
    ? ''
    : details(`Checks: ${checksSentence(tallyChecks(report))}${unread}`, lines.join('\n'));
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The summary is ours; a blank line on either side lets Markdown work inside. */
function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
