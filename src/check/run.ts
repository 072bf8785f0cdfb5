import { PlimsollError } from '../base/error.ts';
import type { FileNode } from '../image/layers/types.ts';
import { type CheckRun, compareSeverity, type Finding, type Origin, type Unknown } from '../report/model.ts';
import { readOwnedHistory } from './base.ts';
import { type CheckContext, MAX_SELECTED, type Rule, type RuleContext, type Selection } from './model.ts';
import { RULES } from './registry.ts';

export interface RulesResult {
  /** Worst first; of equal severity yours before the base's, then in the order of the rules. */
  readonly findings: readonly Finding[];
  /** One a rule, in the order of the rules. */
  readonly checks: readonly CheckRun[];
  readonly unknowns: readonly Unknown[];
}

/**
 * Runs every rule over an image, with one pass over its files. A rule that throws becomes an unknown and a skipped
 * check, never an error: the others' findings are worth having.
 */
export function runRules(context: CheckContext, rules: readonly Rule[] = RULES): RulesResult {
  const full: RuleContext = {
    ...context,
    read: (path) => context.read(path),
    history: context.config ? readOwnedHistory(context.config, context.identity.base) : [],
  };
  const failures = new Map<Rule, unknown>();
  const selections = selectFiles(context.files.entries(), rules, failures);
  const outcomes = rules.map((rule) =>
    runRule(rule, full, selections.get(rule) ?? EMPTY, failures.get(rule)),
  );
  return {
    findings: sortFindings(outcomes.flatMap((o) => o.findings)),
    checks: outcomes.map((o) => o.run),
    unknowns: outcomes.flatMap((o) => o.unknown ?? []),
  };
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly run: CheckRun;
  readonly unknown?: Unknown;
}

const EMPTY: Selection = { nodes: [], count: 0, bytes: 0 };

function selectFiles(
  nodes: Iterable<FileNode>,
  rules: readonly Rule[],
  failures: Map<Rule, unknown>,
): ReadonlyMap<Rule, Selection> {
  const slots = rules
    .filter((rule) => rule.selects)
    .map((rule) => ({ rule, nodes: [] as FileNode[], count: 0, bytes: 0 }));
  for (const node of nodes)
    for (const slot of slots) {
      if (!wantsNode(slot.rule, node, failures)) continue;
      if (slot.nodes.length < MAX_SELECTED) slot.nodes.push(node);
      slot.count++;
      slot.bytes += node.type === 'file' ? node.size : 0;
    }
  return new Map(slots.map((slot) => [slot.rule, slot]));
}

function wantsNode(rule: Rule, node: FileNode, failures: Map<Rule, unknown>): boolean {
  try {
    return rule.selects?.(node) ?? false;
  } catch (thrown) {
    failures.set(rule, thrown);
    return false;
  }
}

function runRule(rule: Rule, context: RuleContext, selected: Selection, failure: unknown): Outcome {
  const { id, title } = rule;
  if (failure !== undefined) return failed(rule, failure);
  if (rule.needs !== 'files' && !context.config)
    return skipped(rule, 'there is no image configuration: this is a bare file system');
  try {
    const result = rule.check(context, selected);
    if ('skipped' in result) return skipped(rule, result.skipped);
    return { findings: result, run: { id, title, status: result.length > 0 ? 'failed' : 'passed' } };
  } catch (thrown) {
    return failed(rule, thrown);
  }
}

function skipped({ id, title }: Rule, reason: string): Outcome {
  return { findings: [], run: { id, title, status: 'skipped', reason } };
}

// An engine's own error may quote what it choked on, and that may be a secret: only our messages are shown.
function failed(rule: Rule, thrown: unknown): Outcome {
  const name = thrown instanceof Error ? thrown.name : 'something that is no error';
  const why = thrown instanceof PlimsollError ? thrown.message : `the rule failed with ${name}`;
  return { ...skipped(rule, why), unknown: { what: `check ${rule.id}`, why } };
}

const ORIGINS: readonly Origin[] = ['yours', 'unknown', 'base'];

/** Worst first, then yours before the base's; otherwise the order stays. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      compareSeverity(a.severity, b.severity) || ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin),
  );
}
