import { markdownCode, markdownText } from '../markdown-text.ts';
import type { DiffReport, DiffSide } from './model.ts';
import { changesSentence, inOrder, layersSentence, sideSentence, sizeSentence, versionsOf } from './words.ts';

/** For a pull request's comment. Every text from an image is escaped. */
export function renderDiffMarkdown(report: DiffReport): string {
  return [
    `### Image difference: ${changesSentence(report.packages)}`,
    sides(report),
    packageTable(report),
    configurationTable(report),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function sides(report: DiffReport): string {
  const row = (label: string, side: DiffSide): string =>
    `| ${label} | ${markdownCode(side.reference)} | ${markdownText(sideSentence(side))} |`;
  const facts = [
    ['Size', sizeSentence(report)],
    ['Layers', layersSentence(report)],
  ].flatMap(([title, said]) => (said ? [`| ${title} | ${said} | |`] : []));
  return [
    '| | | |',
    '|---|---|---|',
    row('before', report.before),
    row('after', report.after),
    ...facts,
  ].join('\n');
}

function packageTable({ packages }: DiffReport): string {
  if (packages.length === 0) return '';
  const rows = inOrder(packages).map(
    ({ kind, name, type, before, after }) =>
      `| ${kind} | ${markdownCode(name)} | ${type} | ${markdownCode(versionsOf(before))} | ${markdownCode(versionsOf(after))} |`,
  );
  return ['| | package | type | before | after |', '|---|---|---|---|---|', ...rows].join('\n');
}

function configurationTable({ configuration = [] }: DiffReport): string {
  if (configuration.length === 0) return '';
  const cell = (value: string | undefined): string =>
    value === undefined ? '_not set_' : markdownCode(value);
  const rows = configuration.map(
    (c) => `| ${markdownCode(c.field)} | ${cell(c.before)} | ${cell(c.after)} |`,
  );
  return ['| configuration | before | after |', '|---|---|---|', ...rows].join('\n');
}
