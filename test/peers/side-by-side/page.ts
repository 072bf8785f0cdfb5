// The comparison as a page of the documentation.
import type { Comparison, ExplainedDifference } from './compare.ts';
import type { Input } from './workshop.ts';

export interface Skipped {
  readonly input: Input;
  readonly reason: string;
}

/** Markdown: a table of every input, then what differs and why, one line for each reason. */
export function comparisonPage(
  syft: string,
  comparisons: readonly Comparison[],
  skipped: readonly Skipped[],
): string {
  const of = (kind: Input['kind']) => comparisons.filter(({ input }) => input.kind === kind);
  return `# Side by side with syft

What plimsoll and syft ${syft} list of the same ${of('image').length} images and ${of('tree').length} source trees. Made by

    node scripts/compare-syft.ts

out of real packages of each ecosystem’s registry; where a tool cannot be had everywhere, lock files are written by hand
as it writes them. \`test/peers/sbom-side-by-side.test.ts\` makes the same comparison and fails on any difference that
is not explained below. A package is its type, name and version; one that is found in two places counts once. Counts
drift when registries publish new releases of indirect dependencies; the explanations do not.

## Images

${table(of('image'))}

## Source trees

${table(of('tree'))}
${notMade(skipped)}
## Every difference, and why

${comparisons.map(reasons).filter(Boolean).join('\n\n')}
`;
}

function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(
    (c) =>
      `| ${c.input.name} | ${c.input.about} | ${c.ours} | ${c.syft} | ${c.both} | ${only(c, 'ours')} | ${only(c, 'syft')} |`,
  );
  return [
    '| input | what it is | plimsoll | syft | both | only plimsoll | only syft |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function only({ explained, unexplained }: Comparison, side: 'ours' | 'syft'): number {
  return [...explained, ...unexplained].filter((d) => d.only === side).length;
}

function notMade(skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return '';
  return `\nNot made where this page was: ${skipped.map(({ input }) => input.name).join(', ')}.\n`;
}

function reasons({ input, explained, unexplained }: Comparison): string {
  const groups = new Map<string, ExplainedDifference[]>();
  for (const d of [...explained, ...unexplained.map((u) => ({ ...u, why: 'NOT EXPLAINED' }))]) {
    const key = `${TITLES[d.only]}: ${d.why}`;
    groups.set(key, [...(groups.get(key) ?? []), d]);
  }
  const lines = [...groups].map(([why, rows]) => `- ${why} (${examples(rows)}).`);
  return lines.length > 0 ? `### ${input.name}\n\n${lines.join('\n')}` : '';
}

const TITLES = { ours: 'Only plimsoll', syft: 'Only syft', purl: 'Another package URL' } as const;
const SHOWN = 6;

function examples(rows: readonly ExplainedDifference[]): string {
  const names = rows.slice(0, SHOWN).map(({ pkg }) => `${pkg.name} ${pkg.version}`.trim());
  const more = rows.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
