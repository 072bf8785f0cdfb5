import { createStyle, type Style, type TextOptions } from '../text/style.ts';
import { type Cell, renderTable } from '../text/table.ts';
import type { DiffReport, DiffSide } from './model.ts';
import { changesSentence, inOrder, layersSentence, sideSentence, sizeSentence, versionsOf } from './words.ts';

const UNSET = '(not set)';

/** For people, at most `width` columns; what an image says is made safe for a terminal. */
export function renderDiffTable(
  report: DiffReport,
  options: TextOptions & { readonly width: number },
): string {
  const style = createStyle(options);
  const { width } = options;
  const blocks = [
    renderTable(
      [{}, { fit: 'middle' }, {}],
      [side('before', report.before, style), side('after', report.after, style)],
      { width },
    ),
    renderTable([{ min: 15 }, {}], summaryRows(report, style), { width }),
    packageTable(report, style, width),
    configurationTable(report, style, width),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function side(label: string, one: DiffSide, style: Style): Cell[] {
  return [{ text: label, paint: style.dim }, { text: one.reference, paint: style.bold }, sideSentence(one)];
}

function summaryRows(report: DiffReport, style: Style): Cell[][] {
  const rows: [string, string | undefined][] = [
    ['Packages', changesSentence(report.packages)],
    ['Configuration', report.configuration && changesSentenceOf(report.configuration.length)],
    ['Layers', layersSentence(report)],
    ['Size', sizeSentence(report)],
  ];
  return rows.map(([title, said]) => [
    title,
    said ?? { text: 'not compared: one side has none', paint: style.dim },
  ]);
}

function changesSentenceOf(count: number): string {
  return count === 0 ? 'no difference' : `${count} changed`;
}

function packageTable({ packages }: DiffReport, style: Style, width: number): string {
  if (packages.length === 0) return '';
  const paint = { added: style.green, removed: style.red, changed: style.yellow };
  const rows = inOrder(packages).map(({ kind, name, type, before, after }): Cell[] => [
    { text: kind, paint: paint[kind] },
    name,
    type,
    versionsOf(before),
    versionsOf(after),
  ]);
  const columns = [
    { title: '', min: 8 },
    { title: 'PACKAGE', fit: 'middle' as const },
    { title: 'TYPE', min: Number.POSITIVE_INFINITY },
    { title: 'BEFORE' },
    { title: 'AFTER' },
  ];
  return renderTable(columns, rows, { width, header: style.bold });
}

function configurationTable({ configuration = [] }: DiffReport, style: Style, width: number): string {
  if (configuration.length === 0) return '';
  const rows = configuration.map(({ field, before, after }): Cell[] => [
    field,
    before ?? { text: UNSET, paint: style.dim },
    after ?? { text: UNSET, paint: style.dim },
  ]);
  const columns = [{ title: 'CONFIGURATION' }, { title: 'BEFORE' }, { title: 'AFTER' }];
  return renderTable(columns, rows, { width, header: style.bold });
}
