import { formatBytes, plural } from '../base/text.ts';
import { type CheckTableOptions, flow, labelled, type TableContext } from './check-table/context.ts';
import { renderFindings } from './check-table/findings.ts';
import { renderLayers } from './check-table/layers.ts';
import type { CheckReport } from './model.ts';
import { sentence } from './text/clean.ts';
import { displayWidth, wrap } from './text/layout.ts';
import { createStyle } from './text/style.ts';
import { type Cell, renderTable } from './text/table.ts';
import {
  ageOf,
  assumptionSentence,
  checksSentence,
  countsSentence,
  locationText,
  percent,
  policySentence,
  shortId,
  supportSentence,
  tallyChecks,
  verdictSentence,
} from './words.ts';

export type { CheckTableOptions } from './check-table/context.ts';

/**
 * Renders the report for people: identity, verdict, what to fix with the worst on top, what was examined and what was
 * not, and the next commands. No line is wider than `width` columns, and no text of the image reaches the terminal
 * unescaped. Ends with a newline.
 */
export function renderCheckTable(report: CheckReport, options: CheckTableOptions): string {
  const context: TableContext = {
    ...options,
    width: Math.max(20, options.width),
    style: createStyle(options),
  };
  const blocks = [
    renderIdentity(report, context),
    renderVerdict(report, context),
    renderFindings(report, context),
    renderSections(report, context),
    [...renderLayers(report, context), ...renderBottom(report, context)],
    renderNext(report, context),
  ];
  const body = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${body.join('\n\n')}\n`;
}

function renderIdentity(report: CheckReport, context: TableContext): string[] {
  const { image } = report;
  const { style, verbose } = context;
  const assumed = assumptionSentence(image);
  const many = image.platforms.length > 1 ? `one of ${image.platforms.length} platforms` : '';
  const facts = [
    verbose ? image.digest : shortId(image.digest),
    image.madeManifest ? 'digest made here: the source keeps none' : '',
    image.created ? `created ${ageOf(image.created, report)}` : 'no creation date',
    `${formatBytes(image.size)} in ${plural(image.layers.length, 'layer')}`,
    image.distribution
      ? `${image.distribution.name} (${supportSentence(image.distribution)})`
      : 'no known distribution',
    image.base ? baseSentence(image.base) : '',
  ];
  const ids = [`image id ${image.imageId}`, `manifest ${image.manifestDigest}`, image.mediaType];
  return [
    ...flow([image.reference, image.platform, many], context.width, [style.bold]),
    ...(assumed ? flow([assumed], context.width, [style.dim]) : []),
    ...flow(facts, context.width, [style.cyan]),
    ...(verbose ? flow(ids, context.width, [style.dim, style.dim, style.dim]) : []),
  ];
}

function baseSentence(base: NonNullable<CheckReport['image']['base']>): string {
  const name = base.name ?? (base.digest ? shortId(base.digest) : 'not named');
  return base.layers > 0
    ? `base ${name} (${plural(base.layers, 'layer')}, by ${base.evidence})`
    : `base ${name} (by ${base.evidence})`;
}

function renderVerdict(report: CheckReport, context: TableContext): string[] {
  const { style, width } = context;
  const fail = report.verdict.status === 'fail';
  const word = fail ? style.onRed(' FAIL ') : style.onGreen(' PASS ');
  const said = wrap(sentence(verdictSentence(report)), width - 8);
  const [first = '', ...more] = said;
  const policy = sentence(`(${policySentence(report.verdict)})`);
  const last = said.at(-1) ?? '';
  const fits = 8 + displayWidth(last) + 2 + displayWidth(policy) <= width;
  const lines = [
    `${word}  ${style.bold(first)}`,
    ...more.map((line) => `        ${style.bold(line)}`),
    ...(fits ? [] : wrap(policy, width - 8).map((line) => `        ${style.dim(line)}`)),
  ];
  return fits ? [...lines.slice(0, -1), `${lines.at(-1)}  ${style.dim(policy)}`] : lines;
}

function renderSections(report: CheckReport, { style, width }: TableContext): string[] {
  if (report.sections.length === 0) return [];
  const rows = report.sections.map((section): Cell[] => {
    if (section.status === 'not examined')
      return [
        { text: section.title, paint: style.dim },
        { text: 'not examined', paint: style.yellow },
        { text: sentence(section.summary), paint: style.dim },
      ];
    const counts = countsSentence(section.counts);
    return [
      section.title,
      counts === '' ? { text: 'nothing found', paint: style.green } : counts,
      { text: sentence(section.summary), paint: style.dim },
    ];
  });
  return [renderTable([{ min: 15 }, { min: 14 }, {}], rows, { width })];
}

/** Efficiency, unknowns and checks: one label each. */
function renderBottom(report: CheckReport, context: TableContext): string[] {
  const { style, verbose } = context;
  const lines: string[] = [];
  if (report.efficiency) {
    const { score, wastedBytes } = report.efficiency;
    const wasted = wastedBytes === 0 ? 'nothing' : formatBytes(wastedBytes);
    lines.push(
      labelled('Efficiency', `${percent(score)}, ${wasted} wasted on what later layers hide`, context),
    );
  }
  if (report.unknowns.length > 0) lines.push(...renderUnknowns(report, context));
  const tally = tallyChecks(report);
  const hint = tally.skipped > 0 && !verbose ? ' (-v says why)' : '';
  lines.push(labelled('Checks', checksSentence(tally) + hint, context));
  const skipped = report.checks.filter((c) => c.status === 'skipped');
  if (verbose)
    lines.push(
      ...skipped.map((c) => labelled('', `${c.id}: ${c.reason ?? 'no reason given'}`, context, style.dim)),
    );
  return lines;
}

const UNKNOWNS_SHOWN = 3;

function renderUnknowns({ unknowns }: CheckReport, context: TableContext): string[] {
  const { style, verbose } = context;
  const shown = verbose ? unknowns : unknowns.slice(0, UNKNOWNS_SHOWN);
  const more = unknowns.length - shown.length;
  return [
    labelled('Not read', plural(unknowns.length, 'thing'), context, style.yellow),
    ...shown.map(({ what, why, location }) => {
      const place = location ? locationText(location) : '';
      const where = place === '' || place.includes(what) ? place : `${what}, ${place}`;
      return labelled('', `${where || what}: ${why}`, context, style.dim);
    }),
    ...(more > 0 ? [labelled('', `and ${more} more (-v)`, context, style.dim)] : []),
  ];
}

function renderNext(report: CheckReport, context: TableContext): string[] {
  return report.next.map((command, i) =>
    labelled(i === 0 ? 'Next' : '', command, context, context.style.cyan),
  );
}
