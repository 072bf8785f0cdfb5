/** How one product is told in a file: the columns of `signatures.data.ts`. */
export interface Signature {
  /** syft's name of the classifier where it has one. */
  readonly class: string;
  /** Base names; `*` for any characters. */
  readonly files: readonly string[];
  /** The component's name. */
  readonly name: string;
  /** Type, namespace and name of its purl; default `generic/NAME`. */
  readonly purl?: string;
  /** `vendor:product` as the NVD has it. */
  readonly cpes?: readonly string[];
  /**
   * Text that the product alone writes, with the group `version`. Read as latin1; must match within {@link REACH}
   * characters, and in no more than a few steps a character.
   */
  readonly banners: readonly RegExp[];
  /** Weaker ones: taken where no banner is found. */
  readonly fallbacks?: readonly RegExp[];
  /** What must also be somewhere in the file. */
  readonly needs?: RegExp;
  /** What must be nowhere in it: the mark of a relative. */
  readonly without?: RegExp;
  /** A version in the base name, with the group `version`: the content must then hold `NUL version… NUL`, or end a path of its sources with it. */
  readonly nameVersion?: RegExp;
  /** The path must match. */
  readonly path?: RegExp;
  /** The name of a shared library that the file needs and that may know the version, as the group `version`. */
  readonly library?: RegExp;
  /** Of several signatures with the same value only the first that matches a file counts. */
  readonly rivals?: string;
  /** Scripts and archives count as well; default only executables and libraries. */
  readonly isText?: boolean;
}

/** The longest run of characters that a pattern may look at. */
export const REACH = 512;
