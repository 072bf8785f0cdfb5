import { formatBytes, plural } from '../../base/text.ts';
import type { CheckReport, LayerSummary, Origin } from '../model.ts';
import { sentence } from '../text/clean.ts';
import { wrap } from '../text/layout.ts';
import type { Paint, Style } from '../text/style.ts';
import { type Cell, renderTable } from '../text/table.ts';
import { bytesByOrigin } from '../words.ts';
import { flow, LABEL, type TableContext } from './context.ts';

const SHOWN = 5;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** One line that sums the layers up, then a bar for each large one; all of them with `verbose`. */
export function renderLayers({ image }: CheckReport, context: TableContext): string[] {
  const { style, width, verbose } = context;
  if (image.layers.length === 0) return [];
  const shown = verbose ? image.layers : largest(image.layers);
  const most = Math.max(1, ...image.layers.map((l) => l.size));
  const bar = Math.min(24, Math.max(4, Math.floor(width / 5)));
  const rows = shown.map((layer): Cell[] => [
    String(layer.index),
    { text: formatBytes(layer.size), paint: style.bold },
    { text: renderBar(layer.size / most, bar), paint: colourOf(layer.origin, style) },
    { text: sentence(layer.instruction), paint: style.dim },
  ]);
  const table = renderTable(
    [
      { align: 'right', min: 3 },
      { align: 'right', min: 7 },
      { min: bar, fit: 'end' },
      { fit: 'end', min: 4 },
    ],
    rows,
    { width, indent: 2 },
  );
  return [...summaryLines(image.layers, context), table, ...smaller(image.layers, shown, context)];
}

function summaryLines(layers: readonly LayerSummary[], { style, width }: TableContext): string[] {
  const bytes = bytesByOrigin(layers);
  const shown = (['base', 'yours'] as const).filter((origin) => bytes[origin] > 0);
  const lines = flow(
    shown.map((origin) => `■ ${origin} ${formatBytes(bytes[origin])}`),
    width - LABEL,
    shown.map((origin) => colourOf(origin, style)),
  );
  const label = style.bold('Layers');
  if (lines.length === 0) return [label];
  return lines.map((line, i) => (i === 0 ? label + ' '.repeat(LABEL - 6) : ' '.repeat(LABEL)) + line);
}

function largest(layers: readonly LayerSummary[]): readonly LayerSummary[] {
  if (layers.length <= SHOWN) return layers;
  const kept = new Set(layers.toSorted((a, b) => b.size - a.size || a.index - b.index).slice(0, SHOWN - 1));
  return layers.filter((l) => kept.has(l));
}

function smaller(
  all: readonly LayerSummary[],
  shown: readonly LayerSummary[],
  { style, width }: TableContext,
): string[] {
  const rest = all.filter((l) => !shown.includes(l));
  if (rest.length === 0) return [];
  const bytes = rest.reduce((total, l) => total + l.size, 0);
  const text = `${plural(rest.length, 'smaller layer')}, ${formatBytes(bytes)}`;
  return wrap(text, width - 7).map((line) => ' '.repeat(7) + style.dim(line));
}

function renderBar(share: number, width: number): string {
  const eighths = Math.max(1, Math.round(Math.min(1, share) * width * 8));
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '');
}

function colourOf(origin: Origin, style: Style): Paint {
  return origin === 'base' ? style.blue : origin === 'yours' ? style.yellow : style.dim;
}
