import { PlimsollError } from '../../base/error.ts';
import { printable } from '../../base/text.ts';
import { offerContent } from '../layers/content.ts';
import { EntryEncoder } from '../layers/entry-codec.ts';
import type { LayerReader, LayerReading } from '../layers/types.ts';
import { type WalkedEntry, type WalkOptions, walkDirectory } from './walk.ts';

/** What a walk over a folder found, in the shape of a layer's scan. */
export interface DirectoryScan {
  readonly entryCount: number;
  /** Bytes of the regular files. */
  readonly unpackedSize: number;
  readonly entries: Buffer;
  /** By reader id. */
  readonly results: Readonly<Record<string, unknown>>;
  readonly unknowns: readonly string[];
}

const UNKNOWNS_KEPT = 1000;

/** Shows a folder, an unpacked root file system or one file to the readers of layers, as {@link walkDirectory} sees it. */
export async function scanDirectory(
  root: string,
  readers: readonly LayerReader[],
  options: Omit<WalkOptions, 'onUnknown'> = {},
): Promise<DirectoryScan> {
  const readings = readers.map((reader) => ({ id: reader.id, reading: reader.begin() }));
  const encoder = new EntryEncoder();
  const unknowns: string[] = [];
  const onUnknown = (what: string): void => {
    if (unknowns.length < UNKNOWNS_KEPT) unknowns.push(what);
  };
  let unpackedSize = 0;
  for await (const walked of walkDirectory(root, { ...options, onUnknown })) {
    encoder.add(walked.entry);
    if (walked.entry.type !== 'file') continue;
    unpackedSize += walked.entry.size;
    await offer(walked, readings, onUnknown);
  }
  return {
    entryCount: encoder.count,
    unpackedSize,
    entries: encoder.finish(),
    results: Object.fromEntries(readings.map(({ id, reading }) => [id, reading.finish()])),
    unknowns,
  };
}

async function offer(
  { entry, open }: WalkedEntry,
  readings: readonly { readonly reading: LayerReading }[],
  onUnknown: (what: string) => void,
): Promise<void> {
  const header = { ...entry, uname: '', gname: '', storedSize: entry.size, linkPath: '', offset: 0 };
  const sink = offerContent(entry, header, readings);
  if (!sink) return;
  try {
    for await (const chunk of open()) sink.write(chunk);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    onUnknown(`${printable(entry.path)}: ${error.message}`);
  }
  // Readers are promised an end also for a file that could be read in part only.
  sink.end();
}
