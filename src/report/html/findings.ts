import { type Finding, type Location, SEVERITIES } from '../model.ts';
import { countBySeverity, type FindingGroup, groupFindings, ORIGIN_WORDS } from '../words.ts';
import { html, type Markup } from './markup.ts';

/** Places and evidence of one finding beyond these are only counted. */
const LISTED = 200;

/** The findings, worst first, each foldable, with one checkbox a severity that hides its kind by style alone. */
export function findingsSection(findings: readonly Finding[]): Markup {
  const groups = groupFindings(findings);
  const none = groups.length === 0 && html`<p class="card quiet">Nothing found in what was examined.</p>`;
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${none || filters(findings)}
${groups.map(findingCard)}</section>`;
}

function filters(findings: readonly Finding[]): Markup {
  const tiles = countBySeverity(findings).map(({ severity, count }) =>
    count === 0
      ? html`<span class="tile none"><b>0</b> ${severity}</span>`
      : html`<label class="tile ${severity}"><input type="checkbox" id="show-${severity}" checked> <b>${count}</b> ${severity}</label>`,
  );
  return html`<fieldset class="tiles"><legend>Show</legend>${tiles}</fieldset>`;
}

function findingCard({ first, rest }: FindingGroup): Markup {
  const all = [first, ...rest];
  const times = rest.length > 0 && html`<small>${all.length} times</small>`;
  const severity = SEVERITIES.includes(first.severity) ? first.severity : 'info';
  const open = (severity === 'critical' || severity === 'high') && html` open`;
  return html`<details class="finding card ${severity}"${open}>
<summary><span class="chip">${severity}</span><div><h3>${first.title}${times}</h3><p>${first.message}</p></div></summary>
<div class="body"><p class="fix"><b>Fix</b> ${first.remedy}</p>
<dl class="proof">${proof(all, first)}</dl></div>
</details>
`;
}

function proof(all: readonly Finding[], first: Finding): Markup[] {
  const rows: [string, Markup | undefined][] = [
    ['Also', list(all.slice(1).map((f) => html`${f.message}`))],
    ['Where', list(all.flatMap((f) => f.locations.map(place)))],
    ['Evidence', evidence(all.flatMap((f) => f.evidence))],
    [
      'Rule',
      html`<code>${first.id}</code> <span class="soft">${first.confidence}, ${ORIGIN_WORDS[first.origin]}</span>`,
    ],
  ];
  return rows.flatMap(([name, value]) => (value ? [html`<dt>${name}</dt><dd>${value}</dd>`] : []));
}

function list(items: readonly Markup[]): Markup | undefined {
  if (items.length === 0) return undefined;
  const more = items.length > LISTED && html`<li class="soft">and ${items.length - LISTED} more</li>`;
  const shown = items.slice(0, LISTED).map((item) => html`<li>${item}</li>`);
  return html`<ul class="places">${shown}${more}</ul>`;
}

function place({ layer, path, field }: Location): Markup {
  const what = path !== undefined ? `/${path}` : field;
  const named = what !== undefined && html`<code>${what}</code> `;
  const where = layer && html`<span class="soft">layer ${layer.index}</span>`;
  const made = layer?.instruction && html`<span class="by mono">${layer.instruction}</span>`;
  return html`${named}${where}${made}`;
}

function evidence(lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  const more = lines.length > LISTED && html`and ${lines.length - LISTED} more`;
  const shown = lines.slice(0, LISTED).map((line) => html`${line}\n`);
  return html`<pre>${shown}${more}</pre>`;
}
