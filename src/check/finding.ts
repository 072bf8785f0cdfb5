import { printable } from '../base/text.ts';
import type { FileNode } from '../image/layers/types.ts';
import type { Finding, LayerLocation, Location, Origin } from '../report/model.ts';
import type { HistoryLine } from './history.ts';
import type { CheckContext, Rule, RuleContext } from './model.ts';

type Details = Pick<Finding, 'title' | 'message' | 'remedy'> & Partial<Finding>;

const MAX_EVIDENCE_LINES = 40;
const MAX_LOCATIONS = 200;

/** Makes a finding of a rule: its id and severity unless said otherwise, text from the image made safe to print. */
export function createFinding(rule: Pick<Rule, 'id' | 'severity'>, details: Details): Finding {
  const evidence = details.evidence ?? [];
  return {
    id: rule.id,
    severity: details.severity ?? rule.severity,
    confidence: details.confidence ?? 'certain',
    title: details.title,
    message: printable(details.message),
    remedy: printable(details.remedy),
    evidence: cutEvidence(evidence).map((line) => printable(line).slice(0, 1000)),
    locations: (details.locations ?? []).slice(0, MAX_LOCATIONS),
    origin: details.origin ?? 'unknown',
  };
}

function cutEvidence(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_EVIDENCE_LINES) return lines;
  return [...lines.slice(0, MAX_EVIDENCE_LINES), `and ${lines.length - MAX_EVIDENCE_LINES} more`];
}

/** `layer` is 0-based. Undefined for what no layer brought (a bare file system, implied directories). */
export function locateLayer(context: Pick<CheckContext, 'layers'>, layer: number): LayerLocation | undefined {
  const summary = context.layers[layer];
  if (!summary) return undefined;
  const { diffId, digest, instruction } = summary;
  return { index: layer + 1, diffId, digest, ...(instruction && { instruction }) };
}

export function locateFile(
  context: Pick<CheckContext, 'layers'>,
  file: Pick<FileNode, 'path' | 'layer'>,
): Location {
  const layer = locateLayer(context, file.layer);
  return { ...(layer && { layer }), path: file.path };
}

export function locateLine(context: Pick<CheckContext, 'layers'>, line: HistoryLine): Location {
  const layer = line.layer === undefined ? undefined : locateLayer(context, line.layer);
  return { ...(layer && { layer }), field: `history[${line.index}]` };
}

/** Whose the files are: `yours` as soon as one is, for then there is something of yours to fix. */
export function originOfFiles(
  context: Pick<CheckContext, 'layers'>,
  files: readonly Pick<FileNode, 'layer'>[],
): Origin {
  return mergeOrigins(files.map((f) => context.layers[f.layer]?.origin ?? 'unknown'));
}

export function mergeOrigins(origins: readonly Origin[]): Origin {
  if (origins.includes('yours')) return 'yours';
  return origins.includes('base') && !origins.includes('unknown') ? 'base' : 'unknown';
}

/** The last history line with this instruction, which is the one that counts, and whose it is. */
export function setBy(
  context: RuleContext,
  instruction: string,
  field: string,
  matches: (line: HistoryLine) => boolean = () => true,
): {
  readonly origin: Origin;
  readonly locations: readonly Location[];
  readonly evidence: readonly string[];
} {
  const line = context.history.findLast((l) => l.instruction === instruction && matches(l));
  return {
    origin: line?.origin ?? 'unknown',
    locations: line ? [{ field }, locateLine(context, line)] : [{ field }],
    evidence: line ? [`history[${line.index}]: ${line.shown}`] : [],
  };
}

/** Lines such as `layer 1 (base, RUN apt-get install …): usr/bin/su, usr/bin/mount`. */
export function groupByLayer(
  context: Pick<CheckContext, 'layers'>,
  files: readonly FileNode[],
  show: (file: FileNode) => string = (f) => f.path,
  perLayer = 20,
): readonly string[] {
  const groups = new Map<number, FileNode[]>();
  for (const file of files) {
    const group = groups.get(file.layer);
    if (group) group.push(file);
    else groups.set(file.layer, [file]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([layer, members]) => `${nameLayer(context, layer)}: ${listSome(members.map(show), perLayer)}`);
}

function nameLayer(context: Pick<CheckContext, 'layers'>, layer: number): string {
  const summary = context.layers[layer];
  if (!summary) return 'no layer';
  const notes = [summary.origin === 'unknown' ? '' : summary.origin, summary.instruction.slice(0, 60)];
  const note = notes.filter(Boolean).join(', ');
  return `layer ${layer + 1}${note ? ` (${note})` : ''}`;
}

/** `a, b, c and 12 more`. */
export function listSome(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

export function locateFiles(
  context: Pick<CheckContext, 'layers'>,
  files: readonly FileNode[],
): readonly Location[] {
  return files.slice(0, MAX_LOCATIONS).map((f) => locateFile(context, f));
}

/** The part of the path behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
