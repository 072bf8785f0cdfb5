import { plural } from '../../base/text.ts';
import type { CheckReport, Finding, Location, Severity } from '../model.ts';
import { sentence } from '../text/clean.ts';
import { displayWidth, truncateEnd, wrap } from '../text/layout.ts';
import type { Paint, Style } from '../text/style.ts';
import { type Cell, type Column, renderTable } from '../text/table.ts';
import { type FindingGroup, groupFindings, locationText, ORIGIN_WORDS } from '../words.ts';
import type { TableContext } from './context.ts';

const WORDS: Readonly<Record<Severity, string>> = {
  critical: 'CRIT',
  high: 'HIGH',
  medium: 'MED',
  low: 'LOW',
  info: 'INFO',
};
/** From here on a finding is one row of a table; below it stands on lines of its own. */
const WIDE_ENOUGH = 110;
const INDENT = 8;
const PLACES_SHOWN = 2;
const INSTRUCTION = 120;

/** The findings, worst first; notes are only counted unless `verbose`. */
export function renderFindings(report: CheckReport, context: TableContext): string[] {
  const { verbose, style } = context;
  const listed = report.findings.filter((f) => verbose || f.severity !== 'info');
  const notes = report.findings.length - listed.length;
  const groups = groupFindings(listed);
  const lines =
    context.width >= WIDE_ENOUGH && !verbose
      ? renderRows(groups, context)
      : groups.flatMap((group) => renderStacked(group, context));
  const said = notes > 0 ? wrap(`${plural(notes, 'note')} not listed (-v)`, context.width - 2) : [];
  const rest = said.map((line) => `  ${style.dim(line)}`);
  return [...lines, ...rest];
}

function paintOf(severity: Severity, style: Style): Paint {
  if (severity === 'critical') return (text) => style.bold(style.magenta(text));
  if (severity === 'high') return (text) => style.bold(style.red(text));
  return severity === 'medium' ? style.yellow : severity === 'low' ? style.blue : style.dim;
}

const COLUMNS: readonly Column[] = [{ min: 4 }, { min: 16 }, { min: 24 }, { min: 24 }];

function renderRows(groups: readonly FindingGroup[], { style, width }: TableContext): string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ first, rest }): Cell[] => [
    { text: WORDS[first.severity], paint: paintOf(first.severity, style) },
    { text: titleOf(first, rest), paint: style.bold },
    {
      text: [sentence(first.message), whereOf(first, rest, false)].filter(Boolean).join(' · '),
      paint: style.dim,
    },
    sentence(first.remedy),
  ]);
  return [renderTable(COLUMNS, rows, { width, indent: 2 })];
}

function renderStacked({ first, rest }: FindingGroup, context: TableContext): string[] {
  const { style, width, verbose } = context;
  const word = paintOf(first.severity, style)(WORDS[first.severity].padEnd(INDENT - 2));
  const title = titleOf(first, rest);
  const fields = onlyFields(first, rest) ? whereOf(first, rest, verbose) : '';
  const message = sentence(first.message) + (fields === '' ? '' : ` (${fields})`);
  const oneRow = INDENT + displayWidth(title) + 2 + displayWidth(message) <= width;
  const head = wrap(title, width - INDENT).map(
    (line, i) => (i === 0 ? `  ${word}` : blank()) + style.bold(line),
  );
  const below = (text: string, paint: Paint = (t) => t): string[] =>
    text === '' ? [] : wrap(text, width - INDENT).map((line) => blank() + paint(line));
  return [
    ...(oneRow ? [`${head[0]}  ${message}`] : [...head, ...below(message)]),
    ...(fields === '' ? below(whereOf(first, rest, verbose), style.dim) : []),
    ...(verbose ? detailsOf(first, rest).flatMap((line) => below(line, style.dim)) : []),
    ...below(`fix: ${sentence(first.remedy)}`, style.green),
  ];
}

function titleOf(first: Finding, rest: readonly Finding[]): string {
  return sentence(rest.length === 0 ? first.title : `${first.title} (${rest.length + 1} times)`);
}

/** Where it comes from: the layers, whose they are, and the paths that the message does not name already. */
function whereOf(first: Finding, rest: readonly Finding[], all: boolean): string {
  const places = [first, ...rest].flatMap((f) => f.locations);
  const named = places.map((p) => placeOf(p, first.message)).filter((text) => text !== '');
  const distinct = [...new Set(named)];
  const shown = all ? distinct : distinct.slice(0, PLACES_SHOWN);
  const more = distinct.length - shown.length;
  const instruction = places.length === 1 ? (places[0]?.layer?.instruction ?? '') : '';
  const made = all ? instruction : truncateEnd(sentence(instruction), INSTRUCTION);
  const origin =
    places.some((p) => p.layer) && first.origin !== 'unknown' ? ` (${ORIGIN_WORDS[first.origin]})` : '';
  const text = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return text === '' ? '' : sentence(`${text}${origin}${made === '' ? '' : `: ${made}`}`);
}

/** Places in the configuration are short enough to follow the message. */
function onlyFields(first: Finding, rest: readonly Finding[]): boolean {
  return [first, ...rest].every((f) => f.locations.every((l) => !l.layer && l.path === undefined));
}

// `config.User` beside "config.User is empty" says nothing new, nor does a path that the message starts with.
function placeOf(location: Location, message: string): string {
  const { layer, path, field } = location;
  const said =
    path !== undefined
      ? path !== '' && message.includes(path)
      : field !== undefined && message.includes(field);
  if (!said) return locationText(location);
  return layer ? `layer ${layer.index}` : '';
}

function detailsOf(first: Finding, rest: readonly Finding[]): string[] {
  const facts = `${first.id} · ${first.confidence}`;
  return [
    facts,
    ...first.evidence.map((line) => `| ${sentence(line)}`),
    ...rest.flatMap((f) => [
      `also ${sentence(f.message)}`,
      ...f.evidence.map((line) => `| ${sentence(line)}`),
    ]),
  ];
}

function blank(): string {
  return ' '.repeat(INDENT);
}
