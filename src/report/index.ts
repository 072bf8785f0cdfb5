export { renderCheckJson } from './check-json.ts';
export { type CheckTableOptions, renderCheckTable } from './check-table.ts';
export { DIFF_FORMATS, type DiffFormat } from './diff/formats.ts';
export type { DiffReport, DiffSide, FieldChange } from './diff/model.ts';
export {
  type FormatName,
  findFormat,
  REPORT_FORMATS,
  type RenderOptions,
  type ReportFormat,
} from './formats.ts';
export { renderHtml } from './html.ts';
export { renderLayersPicture } from './layers-picture.ts';
export { renderMarkdown } from './markdown.ts';
export * from './model.ts';
export { type RuleInfo, renderSarif } from './sarif.ts';
export { oneLine } from './text/clean.ts';
export { displayWidth, padEnd, padStart, truncateEnd, truncateMiddle, wrap } from './text/layout.ts';
export { createStyle, type Paint, type Style, type TextOptions } from './text/style.ts';
export { type Cell, type Column, renderTable, type TableOptions } from './text/table.ts';
