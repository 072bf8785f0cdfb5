import { describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../image/layers/types.ts';
import type { ParsedFile } from '../../cataloger.ts';
import { embeddedSbom } from './index.ts';

function parse(path: string, text: string | object, isCut = false): ParsedFile {
  const bytes = Buffer.from(typeof text === 'string' ? text : JSON.stringify(text));
  const entry = { path, type: 'file', size: bytes.length } as LayerEntry;
  return embeddedSbom.parse?.({ path, bytes, entry, isCut }) ?? {};
}

// The shape that Wolfi's build tool gives an apk: the package, and the repository it was built from.
const WOLFI = {
  SPDXID: 'SPDXRef-DOCUMENT',
  spdxVersion: 'SPDX-2.3',
  dataLicense: 'CC0-1.0',
  name: 'apk-tini-0.19.0-r4',
  documentNamespace: 'https://spdx.org/spdxdocs/chainguard/melange/abc',
  creationInfo: { created: '2024-01-02T03:04:05Z', creators: ['Tool: melange (v0.5.6)'] },
  documentDescribes: ['SPDXRef-Package-tini-0.19.0-r4'],
  packages: [
    {
      SPDXID: 'SPDXRef-Package-tini-0.19.0-r4',
      name: 'tini',
      versionInfo: '0.19.0-r4',
      downloadLocation: 'NOASSERTION',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'MIT',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE_MANAGER',
          referenceType: 'purl',
          referenceLocator: 'pkg:apk/wolfi/tini@0.19.0-r4?arch=x86_64',
        },
      ],
    },
    {
      SPDXID: 'SPDXRef-Package-github.com-krallin-tini-v0.19.0',
      name: 'krallin/tini',
      versionInfo: 'de40ad0',
      downloadLocation: 'git+https://github.com/krallin/tini',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE_MANAGER',
          referenceType: 'purl',
          referenceLocator: 'pkg:github/krallin/tini@de40ad0',
        },
      ],
    },
  ],
  relationships: [
    {
      spdxElementId: 'SPDXRef-Package-tini-0.19.0-r4',
      relationshipType: 'GENERATED_FROM',
      relatedSpdxElement: 'SPDXRef-Package-github.com-krallin-tini-v0.19.0',
    },
  ],
};

describe('the embedded-sbom cataloger', () => {
  it('reads the SBOM of an apk of Wolfi: the package, not the repository it was built from', () => {
    const { packages } = parse('var/lib/db/sbom/tini-0.19.0-r4.spdx.json', WOLFI);
    expect(packages).toEqual([
      expect.objectContaining({
        name: 'tini',
        version: '0.19.0-r4',
        type: 'apk',
        evidence: 'embedded',
        purl: 'pkg:apk/wolfi/tini@0.19.0-r4?arch=x86_64',
        licenses: [{ value: 'MIT', type: 'declared', spdxExpression: 'MIT' }],
      }),
    ]);
  });

  it('keeps what packages of a CycloneDX document need of each other', () => {
    const { packages } = parse('app/bom.cdx.json', {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [
        { type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1', 'bom-ref': 'a' },
        { type: 'library', name: 'b', version: '2', purl: 'pkg:npm/b@2', 'bom-ref': 'b' },
      ],
      dependencies: [{ ref: 'a', dependsOn: ['b'] }],
    });
    expect(packages?.map((p) => [p.name, p.type, p.requires])).toEqual([
      ['a', 'npm', ['b@2']],
      ['b', 'npm', undefined],
    ]);
  });

  it('passes over a bom.json that is something else, and over what Bitnami’s cataloger reads', () => {
    expect(parse('app/bom.json', { chapters: [] })).toEqual({});
    expect(parse('opt/bitnami/nginx/.spdx-nginx.spdx', WOLFI)).toEqual({});
  });

  it('throws for a file named as an SBOM that is none, and for one cut off', () => {
    expect(() => parse('app/x.spdx.json', '{"a": 1}')).toThrow(/no SBOM that plimsoll knows/);
    expect(() => parse('app/x.cdx.json', '{"bomFormat": "CycloneDX"')).toThrow(/not valid JSON/);
    expect(() => parse('app/x.spdx.json', WOLFI, true)).toThrow(/more than 32 MiB/);
  });
});
