// What an SBOM says, whatever it was read from and whatever it is written as. Plain data: it crosses threads and files.
import type { JsonObject } from '../base/json.ts';
import type { Origin } from '../report/model.ts';

/** How we know: put there by an installer, asked for by a lock file or manifest, or found inside another file. */
export const EVIDENCE_KINDS = ['installed', 'declared', 'embedded'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export interface PackageLicense {
  /** As the package's author wrote it; a text's first line is never put here. */
  readonly value: string;
  /** A valid SPDX expression, where the value is one or maps to one without doubt. */
  readonly spdxExpression?: string;
  /** Declared by the author, or concluded from a licence text. */
  readonly type: 'declared' | 'concluded';
  readonly urls?: readonly string[];
  /** The file it was read from, no leading slash. */
  readonly path?: string;
}

export interface PackageLocation {
  /** Canonical, no leading slash. */
  readonly path: string;
  /** 0-based index of the layer that holds the file; absent where the source has no layers. */
  readonly layer?: number;
  readonly evidence: 'primary' | 'supporting';
}

/** The layer and instruction that first brought a package and kept it. */
export interface Introduction {
  /** 0-based. */
  readonly layer: number;
  readonly instruction?: string;
  readonly origin: Origin;
}

/** What a cataloger found, before it is known who owns it and what it is called in the document. */
export interface PackageDraft {
  readonly name: string;
  /** As its own tools print it, epoch included: `1:2.3-4`. `''` where it has none. */
  readonly version: string;
  /** syft's name of the kind, see {@link PackageType}. */
  readonly type: PackageType;
  /** syft's name of the language, `''` for none. */
  readonly language?: string;
  readonly purl?: string;
  readonly cpes?: readonly string[];
  readonly licenses?: readonly PackageLicense[];
  readonly evidence: EvidenceKind;
  /** syft-json's `metadataType` and `metadata`: the ecosystem's own record, in the field names that consumers know. */
  readonly metadataType?: string;
  readonly metadata?: JsonObject;
  /** Further files that speak for it (md5sums, RECORD, copyright), canonical. */
  readonly supporting?: readonly string[];
  /** Files it put there, canonical: what makes it an owner. */
  readonly files?: readonly string[];
  /** Names it needs and gives, resolved among the packages of one `scope`; its own name is always given. */
  readonly requires?: readonly string[];
  readonly provides?: readonly string[];
  /** What its `requires` are resolved within; default the file it was read from. */
  readonly scope?: string;
  /** A place inside the file it was read from: `a.war:WEB-INF/lib/b.jar`. */
  readonly virtualPath?: string;
  /** SPDX says who made it; `Person: …` or `Organization: …`. */
  readonly supplier?: string;
  readonly homepage?: string;
  readonly description?: string;
}

export interface Package extends Omit<PackageDraft, 'requires' | 'provides' | 'scope' | 'files'> {
  /** 16 hex digits from its content, the same on every run. */
  readonly id: string;
  /** The cataloger's id. */
  readonly foundBy: string;
  readonly language: string;
  readonly purl: string;
  readonly cpes: readonly string[];
  readonly licenses: readonly PackageLicense[];
  readonly locations: readonly PackageLocation[];
  /** Id of the operating system package whose files these are. */
  readonly ownedBy?: string;
  readonly introduced?: Introduction;
}

export type RelationshipType =
  | 'contains'
  | 'dependency-of'
  | 'ownership-by-file-overlap'
  | 'evident-by'
  | 'described-by';

/** Read as syft-json does: `from` is the parent. `dependency-of`: `from` is needed by `to`. */
export interface Relationship {
  readonly from: string;
  readonly to: string;
  readonly type: RelationshipType;
}

/** os-release, and what stands in for it. */
export interface DistributionRecord {
  readonly id: string;
  readonly name: string;
  readonly prettyName: string;
  readonly idLike: readonly string[];
  readonly version?: string;
  readonly versionId?: string;
  readonly versionCodename?: string;
  readonly variantId?: string;
  readonly buildId?: string;
  readonly imageId?: string;
  readonly homeUrl?: string;
  readonly supportUrl?: string;
  readonly bugReportUrl?: string;
  readonly cpeName?: string;
}

export interface ImageSourceRecord {
  readonly userInput: string;
  /** The configuration's digest. */
  readonly imageId: string;
  readonly manifestDigest: string;
  readonly mediaType: string;
  readonly tags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly size: number;
  readonly layers: readonly {
    readonly mediaType: string;
    readonly diffId: string;
    readonly digest: string;
    readonly size: number;
  }[];
  /** Base64 of the very bytes. */
  readonly manifest: string;
  readonly config: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly os: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface SbomSource {
  readonly id: string;
  readonly name: string;
  /** Of an image its manifest digest. */
  readonly version: string;
  readonly type: 'image' | 'directory' | 'file' | 'unknown';
  /** The path of a directory or file. */
  readonly path?: string;
  readonly image?: ImageSourceRecord;
}

export interface SbomUnknown {
  readonly path: string;
  readonly layer?: number;
  readonly cataloger: string;
  readonly reason: string;
}

export interface Sbom {
  readonly tool: { readonly name: string; readonly version: string };
  /** RFC 3339; SOURCE_DATE_EPOCH where set. */
  readonly created: string;
  readonly source: SbomSource;
  readonly distribution?: DistributionRecord;
  /** Sorted by name, version, type, id. */
  readonly packages: readonly Package[];
  /** Sorted; ids of packages, `source.id`, and for `evident-by` paths. */
  readonly relationships: readonly Relationship[];
  readonly unknowns: readonly SbomUnknown[];
  readonly scope: 'squashed' | 'all-layers';
}

/** What happened to a package between two documents. */
export interface PackageChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly name: string;
  readonly type: PackageType;
  /** Versions only one side has, sorted; several where a package is there several times. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** syft's package types, which grype and others switch on. */
export type PackageType =
  | 'alpm'
  | 'apk'
  | 'binary'
  | 'bitnami'
  | 'cocoapods'
  | 'conan'
  | 'conda'
  | 'cran' // written as R-package
  | 'dart-pub'
  | 'deb'
  | 'deno'
  | 'dotnet'
  | 'erlang-otp'
  | 'gem'
  | 'github-action'
  | 'github-action-workflow'
  | 'go-module'
  | 'graalvm-native-image'
  | 'hackage'
  | 'helm'
  | 'hex'
  | 'homebrew'
  | 'java-archive'
  | 'jenkins-plugin'
  | 'linux-kernel'
  | 'linux-kernel-module'
  | 'lua-rocks'
  | 'msrc-kb'
  | 'nix'
  | 'npm'
  | 'opam'
  | 'opkg'
  | 'otp'
  | 'php-composer'
  | 'php-pear'
  | 'php-pecl'
  | 'pod'
  | 'portage'
  | 'python'
  | 'R-package'
  | 'rpm'
  | 'rust-crate'
  | 'snap' // syft calls a snap itself deb
  | 'swift'
  | 'swiplpack'
  | 'terraform'
  | 'UnknownPackage'
  | 'vcpkg'
  | 'wordpress-plugin';
