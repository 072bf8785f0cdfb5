import type { SbomFormat } from '../format.ts';
import { readSyftJson } from './read.ts';
import { writeSyftJson } from './write.ts';

/** What syft writes and grype reads. */
export const syftJson: SbomFormat = {
  name: 'syft-json',
  title: "syft's JSON, read by grype and others",
  write: writeSyftJson,
  detects: (head) =>
    /^\uFEFF?\s*\{/.test(head) &&
    /"artifact(s|Relationships)"\s*:\s*\[/.test(head) &&
    !/"matches"\s*:\s*\[/.test(head),
  read: readSyftJson,
};
