import { formatPurl } from '../../../codec/purl/index.ts';
import type { PackageDraft } from '../../model.ts';

type Rest = Pick<PackageDraft, 'evidence' | 'requires' | 'metadataType' | 'metadata'>;

/** A crate of crates.io or elsewhere. */
export function crateDraft(name: string, version: string, rest: Rest): PackageDraft {
  return {
    name,
    version,
    type: 'rust-crate',
    language: 'rust',
    purl: formatPurl({ type: 'cargo', name, ...(version && { version }) }),
    ...rest,
  };
}
