// The one shape of every cataloger: it names files by glob, reads each once as it streams by (bytes in, data out, no IO),
// and may look at all that was read once the layers are squashed.
import type { JsonValue } from '../base/json.ts';
import type { Executable } from '../codec/executable/index.ts';
import type { LayerEntry } from '../image/layers/types.ts';
import type { DistributionRecord, EvidenceKind, PackageDraft } from './model.ts';

export interface FileSelector {
  /**
   * `**\/lib/dpkg/status`: `**\/` once, at the start; `*` within one path segment; `{a,b}` alternatives. Relative to the
   * image's root.
   */
  readonly glob: string;
  /** The most bytes of such a file that the parser wants, from its start. */
  readonly bytes: number;
  /** A part of it is of no use: a longer file is not held at all, and becomes an unknown. */
  readonly whole?: true;
}

export interface CatalogFile {
  /** Canonical, as the layer has it. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly entry: LayerEntry;
  /** True when the file is longer than `bytes`. */
  readonly isCut: boolean;
}

export interface ExecutableFile {
  readonly path: string;
  readonly entry: LayerEntry;
  readonly executable: Executable;
}

export interface ParsedFile {
  readonly packages?: readonly PackageDraft[];
  /** Anything that `complete` needs of this file. JSON: it is cached by layer. */
  readonly facts?: JsonValue;
  /** Reasons why parts of it could not be read; what could be read is still given. */
  readonly unknowns?: readonly string[];
}

/** Reads a file in chunks, for what is too large to hold. */
export interface StreamParser {
  write(chunk: Buffer): void;
  finish(): ParsedFile;
}

export interface Cataloger {
  /** The ecosystem's name, also the folder's: `dpkg`. */
  readonly id: string;
  /** Part of the cache key: another number forgets results of earlier versions. */
  readonly version: number;
  /** For the support matrix in docs: what is read, in words a user knows. */
  readonly title: string;
  /** Kinds of evidence it can give. */
  readonly evidence: readonly EvidenceKind[];
  readonly files: readonly FileSelector[];
  /** @throws PlimsollError when nothing of the file could be read: it becomes an unknown */
  parse?(file: CatalogFile): ParsedFile;
  /** Every ELF, PE or Mach-O file, whatever its name. */
  parseExecutable?(file: ExecutableFile): ParsedFile;
  /** Files to read in chunks; undefined: not this one. Asked for every file: must be cheap. */
  stream?(entry: LayerEntry): StreamParser | undefined;
  /** Joins what single files said: gives the final drafts of this cataloger. Pure. */
  complete?(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[];
}

/** A draft and the visible file that it was read from. */
export interface FoundPackage {
  readonly draft: PackageDraft;
  /** Canonical path in the squashed view. */
  readonly path: string;
  /** 0-based layer that holds the file. */
  readonly layer: number;
}

/** What `complete` may look at: the facts of its own cataloger, and names (never content) of the file system. */
export interface CatalogView {
  readonly distribution: DistributionRecord | undefined;
  /** Facts of a visible file, links followed. */
  facts(path: string): JsonValue | undefined;
  /** Every visible file of this cataloger that gave facts. */
  allFacts(): Iterable<readonly [path: string, facts: JsonValue]>;
  exists(path: string): boolean;
  /** The canonical path behind links; undefined: dangling. */
  resolve(path: string): string | undefined;
  list(folder: string): readonly string[];
  /** 0-based layer that a visible path is from, for packages that are a folder and no file. */
  layerOf(path: string): number;
}
