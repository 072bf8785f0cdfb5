import type { Sbom } from '../model.ts';

/** A reader's answer: the document, and what plimsoll's own model has no place for, each said once. */
export interface ReadDocument {
  readonly sbom: Sbom;
  readonly dropped: readonly string[];
}

/** A writer's answer: the text, and what the format had no place for, each said once. */
export interface Written {
  readonly text: string;
  readonly dropped: readonly string[];
}

export interface WriteOptions {
  /** Columns for tables. */
  readonly width?: number;
  readonly colour?: boolean;
  /** Compact JSON has no line breaks. */
  readonly compact?: boolean;
}

/** One SBOM format. Pure: documents in, text out, and the reverse. */
export interface SbomFormat {
  /** As given to `-o`: `cyclonedx-json`. */
  readonly name: string;
  /** `1.7`: the versions it can write, the default first; chosen by `-o cyclonedx-json@1.5`. */
  readonly versions?: readonly string[];
  readonly title: string;
  write(sbom: Sbom, options: WriteOptions & { readonly version?: string | undefined }): Written;
  /** True when the first 64 KiB look like this format; cheap. */
  detects?(head: string): boolean;
  /** @throws PlimsollError `malformed`, `limit` */
  read?(bytes: Uint8Array, where: string): ReadDocument;
}
