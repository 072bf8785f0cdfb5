import { plural } from '../../../base/text.ts';
import { CYCLONEDX_VERSIONS, cycloneDocument } from '../cyclonedx/write.ts';
import { readCycloneXml } from '../cyclonedx/xml-read.ts';
import { writeCycloneXml } from '../cyclonedx/xml-write.ts';
import type { SbomFormat } from '../format.ts';

export const cyclonedxXml: SbomFormat = {
  name: 'cyclonedx-xml',
  versions: CYCLONEDX_VERSIONS,
  title: 'CycloneDX XML',
  write: (sbom, { version, compact }) => {
    const { document, dropped } = cycloneDocument(sbom, version);
    const { text, replaced } = writeCycloneXml(document, !compact);
    const lost = replaced > 0 ? [`${plural(replaced, 'control character')}, which XML cannot hold`] : [];
    return { text, dropped: [...dropped, ...lost] };
  },
  detects: (head) => /^\uFEFF?\s*</.test(head) && /cyclonedx\.org\/schema\/bom/.test(head),
  read: readCycloneXml,
};
