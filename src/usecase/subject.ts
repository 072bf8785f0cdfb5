// What is checked: an image of any medium, or a bare file system. Both become the same data, so that nothing after this
// asks which it was.
import { digestOf } from '../base/digest.ts';
import { type CheckContext, detectDistribution, type KnownBase } from '../check/index.ts';
import type { Image } from '../image/image.ts';
import { type DirectoryScan, scanDirectory } from '../image/io/scan-directory.ts';
import { FileIndex } from '../image/layers/file-index.ts';
import { readFiles } from '../image/layers/read-files.ts';
import type { LayerScan } from '../image/layers/scan.ts';
import { type ImageWalk, walkImage } from '../image/layers/walk.ts';
import { formatReference, type ImageReference } from '../image/reference.ts';
import type { ImageIdentity, LayerSummary, Unknown } from '../report/model.ts';
import {
  capturedReader,
  contextOf,
  efficiencyOf,
  findBase,
  identify,
  type ReadFile,
  summarizeLayers,
  uncaptured,
} from './examine.ts';
import { keepHeapSmall, letHeapGrow } from './io/heap.ts';
import { layerWorkers } from './io/scan-workers.ts';
import type { Session } from './io/session.ts';
import { READERS } from './readers.ts';

export interface Subject {
  readonly context: CheckContext;
  readonly walk: ImageWalk;
  readonly efficiency: { readonly score: number; readonly wastedBytes: number } | undefined;
  readonly unknowns: readonly Unknown[];
}

/** Looked for behind links too, where a first pass cannot know that they are wanted. */
const ESSENTIAL: readonly string[] = [
  'etc/passwd',
  'etc/group',
  'etc/shadow',
  'etc/os-release',
  'usr/lib/os-release',
  'etc/ld.so.preload',
];
const CAPTURE_BYTES = 1024 * 1024;

export interface ExamineOptions {
  /** False: what later layers hide and waste is not measured; only the report of `check` shows it. */
  readonly measure?: boolean;
}

/** Reads every layer of an image once, or takes it from the cache. */
export async function examineImage(
  session: Session,
  reference: ImageReference,
  image: Image,
  { measure = true }: ExamineOptions = {},
): Promise<Subject> {
  const { scanCache: cache, signal, onProgress, now } = session;
  const elsewhere = await layerWorkers(image, signal);
  keepHeapSmall();
  const walk = await walkImage(image, { readers: READERS, cache, elsewhere, signal, onProgress });
  if (walk.fromCache === image.layers.length) letHeapGrow();
  const read = await fileReader(session, image, walk);
  const base = findBase(image, await knownBases(session, image));
  const hidden = measure ? [...walk.files.hidden()] : [];
  const layers = summarizeLayers(image, walk, base, hidden);
  const identity = identify(reference, image, layers, { base, read, now });
  const efficiency = measure ? efficiencyOf(walk) : undefined;
  return {
    context: contextOf(identity, image.config, walk, hidden, read, now, efficiency),
    walk,
    efficiency: efficiency && { score: efficiency.score, wastedBytes: efficiency.wastedBytes },
    unknowns: layerUnknowns(walk, layers),
  };
}

/** Examines an unpacked root file system, a folder or a single file: there is no configuration to judge. */
export async function examineTree(session: Session, reference: ImageReference): Promise<Subject> {
  const { signal, now } = session;
  const scan = await scanTree(reference, signal);
  const files = new FileIndex();
  files.addLayer(scan.entries);
  files.seal();
  const digest = digestOf(scan.entries);
  const whole: LayerScan = { ...scan, diffId: digest as string as LayerScan['diffId'], compression: 'none' };
  const walk: ImageWalk = { files, scans: [whole], fromCache: 0 };
  const read = capturedReader(files, walk.scans, new Map());
  const identity = identifyTree(reference, whole, digest, detectDistribution(read, now));
  return {
    context: contextOf(identity, undefined, walk, [], read, now),
    walk,
    efficiency: undefined,
    unknowns: scan.unknowns.map((why) => ({ what: reference.input, why })),
  };
}

// A single file may be an archive: then it is the tree that it holds.
async function scanTree(
  { transport, path = '.' }: ImageReference,
  signal: AbortSignal | undefined,
): Promise<DirectoryScan> {
  const options = signal ? { signal } : {};
  if (transport === 'file') {
    const { scanArchive } = await import('../image/io/scan-archive.ts');
    const scan = await scanArchive(path, READERS, options);
    if (scan) return scan;
  }
  return scanDirectory(path, READERS, options);
}

function identifyTree(
  reference: ImageReference,
  scan: LayerScan,
  digest: string,
  distribution: ReturnType<typeof detectDistribution>,
): ImageIdentity {
  const layer: LayerSummary = {
    ...{ index: 1, digest, diffId: digest, mediaType: 'inode/directory', origin: 'yours', wastedBytes: 0 },
    ...{ size: scan.unpackedSize, unpackedSize: scan.unpackedSize, files: scan.entryCount },
    instruction: formatReference(reference),
  };
  return {
    ...{ requested: reference.input, reference: formatReference(reference), transport: reference.transport },
    ...{
      assumptions: reference.assumptions,
      digest,
      manifestDigest: digest,
      imageId: digest,
      madeManifest: true,
    },
    ...{ mediaType: 'inode/directory', platform: 'unknown', platforms: [] },
    ...{ size: scan.unpackedSize, unpackedSize: scan.unpackedSize, layers: [layer], labels: {} },
    ...(distribution && { distribution }),
  };
}

// A store that cannot be read is no reason not to judge an image of somewhere else.
async function knownBases(session: Session, image: Image): Promise<readonly KnownBase[]> {
  if (image.layers.length < 2) return [];
  return session
    .store()
    .known(image.config.diffIds)
    .catch(() => []);
}

async function fileReader(session: Session, image: Image, walk: ImageWalk): Promise<ReadFile> {
  const first = capturedReader(walk.files, walk.scans, new Map());
  const missing = uncaptured(ESSENTIAL, walk.files, first);
  if (missing.length === 0) return first;
  const found = await readFiles(image, walk.files, missing, CAPTURE_BYTES, session.signal);
  return capturedReader(walk.files, walk.scans, found);
}

function layerUnknowns(walk: ImageWalk, layers: readonly LayerSummary[]): Unknown[] {
  return walk.scans.flatMap((scan, i) => {
    const layer = layers[i];
    const location = layer && { layer: { index: layer.index, diffId: layer.diffId, digest: layer.digest } };
    return scan.unknowns.map((why) => ({ what: `layer ${i + 1}`, why, ...(location && { location }) }));
  });
}
