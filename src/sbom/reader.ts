// Catalogers as one reader of layers: each file goes once to whoever wants it; what they say of it is kept by layer.
import { PlimsollError } from '../base/error.ts';
import type { JsonValue } from '../base/json.ts';
import { CaptureArena, ExecutableCapture } from '../codec/executable/index.ts';
import type { LayerEntry, LayerReader, LayerReading } from '../image/layers/types.ts';
import type { Cataloger, ParsedFile, StreamParser } from './cataloger.ts';
import type { PackageDraft } from './model.ts';
import { GlobTable } from './select.ts';

/** What one cataloger said of one file of a layer. JSON. */
export interface FileRecord {
  readonly cataloger: string;
  readonly path: string;
  readonly packages?: readonly PackageDraft[];
  readonly facts?: JsonValue;
  readonly unknowns?: readonly string[];
}

const MAX_UNKNOWNS = 100;

/** The id of the catalogers' results in a layer's scan. */
export function catalogReaderId(catalogers: readonly Cataloger[]): string {
  return `catalog@${catalogers.map((c) => `${c.id}.${c.version}`).join('+')}`;
}

/** @param catalogers see `registry.ts` */
export function catalogReader(catalogers: readonly Cataloger[]): LayerReader<readonly FileRecord[]> {
  const table = new GlobTable<Selected>();
  for (const cataloger of catalogers)
    for (const { glob, bytes, whole } of cataloger.files)
      table.add(glob, { cataloger, bytes, isWhole: whole === true });
  return {
    id: catalogReaderId(catalogers),
    begin: () => new CatalogReading(catalogers, table),
  };
}

interface Selected {
  readonly cataloger: Cataloger;
  readonly bytes: number;
  readonly isWhole: boolean;
}

class CatalogReading implements LayerReading<readonly FileRecord[]> {
  private readonly records: FileRecord[] = [];
  private readonly table: GlobTable<Selected>;
  private readonly streamers: readonly Cataloger[];
  private readonly readsExecutables: readonly Cataloger[];
  /** Of the entry that was offered last. */
  private selected: readonly Selected[] = [];
  private finishStreams: (() => void)[] = [];
  private readonly arena = new CaptureArena();

  constructor(catalogers: readonly Cataloger[], table: GlobTable<Selected>) {
    this.table = table;
    this.streamers = catalogers.filter((c) => c.stream);
    this.readsExecutables = catalogers.filter((c) => c.parseExecutable);
  }

  wants(entry: LayerEntry): number {
    this.endStreams();
    this.selected =
      entry.size > 0 ? this.table.find(entry.path).filter((s) => this.isReadable(s, entry)) : [];
    let bytes = 0;
    for (const s of this.selected) bytes = Math.max(bytes, s.bytes);
    return bytes;
  }

  private isReadable({ cataloger, bytes, isWhole }: Selected, { path, size }: LayerEntry): boolean {
    if (!cataloger.parse) return false;
    if (!isWhole || size <= bytes) return true;
    this.record(cataloger, path, () => ({
      unknowns: [`a file of ${size} bytes is not read, the limit is ${bytes}`],
    }));
    return false;
  }

  take(entry: LayerEntry, bytes: Buffer): void {
    const { path } = entry;
    for (const s of this.selected)
      this.record(s.cataloger, path, () =>
        s.cataloger.parse?.({
          path,
          entry,
          bytes: bytes.subarray(0, s.bytes),
          isCut: entry.size > s.bytes,
        }),
      );
    this.selected = [];
  }

  stream(entry: LayerEntry): ((chunk: Buffer) => void) | undefined {
    if (entry.size === 0) return undefined;
    const writers: ((chunk: Buffer) => void)[] = [];
    for (const cataloger of this.streamers) {
      const parser = cataloger.stream?.(entry);
      if (parser) writers.push(this.guarded(cataloger, entry.path, parser));
    }
    if (mayBeExecutable(entry) && this.readsExecutables.length > 0) writers.push(this.executable(entry));
    if (writers.length === 0) return undefined;
    return (chunk) => {
      for (const write of writers) write(chunk);
    };
  }

  finish(): readonly FileRecord[] {
    this.endStreams();
    return this.records;
  }

  private executable(entry: LayerEntry): (chunk: Buffer) => void {
    const capture = new ExecutableCapture(entry.size, this.arena);
    this.finishStreams.push(() => {
      const executable = capture.finish();
      if (!executable) return;
      for (const cataloger of this.readsExecutables)
        this.record(cataloger, entry.path, () =>
          cataloger.parseExecutable?.({ path: entry.path, entry, executable }),
        );
    });
    return (chunk) => capture.write(chunk);
  }

  private guarded(cataloger: Cataloger, path: string, parser: StreamParser): (chunk: Buffer) => void {
    let failure: unknown;
    this.finishStreams.push(() =>
      this.record(cataloger, path, () => {
        if (failure) throw failure;
        return parser.finish();
      }),
    );
    return (chunk) => {
      if (failure) return;
      try {
        parser.write(chunk);
      } catch (error) {
        failure = error ?? new Error('failed');
      }
    };
  }

  private endStreams(): void {
    if (this.finishStreams.length === 0) return;
    const all = this.finishStreams;
    this.finishStreams = [];
    for (const end of all) end();
  }

  // One odd record must not lose the rest of the report: whatever a parser throws becomes an unknown with a reason.
  private record(cataloger: Cataloger, path: string, parse: () => ParsedFile | undefined): void {
    let parsed: ParsedFile | undefined;
    try {
      parsed = parse();
    } catch (error) {
      parsed = { unknowns: [reasonOf(error)] };
    }
    if (!parsed) return;
    const { packages, facts, unknowns } = parsed;
    if (!packages?.length && facts === undefined && !unknowns?.length) return;
    this.records.push({
      cataloger: cataloger.id,
      path,
      ...(packages?.length && { packages }),
      ...(facts !== undefined && { facts }),
      ...(unknowns?.length && { unknowns: unknowns.slice(0, MAX_UNKNOWNS) }),
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof PlimsollError) return error.message;
  return `it could not be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** Executables carry the bit, or a name that libraries have. */
function mayBeExecutable(entry: LayerEntry): boolean {
  if (entry.size < 128) return false;
  return (entry.mode & 0o111) !== 0 || /\.(so|exe|dll|node|dylib|ko)(\.[0-9.]+)?$/.test(entry.path);
}
