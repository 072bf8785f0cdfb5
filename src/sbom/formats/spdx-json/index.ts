import { canonicalJson } from '../../../base/json.ts';
import type { SbomFormat } from '../format.ts';
import { readSpdxJson } from '../spdx/read.ts';
import { spdxDocument } from '../spdx/write.ts';

export const spdxJson: SbomFormat = {
  name: 'spdx-json',
  versions: ['2.3'],
  title: 'SPDX 2.3 JSON',
  write: (sbom, { compact }) => {
    const { document, dropped } = spdxDocument(sbom);
    return { text: `${canonicalJson(document, compact ? undefined : 2)}\n`, dropped };
  },
  detects: (head) =>
    /^\uFEFF?\s*\{/.test(head) && /"spdxVersion"\s*:|"SPDXID"\s*:|"dataLicense"\s*:\s*"CC0-1\.0"/.test(head),
  read: readSpdxJson,
};
