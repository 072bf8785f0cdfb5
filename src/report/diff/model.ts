import type { PackageChange } from '../../sbom/model.ts';

/** One of the two things compared. */
export interface DiffSide {
  readonly requested: string;
  readonly reference: string;
  /** Of the platform's manifest; absent where the side has none. */
  readonly digest?: string;
  readonly platform?: string;
  readonly distribution?: string;
  /** Bytes as stored and unpacked; absent for a bare SBOM. */
  readonly size?: number;
  readonly unpackedSize?: number;
  readonly layers?: number;
  readonly packages: number;
}

/** A field of the configuration whose value differs; absent on the side that has not set it. Secrets blacked out. */
export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

export interface DiffReport {
  readonly schema: 'plimsoll.diff/v1';
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly packages: readonly PackageChange[];
  /** Undefined where a side has no configuration to compare. */
  readonly configuration?: readonly FieldChange[];
  /** Layers that both have, from the bottom, and each side's own above them. Undefined where a side has none. */
  readonly layers?: { readonly shared: number; readonly before: number; readonly after: number };
}
