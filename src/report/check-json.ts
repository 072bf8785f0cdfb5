import { canonicalJson } from '../base/json.ts';
import type { CheckReport } from './model.ts';
import { quietJson } from './text/clean.ts';

// What people read first comes first; within each, keys are sorted, so that equal reports are equal bytes.
const ORDER: readonly (keyof CheckReport)[] = [
  'schema',
  'plimsollVersion',
  'createdAt',
  'verdict',
  'image',
  'findings',
  'sections',
  'checks',
  'unknowns',
  'efficiency',
  'next',
];

/**
 * Renders the report as one JSON document (`docs/schemas/check.v1.json`), keys in a fixed order, a newline at the end.
 * Characters that a terminal would obey are escaped; parsed, the values are the report's own.
 */
export function renderCheckJson(report: CheckReport): string {
  const members = ORDER.filter((key) => report[key] !== undefined).map(
    (key) => `  ${JSON.stringify(key)}: ${canonicalJson(report[key], 2).replaceAll('\n', '\n  ')}`,
  );
  return `${quietJson(`{\n${members.join(',\n')}\n}`)}\n`;
}
