import type { JsonValue } from '../../../base/json.ts';
import { isObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { objectOf, textMapOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

const MAX_BYTES = 2 * 1024 * 1024;

/** CocoaPods: what a Podfile was resolved to. */
export const cocoapods: Cataloger = {
  id: 'cocoapods',
  version: 1,
  title: 'CocoaPods (Podfile.lock)',
  evidence: ['declared'],
  files: [{ glob: '**/Podfile.lock', bytes: MAX_BYTES }],
  parse: wholeFile(parseLock),
};

function parseLock({ path, bytes }: CatalogFile): ParsedFile {
  const document = objectOf(parseYaml(bytes.toString('utf8'), path, { maxBytes: MAX_BYTES }));
  const checksums = textMapOf(document['SPEC CHECKSUMS']);
  const pods = Array.isArray(document.PODS) ? document.PODS : [];
  return { packages: pods.flatMap((pod) => podsOf(pod, checksums)) };
}

// `Name (1.0)`, or that with a list of what it needs: `Name/Sub (= 1.0)`.
function podsOf(pod: JsonValue, checksums: Readonly<Record<string, string>>): PackageDraft[] {
  const entries: [string, unknown][] =
    typeof pod === 'string' ? [[pod, []]] : isObject(pod) ? Object.entries(pod) : [];
  return entries.flatMap(([text, needs]) => {
    const match = /^(\S+) \(([^()]+)\)$/.exec(text);
    if (!match) return [];
    const names = (Array.isArray(needs) ? needs : []).flatMap((one) => /^(\S+)/.exec(String(one))?.[1] ?? []);
    return [draftOf(match[1] as string, match[2] as string, names, checksums)];
  });
}

function draftOf(
  name: string,
  version: string,
  requires: readonly string[],
  checksums: Readonly<Record<string, string>>,
): PackageDraft {
  const [pod = name, ...subspec] = name.split('/');
  return {
    name,
    version,
    type: 'pod',
    language: 'swift',
    // A subspec is a part of its pod.
    purl: formatPurl({
      type: 'cocoapods',
      name: pod,
      version,
      ...(subspec.length > 0 && { subpath: subspec.join('/') }),
    }),
    evidence: 'declared',
    requires,
    metadataType: 'cocoa-podfile-lock-entry',
    metadata: { checksum: checksums[name] ?? checksums[pod] ?? '' },
  };
}
