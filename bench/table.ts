import type { Cost } from './measure.ts';

export interface Row {
  readonly label: string;
  /** Undefined: could not be measured, `note` says why. */
  readonly cost?: Cost;
  readonly note?: string;
  /** What this row is compared with. */
  readonly against?: { readonly name: string; readonly cost: Cost };
  /** The aim, in words, and whether this run met it. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A section as lines of text: absolute figures, ratios, aims. */
export function renderSection(section: Section): string {
  const lines = section.rows.map(renderRow);
  const head = [
    'what'.padEnd(46),
    'wall ms'.padStart(9),
    'min ms'.padStart(9),
    'CPU ms'.padStart(9),
    'RSS MB'.padStart(8),
    '  ratio (wall, CPU)',
  ].join('');
  return [`\n== ${section.title}`, head, ...lines].join('\n');
}

function renderRow(row: Row): string {
  const { cost } = row;
  const figures = cost
    ? [cost.wall, cost.fastest, cost.cpu].map((ms) => ms.toFixed(ms < 100 ? 1 : 0).padStart(9)).join('') +
      (cost.rss > 0 ? (cost.rss / 1e6).toFixed(0) : '-').padStart(8)
    : ' '.repeat(35);
  return [
    row.label.padEnd(46) + figures,
    cost && row.against ? `${ratio(cost, row.against.cost)} of ${row.against.name}` : '',
    row.target ? `aim ${row.target.text}: ${row.target.met ? 'met' : 'MISSED'}` : '',
    row.note ?? '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function ratio(cost: Cost, other: Cost): string {
  const times = (a: number, b: number) => (b > 0 ? `${(a / b).toFixed(2)}x` : '-');
  return `${times(cost.wall, other.wall)}, ${times(cost.cpu, other.cpu)}`;
}
