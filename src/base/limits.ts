const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/** Safety limits on everything that comes from outside. Sizes in bytes. Each has a test that trips it. */
export interface Limits {
  /** A manifest, index or image configuration (registries refuse far less). */
  readonly documentBytes: number;
  /** Nesting of JSON documents. */
  readonly jsonDepth: number;
  /** One layer, uncompressed. */
  readonly layerBytes: number;
  /** Uncompressed bytes per compressed byte, enforced past {@link ratioGraceBytes}. */
  readonly ratio: number;
  readonly ratioGraceBytes: number;
  /** Entries of one layer. */
  readonly layerEntries: number;
  /** Layers of one image. overlayfs stops at 500, most runtimes at 127. */
  readonly imageLayers: number;
  /** One pax header or GNU long name. */
  readonly tarMetaBytes: number;
  /** One path in a tar. Linux stops at 4096. */
  readonly pathBytes: number;
  /** Symbolic links followed while one path is resolved (Linux: 40). */
  readonly symlinks: number;
  /** Indexes inside indexes. */
  readonly indexDepth: number;
  readonly indexEntries: number;
}

export const DEFAULT_LIMITS: Limits = {
  documentBytes: 8 * MiB,
  jsonDepth: 64,
  layerBytes: 64 * GiB,
  ratio: 1100,
  ratioGraceBytes: 1 * GiB,
  layerEntries: 5_000_000,
  imageLayers: 512,
  tarMetaBytes: 1 * MiB,
  pathBytes: 4096,
  symlinks: 40,
  indexDepth: 4,
  indexEntries: 4096,
};
