import { renderCheckJson } from './check-json.ts';
import { renderCheckTable } from './check-table.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { CheckReport } from './model.ts';
import { type RuleInfo, renderSarif } from './sarif.ts';

export type FormatName = 'table' | 'json' | 'sarif' | 'markdown' | 'html';

export interface RenderOptions {
  /** For `table`: escape sequences for colours. Default false. */
  readonly colour?: boolean;
  /** For `table`: columns of the terminal. Default 80. */
  readonly width?: number;
  /** For `table`: list what is otherwise counted. Default false. */
  readonly verbose?: boolean;
  /** For `sarif`: what the rules that ran are about. */
  readonly rules?: readonly RuleInfo[];
}

export interface ReportFormat {
  readonly name: FormatName;
  /** Of a file name, with the dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** The whole document, a newline at its end. */
  render(report: CheckReport, options?: RenderOptions): string;
}

/** Every format of `check`, the default first. A new format is one line here and one file beside it. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  {
    name: 'table',
    extension: '.txt',
    mediaType: 'text/plain; charset=utf-8',
    render: (report, { colour = false, width = 80, verbose = false } = {}) =>
      renderCheckTable(report, { colour, width, verbose }),
  },
  {
    name: 'json',
    extension: '.json',
    mediaType: 'application/json',
    render: (report) => renderCheckJson(report),
  },
  {
    name: 'sarif',
    extension: '.sarif',
    mediaType: 'application/sarif+json',
    render: (report, { rules = [] } = {}) => renderSarif(report, rules),
  },
  {
    name: 'markdown',
    extension: '.md',
    mediaType: 'text/markdown; charset=utf-8',
    render: (report) => renderMarkdown(report),
  },
  {
    name: 'html',
    extension: '.html',
    mediaType: 'text/html; charset=utf-8',
    render: (report) => renderHtml(report),
  },
];

/** The format of that name, or undefined. */
export function findFormat(name: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format.name === name);
}
