import type { JsonObject } from '../../../base/json.ts';
import { RPM_TAG, type RpmHeader } from '../../../codec/rpm-header/index.ts';
import type { PackageDraft } from '../../model.ts';
import { filesOf } from './files.ts';

/** What a package is, whether its header said so or a manifest's line. */
export interface RpmIdentity {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** Null where none is given, which is not the same as 0 for everyone who reads it. */
  readonly epoch: number | null;
  readonly architecture: string;
  readonly sourceRpm: string;
  readonly size: number;
  readonly vendor: string;
}

/** `2:1.2.3-4.el9`, as rpm prints it. */
export function evrOf({
  epoch,
  version,
  release,
}: Pick<RpmIdentity, 'epoch' | 'version' | 'release'>): string {
  return `${epoch === null ? '' : `${epoch}:`}${version}${release ? `-${release}` : ''}`;
}

/**
 * The package of a header; undefined for keys of signers, which are kept as packages, and for headers without a name.
 * @throws PlimsollError `malformed`, `limit`
 */
export function packageOfHeader(header: RpmHeader): PackageDraft | undefined {
  const identity = identityOf(header);
  if (!identity || identity.name === 'gpg-pubkey') return undefined;
  const provides = namesOf(header, RPM_TAG.provideName);
  const requires = namesOf(header, RPM_TAG.requireName);
  const license = header.string(RPM_TAG.license);
  const metadata: JsonObject = {
    ...identity,
    // Databases say of every package whether it is part of a module: none is the empty label, not an unknown one.
    modularityLabel: header.string(RPM_TAG.modularityLabel) ?? '',
    ...(provides.length > 0 && { provides }),
    ...(requires.length > 0 && { requires }),
    files: filesOf(header),
  };
  return {
    ...draftOf(identity, metadata),
    ...(license && { licenses: [{ value: license, type: 'declared' }] }),
    requires,
    provides,
    ...textsOf(header),
  };
}

export function draftOf(identity: RpmIdentity, metadata: JsonObject): PackageDraft {
  return {
    name: identity.name,
    version: evrOf(identity),
    type: 'rpm',
    evidence: 'installed',
    metadataType: 'rpm-db-entry',
    metadata,
    ...(identity.vendor && { supplier: `Organization: ${identity.vendor}` }),
  };
}

function identityOf(header: RpmHeader): RpmIdentity | undefined {
  const name = header.string(RPM_TAG.name);
  const version = header.string(RPM_TAG.version);
  if (!name || !version) return undefined;
  return {
    name,
    version,
    epoch: header.integers(RPM_TAG.epoch)?.[0] ?? null,
    architecture: header.string(RPM_TAG.architecture) ?? '',
    release: header.string(RPM_TAG.release) ?? '',
    sourceRpm: header.string(RPM_TAG.sourceRpm) ?? '',
    size: header.integers(RPM_TAG.longSize)?.[0] ?? header.integers(RPM_TAG.size)?.[0] ?? 0,
    vendor: header.string(RPM_TAG.vendor) ?? '',
  };
}

function namesOf(header: RpmHeader, tag: number): string[] {
  return [...new Set(header.strings(tag) ?? [])].sort();
}

function textsOf(header: RpmHeader): { homepage?: string; description?: string } {
  const homepage = header.string(RPM_TAG.url);
  const description = header.string(RPM_TAG.summary);
  return { ...(homepage && { homepage }), ...(description && { description }) };
}
