// Every SBOM format. A new one is a file (or a folder) here and a line below.

import { cyclonedxJson } from './cyclonedx-json/index.ts';
import { cyclonedxXml } from './cyclonedx-xml/index.ts';
import type { SbomFormat } from './format.ts';
import { github } from './github/index.ts';
import { purls } from './purls.ts';
import { spdxJson } from './spdx-json/index.ts';
import { spdxTagValue } from './spdx-tag-value/index.ts';
import { spdx3Json } from './spdx3-json/index.ts';
import { syftJson } from './syft-json/index.ts';
import { table } from './table.ts';

export const SBOM_FORMATS: readonly SbomFormat[] = [
  table,
  syftJson,
  cyclonedxJson,
  cyclonedxXml,
  spdxJson,
  spdxTagValue,
  spdx3Json,
  github,
  purls,
];

/** Short names that people type. */
const ALIASES: Readonly<Record<string, string>> = { json: 'syft-json' };

/** What `-o` may say: names, aliases, and `name@version`. The default first. */
export function formatNames(formats: readonly SbomFormat[] = SBOM_FORMATS): string[] {
  return [
    ...formats.map((f) => f.name),
    ...Object.keys(ALIASES),
    ...formats.flatMap((f) => (f.versions ?? []).map((version) => `${f.name}@${version}`)),
  ];
}

/** Finds `cyclonedx-json@1.5`. Undefined: no such format or version. */
export function findSbomFormat(
  asked: string,
): { readonly format: SbomFormat; readonly version: string | undefined } | undefined {
  const [name = '', version] = asked.split('@');
  const format = SBOM_FORMATS.find((f) => f.name === (ALIASES[name] ?? name));
  if (!format || (version !== undefined && !format.versions?.includes(version))) return undefined;
  return { format, version };
}
