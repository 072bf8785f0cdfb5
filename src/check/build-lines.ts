import type { Finding } from '../report/model.ts';
import { createFinding, listSome, locateLine, mergeOrigins } from './finding.ts';
import type { HistoryLine } from './history.ts';
import type { Rule, RuleContext } from './model.ts';
import { parseCommands, type SimpleCommand } from './shell.ts';

/**
 * The history that the image's own author wrote. The base's lines are left out: nobody can fix them in this
 * Dockerfile. Where no base was found all lines count.
 */
export function ownLines(context: RuleContext): readonly HistoryLine[] {
  return context.history.filter((line) => line.origin !== 'base');
}

export interface LineMatch {
  readonly line: HistoryLine;
  /** The part that matched, shown as evidence. */
  readonly what: string;
}

/** Own RUN lines whose commands `match` finds fault with; `match` returns what it found. */
export function matchCommands(
  context: RuleContext,
  match: (command: SimpleCommand, line: HistoryLine) => string | undefined,
): readonly LineMatch[] {
  return ownLines(context)
    .filter((line) => line.instruction === 'RUN')
    .flatMap((line) => {
      const found = parseCommands(line.args).flatMap((command) => match(command, line) ?? []);
      return found.length > 0 ? [{ line, what: listSome([...new Set(found)], 5) }] : [];
    });
}

/** One finding for all lines that matched. */
export function reportLines(
  rule: Rule,
  context: RuleContext,
  matches: readonly LineMatch[],
  details: Pick<Finding, 'title' | 'message' | 'remedy'> & Partial<Finding>,
): readonly Finding[] {
  if (matches.length === 0) return [];
  return [
    createFinding(rule, {
      confidence: 'likely',
      evidence: matches.map(({ line, what }) => `history[${line.index}]: ${what}: ${line.shown}`),
      locations: matches.map(({ line }) => locateLine(context, line)),
      origin: mergeOrigins(matches.map(({ line }) => line.origin)),
      ...details,
    }),
  ];
}
