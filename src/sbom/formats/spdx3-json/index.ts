import { canonicalJson } from '../../../base/json.ts';
import type { SbomFormat } from '../format.ts';
import { readSpdx3 } from './read.ts';
import { spdx3Document } from './write.ts';

export const spdx3Json: SbomFormat = {
  name: 'spdx3-json',
  versions: ['3.0'],
  title: 'SPDX 3.0 JSON-LD',
  write: (sbom, { compact }) => {
    const { document, dropped } = spdx3Document(sbom);
    return { text: `${canonicalJson(document, compact ? undefined : 2)}\n`, dropped };
  },
  detects: (head) => /^\uFEFF?\s*\{/.test(head) && /spdx\.org\/rdf\/3\.[\d.]+\//.test(head),
  read: readSpdx3,
};
