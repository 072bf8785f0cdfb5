// The one finding model: every examiner (configuration, files, secrets, packages, vulnerabilities, signatures, policy)
// produces these, and every output format prints them.

import type { Assumption } from '../image/reference.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type Confidence = 'certain' | 'likely' | 'heuristic';
/** Whose work brought it: the image's own layers, its base image's, or not known. */
export type Origin = 'yours' | 'base' | 'unknown';

export interface LayerLocation {
  /** 1-based, bottom first. */
  readonly index: number;
  readonly diffId: string;
  readonly digest: string;
  /** The history line that made it, cleaned of builder noise. */
  readonly instruction?: string;
}

export interface Location {
  readonly layer?: LayerLocation;
  /** In the image, no leading slash. */
  readonly path?: string;
  /** In the image's configuration or manifest: `config.User`, `history[3]`. */
  readonly field?: string;
}

export interface Finding {
  /** Stable: `config/root-user`. Also the rule's id. */
  readonly id: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Three or four words: `runs as root`. */
  readonly title: string;
  /** The fact in one sentence, no full stop: `config.User is empty`. */
  readonly message: string;
  /** The shortest way out: a command or an edit. */
  readonly remedy: string;
  /** What was seen, a line each, never a secret's value. */
  readonly evidence: readonly string[];
  readonly locations: readonly Location[];
  readonly origin: Origin;
}

export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** A rule that ran (or could not), so that the report claims only what was checked. */
export interface CheckRun {
  readonly id: string;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
}

export interface LayerSummary {
  readonly index: number;
  readonly digest: string;
  readonly diffId: string;
  readonly mediaType: string;
  /** Bytes as stored and as unpacked. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: number;
  readonly instruction: string;
  readonly origin: Origin;
  /** Bytes of this layer that a later layer overwrites or deletes. */
  readonly wastedBytes: number;
}

export type { Assumption } from '../image/reference.ts';

export interface ImageIdentity {
  /** As given on the command line. */
  readonly requested: string;
  /** As resolved, in full. */
  readonly reference: string;
  readonly transport: string;
  readonly assumptions: readonly Assumption[];
  readonly digest: string;
  /** The platform manifest's digest where `digest` is an index's. */
  readonly manifestDigest: string;
  /** The configuration's digest: docker's image id. */
  readonly imageId: string;
  /** The digest was computed here, because the medium keeps no manifest. */
  readonly madeManifest: boolean;
  readonly mediaType: string;
  readonly platform: string;
  readonly platforms: readonly string[];
  readonly created?: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly layers: readonly LayerSummary[];
  readonly distribution?: Distribution;
  readonly base?: BaseImage;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Distribution {
  readonly id: string;
  readonly version?: string;
  /** `Debian GNU/Linux 12 (bookworm)` */
  readonly name: string;
  /** `data` says where the date comes from; absent when no data was at hand. */
  readonly endOfLife?: { readonly date: string; readonly past: boolean; readonly data: string };
}

export interface BaseImage {
  readonly name?: string;
  readonly digest?: string;
  /** Layers that belong to it, from the bottom. 0: not known. */
  readonly layers: number;
  /** `annotation`, `label`, `history`, … */
  readonly evidence: string;
}

/** A part of the report that this version or this run did not look into says so here, rather than nothing. */
export interface Section {
  readonly id:
    | 'packages'
    | 'vulnerabilities'
    | 'configuration'
    | 'files'
    | 'secrets'
    | 'signatures'
    | 'policy';
  readonly title: string;
  readonly status: 'examined' | 'not examined';
  /** One line for people; why not, where not examined. */
  readonly summary: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** What could not be read: counted, shown, fatal with --strict. */
export interface Unknown {
  readonly what: string;
  readonly why: string;
  readonly location?: Location;
}

export interface Verdict {
  readonly status: 'pass' | 'fail';
  readonly policy: string;
  /** The lowest severity that fails. */
  readonly failOn: Severity | 'none';
  /** Findings at or above it. */
  readonly failing: number;
}

export interface CheckReport {
  readonly schema: 'plimsoll.check/v1';
  readonly plimsollVersion: string;
  /** RFC 3339; SOURCE_DATE_EPOCH where set. */
  readonly createdAt: string;
  readonly image: ImageIdentity;
  readonly verdict: Verdict;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly sections: readonly Section[];
  readonly checks: readonly CheckRun[];
  readonly unknowns: readonly Unknown[];
  /** dive's figures. */
  readonly efficiency?: { readonly score: number; readonly wastedBytes: number };
  /** Next commands worth typing. */
  readonly next: readonly string[];
}
