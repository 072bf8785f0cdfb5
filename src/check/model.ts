import type { ImageConfig } from '../image/config.ts';
import type { FileNode, FileView, LayerEntry } from '../image/layers/types.ts';
import type { Finding, ImageIdentity, LayerSummary, Severity } from '../report/model.ts';
import type { Efficiency } from './efficiency.ts';
import type { HistoryLine } from './history.ts';

/** A file that one layer ships and a later layer deletes or replaces. */
export interface HiddenFile {
  readonly entry: LayerEntry;
  /** 0-based layers: where it ships, and where it is hidden. */
  readonly layer: number;
  readonly hiddenBy: number;
  readonly how: 'deleted' | 'replaced';
}

/** Everything a rule may look at. Pure data and ports: rules do no IO. */
export interface CheckContext {
  readonly identity: ImageIdentity;
  /** Absent for a bare file system (`rootfs:`, `dir:`). */
  readonly config: ImageConfig | undefined;
  readonly files: FileView;
  readonly layers: readonly LayerSummary[];
  readonly hidden: readonly HiddenFile[];
  /** Content of a small file of the list in `check/captured.ts`, links followed inside the image. Undefined: no such file. */
  read(path: string): Buffer | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** dive's figures, where the layers were measured. */
  readonly efficiency?: Efficiency;
}

/** What a rule gets: the context, and what `runRules` works out once for all rules. */
export interface RuleContext extends CheckContext {
  readonly history: readonly HistoryLine[];
}

/** The entries that a rule selected, in one pass over the file system shared by all rules. */
export interface Selection {
  /** At most {@link MAX_SELECTED}. */
  readonly nodes: readonly FileNode[];
  /** All of them. */
  readonly count: number;
  readonly bytes: number;
}

export const MAX_SELECTED = 10_000;

export interface Rule {
  /** `config/root-user`; also the file's name. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly needs: 'config' | 'files' | 'both';
  /** What and why in two sentences, for documentation and SARIF's help. */
  readonly help: string;
  /** Which visible entries the rule wants to see: cheap, it is asked for every file of the image. */
  selects?(node: FileNode): boolean;
  /** Findings; or a reason why it could not decide, which is shown as skipped. */
  check(context: RuleContext, selected: Selection): readonly Finding[] | { readonly skipped: string };
}
