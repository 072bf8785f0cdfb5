import { formatPurl } from '../../../codec/purl/index.ts';
import type { EvidenceKind, PackageDraft } from '../../model.ts';

export interface GemIdentity {
  readonly name: string;
  readonly version: string;
  /** `x86_64-linux`, `java`; `ruby` and nothing mean that it runs everywhere. */
  readonly platform?: string | undefined;
  readonly vcsUrl?: string | undefined;
}

/** The fields that every gem has, wherever it was read. */
export function gemDraft(
  { name, version, platform = 'ruby', vcsUrl = '' }: GemIdentity,
  evidence: EvidenceKind,
): PackageDraft {
  const qualifiers = { platform: platform === 'ruby' ? '' : platform, vcs_url: vcsUrl };
  return {
    name,
    version,
    type: 'gem',
    language: 'ruby',
    evidence,
    purl: formatPurl({ type: 'gem', name, ...(version && { version }), qualifiers }),
  };
}
