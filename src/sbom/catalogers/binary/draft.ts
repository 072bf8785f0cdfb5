import { formatPurl } from '../../../codec/purl/index.ts';
import type { PackageDraft } from '../../model.ts';
import type { Signature } from './signature.ts';

/** A product as a component. */
export function draftOf(signature: Signature, version: string): PackageDraft {
  const parts = (signature.purl ?? `generic/${signature.name}`).split('/');
  const [type = 'generic', name = ''] = [parts.shift(), parts.pop()];
  const namespace = parts.join('/');
  return {
    name: signature.name,
    version,
    type: 'binary',
    evidence: 'embedded',
    purl: formatPurl({ type, name, version, ...(namespace && { namespace }) }),
    cpes: (signature.cpes ?? []).map((product) => `cpe:2.3:a:${product}:${cpeVersion(version)}:*:*:*:*:*:*`),
    metadataType: 'binary-signature',
    metadata: { matches: [{ classifier: signature.class }] },
  };
}

// Java 8 has its update in a field of its own: 1.8.0_352-b08.
function cpeVersion(version: string): string {
  const [, primary, update] = /^(1\.\d\.0)_(\d+)/.exec(version) ?? [];
  return primary ? `${primary}:update${update}` : `${quoted(version)}:*`;
}

function quoted(text: string): string {
  return text.replace(/[^\w.-]/g, '\\$&');
}
