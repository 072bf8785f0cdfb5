import { canonicalJson } from '../../../base/json.ts';
import { readCycloneJson } from '../cyclonedx/read.ts';
import { CYCLONEDX_VERSIONS, cycloneDocument } from '../cyclonedx/write.ts';
import type { SbomFormat } from '../format.ts';

export const cyclonedxJson: SbomFormat = {
  name: 'cyclonedx-json',
  versions: CYCLONEDX_VERSIONS,
  title: 'CycloneDX JSON',
  write: (sbom, { version, compact }) => {
    const { document, dropped } = cycloneDocument(sbom, version);
    return { text: `${canonicalJson(document, compact ? undefined : 2)}\n`, dropped };
  },
  detects: (head) =>
    /^\uFEFF?\s*\{/.test(head) &&
    (/"bomFormat"\s*:\s*"CycloneDX"/i.test(head) || /cyclonedx\.org\/schema\//.test(head)),
  read: readCycloneJson,
};
