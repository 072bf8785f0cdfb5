import type { RenderOptions } from '../formats.ts';
import { renderDiffMarkdown } from './markdown.ts';
import type { DiffReport } from './model.ts';
import { renderDiffTable } from './table.ts';

export interface DiffFormat {
  readonly name: string;
  render(report: DiffReport, options: RenderOptions): string;
}

/** Every format of `diff`, the default first. */
export const DIFF_FORMATS: readonly DiffFormat[] = [
  {
    name: 'table',
    render: (report, { colour = false, width = 80 }) => renderDiffTable(report, { colour, width }),
  },
  { name: 'json', render: (report) => `${JSON.stringify(report, null, 2)}\n` },
  { name: 'markdown', render: renderDiffMarkdown },
];
