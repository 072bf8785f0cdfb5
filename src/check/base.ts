import type { ImageConfig } from '../image/config.ts';
import type { BaseImage, Confidence, Origin } from '../report/model.ts';
import { type HistoryLine, readHistory } from './history.ts';

export interface DetectedBase extends BaseImage {
  readonly confidence: Confidence;
  /** History entries that belong to the base, from the start. 0: not known. */
  readonly historyLines: number;
}

/** A published image whose layers we know by heart. */
export interface KnownBase {
  readonly name: string;
  readonly digest?: string;
  readonly diffIds: readonly string[];
}

export interface DetectBaseOptions {
  /** Of the image manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly known?: readonly KnownBase[];
}

type Boundary = Pick<DetectedBase, 'layers' | 'historyLines' | 'evidence' | 'confidence'> & { name?: string };

/**
 * Finds the base image: what the annotations and labels say (image-spec, `org.opencontainers.image.base.*`), then
 * known layers, then where the history shows one Dockerfile end and the next begin. Undefined: no sign of a base.
 */
export function detectBase(
  config: Pick<ImageConfig, 'history' | 'diffIds' | 'runtime'>,
  options: DetectBaseOptions = {},
): DetectedBase | undefined {
  const lines = readHistory(config);
  const said = statedBase(config, options.annotations ?? {});
  const known = knownBase(config, lines, options.known ?? [], said?.digest);
  const boundary = known ?? fromComment(lines) ?? fromCommands(lines);
  const name = said?.name ?? known?.name ?? boundary?.name;
  const digest = said?.digest ?? known?.digest;
  if (!boundary && !said) return undefined;
  const evidence = [said?.evidence, boundary?.evidence].filter(Boolean).join('; ');
  return {
    ...(name && { name }),
    ...(digest && { digest }),
    layers: boundary?.layers ?? 0,
    historyLines: boundary?.historyLines ?? 0,
    evidence,
    confidence: boundary?.confidence ?? 'likely',
  };
}

const NAME_KEY = 'org.opencontainers.image.base.name';
const DIGEST_KEY = 'org.opencontainers.image.base.digest';

function statedBase(
  config: Pick<ImageConfig, 'runtime'>,
  annotations: Readonly<Record<string, string>>,
): { name?: string; digest?: string; evidence: string } | undefined {
  const places: [string, Readonly<Record<string, string>>][] = [
    ['annotation', annotations],
    ['label', config.runtime.labels],
  ];
  for (const [evidence, map] of places) {
    const name = map[NAME_KEY]?.slice(0, 512);
    const digest = /^sha(256|512):[0-9a-f]{64,128}$/.exec(map[DIGEST_KEY] ?? '')?.[0];
    if (name || digest) return { ...(name && { name }), ...(digest && { digest }), evidence };
  }
  return undefined;
}

// Layers are compared by diffID: recompression changes a blob's digest, not what it holds.
function knownBase(
  config: Pick<ImageConfig, 'diffIds'>,
  lines: readonly HistoryLine[],
  known: readonly KnownBase[],
  wanted: string | undefined,
): (Boundary & { name: string; digest?: string }) | undefined {
  const fits = (base: KnownBase): boolean =>
    base.diffIds.length > 0 &&
    base.diffIds.length < config.diffIds.length &&
    base.diffIds.every((id, i) => id === config.diffIds[i]);
  const isWanted = ({ digest }: KnownBase): boolean => digest !== undefined && digest === wanted;
  const best = known
    .filter(fits)
    .sort((a, b) => Number(isWanted(b)) - Number(isWanted(a)) || b.diffIds.length - a.diffIds.length)[0];
  if (!best) return undefined;
  const layers = best.diffIds.length;
  return {
    name: best.name,
    ...(best.digest && { digest: best.digest }),
    layers,
    historyLines: linesOfBase(lines, layers),
    evidence: 'known layers',
    confidence: 'certain',
  };
}

/** buildah notes `FROM name` on the first line that it adds. */
function fromComment(lines: readonly HistoryLine[]): Boundary | undefined {
  const first = lines.findLastIndex((l) => /^FROM \S+$/.test(l.comment));
  const layers = layersBefore(lines, first);
  if (first <= 0 || layers === 0) return undefined;
  const name = (lines[first] as HistoryLine).comment.slice(5).slice(0, 512);
  return { name, layers, historyLines: first, evidence: 'history comment', confidence: 'likely' };
}

/**
 * A Dockerfile ends with CMD or ENTRYPOINT: the last of these that a layer still follows is taken for the base's
 * end. Wrong where someone writes CMD before their last RUN, hence heuristic.
 */
function fromCommands(lines: readonly HistoryLine[]): Boundary | undefined {
  const top = lines.findLastIndex((l) => l.layer !== undefined);
  const isEnd = (l: HistoryLine): boolean => l.instruction === 'CMD' || l.instruction === 'ENTRYPOINT';
  const end = lines.findLastIndex((l, i) => i < top && isEnd(l));
  const layers = layersBefore(lines, end + 1);
  if (end < 0 || layers === 0) return undefined;
  const name = layers === 1 ? nameOfRootfs(lines) : undefined;
  return {
    ...(name && { name }),
    layers,
    historyLines: end + 1,
    evidence: 'history',
    confidence: 'heuristic',
  };
}

/** Docker's official Debian images say how they were made: `# debian.sh --arch 'amd64' out/ 'bookworm' '@…'`. */
function nameOfRootfs(lines: readonly HistoryLine[]): string | undefined {
  const first = lines.find((l) => l.layer === 0)?.args ?? '';
  const suite = /^# debian\.sh .{0,100}'([a-z]{3,20})' '@\d+'/.exec(first)?.[1];
  return suite ? `debian:${suite}` : undefined;
}

function layersBefore(lines: readonly HistoryLine[], end: number): number {
  const next = lines.slice(Math.max(end, 0)).find((l) => l.layer !== undefined)?.layer;
  return end < 0 ? 0 : (next ?? 0);
}

// Metadata lines between the base's last layer and the next one: the base's go on until its CMD or ENTRYPOINT.
function linesOfBase(lines: readonly HistoryLine[], layers: number): number {
  const next = lines.findIndex((l) => l.layer !== undefined && l.layer >= layers);
  const last = lines.findLastIndex((l) => l.layer !== undefined && l.layer < layers);
  const stop = next < 0 ? lines.length : next;
  const end = lines.findLastIndex(
    (l, i) => i > last && i < stop && (l.instruction === 'CMD' || l.instruction === 'ENTRYPOINT'),
  );
  return Math.max(end, last) + 1;
}

/** Whose work each layer is, bottom first. All `unknown` where no base was found. */
export function layerOrigins(base: BaseImage | undefined, layers: number): readonly Origin[] {
  const count = base?.layers ?? 0;
  return Array.from({ length: layers }, (_, i) => (count === 0 ? 'unknown' : i < count ? 'base' : 'yours'));
}

/** The history with each line's origin. `base` may come from elsewhere and know only its layers. */
export function readOwnedHistory(
  config: Pick<ImageConfig, 'history' | 'diffIds'>,
  base: (BaseImage & { readonly historyLines?: number }) | undefined,
): readonly HistoryLine[] {
  if (!base || base.layers === 0) return readHistory(config);
  const end = base.historyLines || linesOfBase(readHistory(config), base.layers);
  return readHistory(config, (index) => (index < end ? 'base' : 'yours'));
}
