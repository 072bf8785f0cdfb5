import { formatBytes, plural } from '../../base/text.ts';
import { renderLayersPicture } from '../layers-picture.ts';
import type { CheckReport, LayerSummary } from '../model.ts';
import {
  bytesByOrigin,
  checksSentence,
  countsSentence,
  locationText,
  percent,
  tallyChecks,
} from '../words.ts';
import { html, type Markup } from './markup.ts';

/** The picture of the layers and the table that says the same. */
export function layersSection({ image, efficiency }: CheckReport): Markup | undefined {
  if (image.layers.length === 0) return undefined;
  const score =
    efficiency &&
    html`<small>${percent(efficiency.score)} efficient, ${formatBytes(efficiency.wastedBytes)} wasted</small>`;
  return html`<section aria-labelledby="layers"><h2 id="layers">Layers${score}</h2>
<div class="card"><figure class="picture"><div class="scroll">${renderLayersPicture(image.layers)}</div>${legend(image.layers)}</figure>
<div class="scroll"><table><thead><tr><th scope="col" class="num">#</th><th scope="col">Origin</th><th scope="col" class="num">Stored</th><th scope="col" class="num">Unpacked</th><th scope="col" class="num">Wasted</th><th scope="col" class="num">Files</th><th scope="col">Made by</th></tr></thead>
<tbody>${image.layers.map(layerRow)}</tbody></table></div></div></section>`;
}

function legend(layers: readonly LayerSummary[]): Markup {
  const bytes = bytesByOrigin(layers);
  const entry = (origin: 'base' | 'yours' | 'unknown', word: string): Markup | undefined =>
    bytes[origin] > 0
      ? html`<span><i class="${origin}"></i>${word}, ${formatBytes(bytes[origin])} stored</span>`
      : undefined;
  const wasted =
    layers.some((l) => l.wastedBytes > 0) &&
    html`<span><i class="hatched"></i>hidden by a later layer, still shipped</span>`;
  return html`<figcaption class="legend">${entry('base', 'base image')}${entry('yours', 'yours')}${entry('unknown', 'origin not known')}${wasted}</figcaption>`;
}

function layerRow(layer: LayerSummary): Markup {
  const wasted = layer.wastedBytes > 0 ? formatBytes(layer.wastedBytes) : '–';
  return html`<tr><th scope="row" class="num">${layer.index}</th><td>${layer.origin}</td><td class="num">${formatBytes(layer.size)}</td><td class="num">${formatBytes(layer.unpackedSize)}</td><td class="num">${wasted}</td><td class="num">${layer.files}</td><td class="made"><code>${layer.instruction}</code></td></tr>
`;
}

/** What was looked into, and what was not and why. */
export function sectionsTable({ sections }: CheckReport): Markup | undefined {
  if (sections.length === 0) return undefined;
  const rows = sections.map((s) => {
    const counts = countsSentence(s.counts);
    const state =
      s.status === 'not examined'
        ? html`<td class="state unseen">not examined</td>`
        : counts === ''
          ? html`<td class="state clear">nothing found</td>`
          : html`<td class="state">${counts}</td>`;
    return html`<tr><th scope="row">${s.title}</th>${state}<td class="soft">${s.summary}</td></tr>
`;
  });
  return html`<section aria-labelledby="examined"><h2 id="examined">What was examined</h2>
<div class="card scroll"><table><thead><tr><th scope="col">Section</th><th scope="col">Found</th><th scope="col">Looked at</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** What could not be read, open, because it limits everything else the report says. */
export function unknownsSection({ unknowns }: CheckReport): Markup | undefined {
  if (unknowns.length === 0) return undefined;
  const rows = unknowns.map(
    (u) =>
      html`<tr><th scope="row"><code>${u.what}</code></th><td>${u.why}</td><td class="soft">${u.location && locationText(u.location)}</td></tr>
`,
  );
  return html`<section aria-labelledby="unknowns"><h2 id="unknowns">Could not be read<small>${plural(unknowns.length, 'thing')}</small></h2>
<div class="card scroll"><table><thead><tr><th scope="col">What</th><th scope="col">Why</th><th scope="col">Where</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** Every check by name, folded. */
export function checksSection(report: CheckReport): Markup | undefined {
  if (report.checks.length === 0) return undefined;
  const rank = { skipped: 0, failed: 1, passed: 2 };
  const rows = report.checks
    .toSorted((a, b) => rank[a.status] - rank[b.status])
    .map(
      (c) =>
        html`<tr><th scope="row"><code>${c.id}</code></th><td class="state ${c.status}">${c.status === 'failed' ? 'found something' : c.status}</td><td>${c.title}${c.reason && html` <span class="soft">${c.reason}</span>`}</td></tr>
`,
    );
  return html`<section aria-labelledby="checks"><h2 id="checks">Checks</h2>
<details class="card fold"><summary>${checksSentence(tallyChecks(report))}</summary>
<div class="scroll"><table><thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">About</th></tr></thead><tbody>${rows}</tbody></table></div></details></section>`;
}
