import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { EvidenceKind, PackageDraft } from '../../model.ts';

/** The name that all spellings of a project's name share (PEP 503). */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

export interface PythonIdentity {
  readonly name: string;
  readonly version: string;
  /** `git+https://…@commit` where it was not taken from an index. */
  readonly vcsUrl?: string | undefined;
  readonly downloadUrl?: string | undefined;
}

/** The fields that every Python package has, wherever it was read. */
export function pythonDraft(
  { name, version, vcsUrl, downloadUrl }: PythonIdentity,
  evidence: EvidenceKind,
  metadataType: string,
  metadata: JsonObject,
): PackageDraft {
  const qualifiers = { vcs_url: vcsUrl ?? '', download_url: vcsUrl ? '' : (downloadUrl ?? '') };
  return {
    name,
    version,
    type: 'python',
    language: 'python',
    evidence,
    metadataType,
    metadata,
    purl: formatPurl({ type: 'pypi', name: normalName(name), ...(version && { version }), qualifiers }),
  };
}
