import type { SbomFormat } from '../format.ts';
import { readTagValue } from '../spdx/tag-read.ts';
import { writeTagValue } from '../spdx/tag-write.ts';
import { spdxDocument } from '../spdx/write.ts';

export const spdxTagValue: SbomFormat = {
  name: 'spdx-tag-value',
  versions: ['2.3'],
  title: 'SPDX 2.3 tag-value',
  write: (sbom) => {
    const { document, dropped } = spdxDocument(sbom);
    return { text: writeTagValue(document), dropped };
  },
  detects: (head) => /^(?:\uFEFF)?SPDXVersion:/m.test(head) && !/^\uFEFF?\s*[{<]/.test(head),
  read: readTagValue,
};
