import { formatBytes, plural } from '../base/text.ts';
import { findingsSection } from './html/findings.ts';
import { html, type Markup, markupText, trusted } from './html/markup.ts';
import { checksSection, layersSection, sectionsTable, unknownsSection } from './html/sections.ts';
import { STYLE } from './html/style.data.ts';
import type { CheckReport, ImageIdentity } from './model.ts';
import { ageOf, assumptionSentence, policySentence, supportSentence, verdictSentence } from './words.ts';

// The page holds text from images that attackers made. Should an escape ever fail, the browser still runs no script,
// loads nothing and sends nothing.
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A circle cut by a line: the load mark of ships. */
const MARK = trusted(
  `<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="10" fill="none" stroke="currentColor" stroke-width="3"/><path d="M2 16h28" stroke="currentColor" stroke-width="3"/></svg>`,
);

/**
 * Renders the report as one HTML page that needs nothing else: no script, no request, light and dark, printable. Every
 * text is escaped. The findings fold and are filtered by style alone.
 */
export function renderHtml(report: CheckReport): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="plimsoll ${report.plimsollVersion}">
<title>${report.verdict.status === 'fail' ? 'FAIL' : 'PASS'} ${report.image.reference} · plimsoll check</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#findings">To the findings</a>
<div class="page">
<header><div class="top">${MARK}<b>plimsoll</b> check <time datetime="${report.createdAt}">${report.createdAt.replace('T', ' ').replace('Z', ' UTC')}</time></div></header>
<main>
${hero(report)}
${findingsSection(report.findings)}
${layersSection(report)}
${sectionsTable(report)}
${unknownsSection(report)}
${checksSection(report)}
${nextSection(report.next)}
</main>
<footer>plimsoll ${report.plimsollVersion} · this page describes ${report.image.digest} and holds for nothing else</footer>
</div>
</body>
</html>
`;
  return markupText(page);
}

function hero(report: CheckReport): Markup {
  const { image, verdict } = report;
  const status = verdict.status === 'fail' ? 'fail' : 'pass';
  const assumed = assumptionSentence(image);
  return html`<section class="hero card" aria-labelledby="image">
<div class="name"><h1 id="image" class="mono">${image.reference}</h1>${assumed && html`<p>${assumed}</p>`}</div>
<div class="verdict ${status}"><span class="word">${status.toUpperCase()}</span><b>${verdictSentence(report)}</b><span class="soft">${policySentence(verdict)}</span></div>
<dl class="facts">${facts(report).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
<div class="wide"><dt>Digest${image.madeManifest && ' (made here: the source keeps no manifest)'}</dt><dd><code>${image.digest}</code></dd></div>
${image.manifestDigest !== image.digest && html`<div class="wide"><dt>Manifest for ${image.platform}</dt><dd><code>${image.manifestDigest}</code></dd></div>`}
<div class="wide"><dt>Image id</dt><dd><code>${image.imageId}</code></dd></div></dl>
</section>`;
}

function facts(report: CheckReport): [string, Markup][] {
  const { image } = report;
  const many =
    image.platforms.length > 1 && html` <span class="soft">one of ${image.platforms.length}</span>`;
  return [
    ['Platform', html`${image.platform}${many}`],
    [
      'Created',
      image.created
        ? html`<span title="${image.created}">${ageOf(image.created, report)}</span>`
        : html`not said`,
    ],
    [
      'Size',
      html`${formatBytes(image.size)} <span class="soft">in ${plural(image.layers.length, 'layer')}, ${formatBytes(image.unpackedSize)} unpacked</span>`,
    ],
    ['Distribution', distribution(image)],
    ['Base image', base(image)],
  ];
}

function distribution({ distribution }: ImageIdentity): Markup {
  if (!distribution) return html`<span class="soft">none known</span>`;
  return html`${distribution.name}<br><span class="soft">${supportSentence(distribution)}</span>`;
}

function base({ base }: ImageIdentity): Markup {
  if (!base) return html`<span class="soft">not known</span>`;
  const layers = base.layers > 0 ? `${plural(base.layers, 'layer')}, ` : '';
  return html`${base.name ?? base.digest ?? 'not named'}<br><span class="soft">${layers}by ${base.evidence}</span>`;
}

function nextSection(next: readonly string[]): Markup | undefined {
  if (next.length === 0) return undefined;
  const items = next.map((command) => html`<li><code>${command}</code></li>`);
  return html`<section aria-labelledby="next"><h2 id="next">Next</h2><ul class="next">${items}</ul></section>`;
}
