import { formatBytes } from '../base/text.ts';
import { html, type Markup, trusted } from './html/markup.ts';
import type { LayerSummary, Origin } from './model.ts';

/** One layer's piece of a bar, in the picture's units. */
export interface Segment {
  readonly layer: LayerSummary;
  readonly x: number;
  readonly width: number;
}

const WIDTH = 1000;
const BAR = 44;
/** Units below which a layer could not be seen or pointed at. */
const VISIBLE = 3;
const GAP = 1;
const ROOM_FOR_NUMBER = 22;

const ORIGIN: Readonly<Record<Origin, string>> = {
  base: 'base image',
  yours: 'yours',
  unknown: 'origin not known',
};

/**
 * Lays layers side by side over `width` units in proportion to `bytesOf`. Layers too small to see get a sliver, which the
 * others give up; the widths always add up to `width`.
 */
export function laySegments(
  layers: readonly LayerSummary[],
  bytesOf: (layer: LayerSummary) => number,
  width: number,
): Segment[] {
  const total = layers.reduce((sum, layer) => sum + Math.max(0, bytesOf(layer)), 0);
  const least = Math.min(VISIBLE, width / (2 * Math.max(1, layers.length)));
  const spread = width - least * layers.length;
  let x = 0;
  return layers.map((layer) => {
    const share = total > 0 ? Math.max(0, bytesOf(layer)) / total : 1 / layers.length;
    const segment = { layer, x, width: least + share * spread };
    x += segment.width;
    return segment;
  });
}

/**
 * Draws the layers as an inline SVG of two bars on one scale, as stored and as unpacked, coloured by origin, with what
 * later layers hide hatched, and a tooltip for each. Colours are the page's custom properties.
 */
export function renderLayersPicture(layers: readonly LayerSummary[]): Markup {
  const stored = sum(layers, (l) => l.size);
  const unpacked = sum(layers, (l) => l.unpackedSize);
  const most = Math.max(1, stored, unpacked);
  const wasted = sum(layers, (l) => l.wastedBytes);
  const hidden = wasted > 0 ? `, ${formatBytes(wasted)} of it hidden by later layers` : '';
  return html`<svg class="layers" viewBox="0 0 ${WIDTH} 154" role="img" aria-labelledby="layers-title layers-desc">
<title id="layers-title">Sizes of the layers</title>
<desc id="layers-desc">${formatBytes(stored)} stored and ${formatBytes(unpacked)} unpacked in ${layers.length} layers${hidden}. The table below has the same figures.</desc>
<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7"/><rect class="hatch-line" width="3" height="7"/></pattern></defs>
${bar(
  'stored',
  formatBytes(stored),
  0,
  laySegments(layers, (l) => l.size, (stored / most) * WIDTH),
  () => 0,
)}
${bar(
  'unpacked',
  formatBytes(unpacked) + hidden,
  80,
  laySegments(layers, (l) => l.unpackedSize, (unpacked / most) * WIDTH),
  wastedShare,
)}
</svg>`;
}

function bar(
  name: string,
  figure: string,
  y: number,
  segments: readonly Segment[],
  hatched: (layer: LayerSummary) => number,
): Markup {
  return html`<text class="bar-name" x="0" y="${y + 16}">${name} <tspan class="bar-figure">${figure}</tspan></text>
${segments.map((segment) => piece(segment, y + 26, hatched(segment.layer)))}`;
}

function piece({ layer, x, width }: Segment, y: number, wasted: number): Markup {
  const drawn = Math.max(0.5, width - GAP);
  const shade = layer.index % 2 === 0 ? 'even' : 'odd';
  const hatch =
    wasted > 0 &&
    html`<rect x="${units(x + drawn * (1 - wasted))}" y="${y}" width="${units(drawn * wasted)}" height="${BAR}" fill="url(#hatch)"/>`;
  const number =
    width >= ROOM_FOR_NUMBER &&
    html`<text class="number" x="${units(x + 7)}" y="${y + BAR / 2 + 5}">${layer.index}</text>`;
  return html`<g class="layer ${trusted(layer.origin)} ${shade}"><title>${tooltip(layer)}</title><rect x="${units(x)}" y="${y}" width="${units(drawn)}" height="${BAR}" rx="2"/>${hatch}${number}</g>
`;
}

function tooltip(layer: LayerSummary): Markup {
  const wasted = layer.wastedBytes > 0 ? `, ${formatBytes(layer.wastedBytes)} hidden by later layers` : '';
  return html`Layer ${layer.index} (${ORIGIN[layer.origin]}): ${formatBytes(layer.size)} stored, ${formatBytes(layer.unpackedSize)} unpacked${wasted}, ${layer.files} files
${layer.instruction}`;
}

function wastedShare(layer: LayerSummary): number {
  return layer.unpackedSize > 0 ? Math.min(1, Math.max(0, layer.wastedBytes / layer.unpackedSize)) : 0;
}

function units(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function sum(layers: readonly LayerSummary[], bytesOf: (layer: LayerSummary) => number): number {
  return layers.reduce((total, layer) => total + Math.max(0, bytesOf(layer)), 0);
}
