// Every difference from syft that is meant, each with its reason. What no row explains fails the test.

export interface Explained {
  readonly only: 'ours' | 'syft' | 'purl';
  /** One sentence. */
  readonly why: string;
  /** Everything given must hold. */
  readonly inputs?: readonly string[];
  readonly kind?: 'tree' | 'image';
  readonly types?: readonly string[];
  readonly name?: RegExp;
  readonly version?: RegExp;
  /** Of every place it was found at. */
  readonly path?: RegExp;
}

export const EXPLAINED: readonly Explained[] = [];
