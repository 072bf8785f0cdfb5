// What a layer's tar holds, as every reader sees it, and the squashed view of several layers.

export type EntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'character' | 'block' | 'fifo';

/** One tar entry, its path made canonical: no leading `/` or `./`, no trailing `/`, no `.` or `..`. `''` is the root. */
export interface LayerEntry {
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid, setgid and sticky: 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content; of a sparse file its full length. */
  readonly size: number;
  /** Seconds since the epoch, fractions kept. */
  readonly mtime: number;
  /** As written for a symlink; canonical like `path` for a hard link. `''` otherwise. */
  readonly linkTarget: string;
  readonly devMajor: number;
  readonly devMinor: number;
  /** `security.capability`, `user.…`: from pax `SCHILY.xattr.*`. */
  readonly xattrs?: ReadonlyMap<string, Buffer>;
}

/** An interested party that sees each entry of a layer once. Its result is JSON, cached by diffID and `id`. */
export interface LayerReader<R = unknown> {
  /** Name and version, `capture@1`: a new version forgets cached results. */
  readonly id: string;
  begin(): LayerReading<R>;
}

export interface LayerReading<R = unknown> {
  /** How many bytes of this file's content it wants, from the start: 0 for none. Whiteouts are not offered. */
  wants(entry: LayerEntry): number;
  /** The content, cut at the number asked for. Called once per wanted entry, before the next entry is offered. */
  take(entry: LayerEntry, bytes: Buffer): void;
  /** Optional: content in chunks as it streams by, for readers that scan rather than keep. */
  stream?(entry: LayerEntry): ((chunk: Buffer) => void) | undefined;
  finish(): R;
}

/** One file as a container would see it. */
export interface FileNode extends LayerEntry {
  /** 0-based index of the layer whose entry won. -1: a directory that no layer mentions but a child implies. */
  readonly layer: number;
  /** A hard link: the path that its content was shipped under. All other fields are those of the content's entry. */
  readonly hardlinkOf?: string;
}

/** The file system of an image (or of its lowest n layers) after whiteouts, without any bytes of content. */
export interface FileView {
  readonly size: number;
  /** The entry at exactly this path; links are not followed. Accepts a leading slash. */
  lookup(path: string): FileNode | undefined;
  /** Follows symbolic links, absolute ones from the image's root and never out of it, bounded. Undefined: dangling or a loop. */
  resolve(path: string): FileNode | undefined;
  /** Names in a directory (links in the directory's own path are followed), sorted by UTF-16 code units. */
  list(path: string): readonly string[];
  /** Every visible entry, parents before children. */
  entries(): Iterable<FileNode>;
}
