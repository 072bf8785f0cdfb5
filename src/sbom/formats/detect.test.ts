import { describe, expect, it } from 'vitest';
import { SBOM_LIMITS } from './assemble.ts';
import { readSbom } from './detect.ts';

const bytesOf = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const read = (value: unknown) => readSbom(bytesOf(value), 'x');
const only = (value: unknown) => read(value).sbom.packages[0];

const CYCLONE = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 };
const DIFF = `sha256:${'a'.repeat(64)}`;

describe('readSbom() of syft-json', () => {
  it('reads schema 1: licences and CPEs as strings, layers by path, a target for a source', () => {
    const { sbom, format } = read({
      artifacts: [
        {
          name: 'musl',
          version: '1.2.2-r0',
          type: 'apk',
          foundBy: 'apkdb-cataloger',
          locations: [{ path: '/lib/apk/db/installed', layerID: DIFF }],
          licenses: ['MIT'],
          language: '',
          cpes: ['cpe:2.3:a:musl:musl:1.2.2-r0:*:*:*:*:*:*:*'],
          purl: 'pkg:alpine/musl@1.2.2-r0?arch=x86_64',
          metadataType: 'ApkMetadata',
          metadata: { originPackage: 'musl' },
        },
      ],
      artifactRelationships: [],
      source: { type: 'image', target: { userInput: 'alpine:3.13', layers: [{ digest: DIFF, size: 1 }] } },
      distro: { name: 'alpine', version: '3.13.5', idLike: '' },
      descriptor: { name: 'syft', version: '0.20.0' },
      schema: { version: '1.1.0' },
    });
    expect(format.name).toBe('syft-json');
    expect(sbom.source).toMatchObject({ type: 'image', name: 'alpine:3.13' });
    expect(sbom.distribution).toMatchObject({ id: 'alpine', versionId: '3.13.5' });
    expect(sbom.packages[0]).toMatchObject({
      type: 'apk',
      licenses: [{ value: 'MIT', type: 'declared' }],
      cpes: ['cpe:2.3:a:musl:musl:1.2.2-r0:*:*:*:*:*:*:*'],
      locations: [{ path: 'lib/apk/db/installed', layer: 0, evidence: 'primary' }],
      metadata: { originPackage: 'musl' },
    });
  });

  it('takes the owner from an operating system’s package only, and says what it leaves out', () => {
    const artifact = (id: string, type: string) => ({ id, name: id, version: '1', type, locations: [] });
    const { sbom, dropped } = read({
      artifacts: [artifact('a', 'deb'), artifact('b', 'python'), artifact('c', 'npm')],
      artifactRelationships: [
        { parent: 'a', child: 'b', type: 'ownership-by-file-overlap' },
        { parent: 'b', child: 'c', type: 'ownership-by-file-overlap' },
        { parent: 'a', child: 'f1', type: 'contains' },
      ],
      files: [{ id: 'f1', location: { path: '/x' }, metadata: { mode: 644 } }],
      source: {},
    });
    expect(sbom.packages.map((p) => p.ownedBy)).toEqual([undefined, 'a', undefined]);
    expect(dropped).toEqual([
      '1 relationships to files or of other kinds',
      'modes, owners and digests of 1 files',
    ]);
  });
});

describe('readSbom() of trivy’s documents', () => {
  const properties = (values: Record<string, string>) =>
    Object.entries(values).map(([name, value]) => ({ name: `aquasecurity:trivy:${name}`, value }));
  const document = {
    ...CYCLONE,
    metadata: {
      tools: [{ vendor: 'aquasecurity', name: 'trivy', version: '0.50' }],
      component: {
        'bom-ref': 'root',
        type: 'container',
        name: 'debian',
        properties: properties({ DiffID: DIFF, ImageID: `sha256:${'b'.repeat(64)}` }),
      },
    },
    components: [
      { 'bom-ref': 'os', type: 'operating-system', name: 'debian', version: '12.15' },
      {
        'bom-ref': 'lock',
        type: 'application',
        name: 'app/package-lock.json',
        properties: properties({ Type: 'npm', Class: 'lang-pkgs' }),
      },
      {
        'bom-ref': 'zlib',
        type: 'library',
        name: 'zlib1g',
        version: '1.2.13.dfsg-1',
        purl: 'pkg:deb/debian/zlib1g@1.2.13.dfsg-1?arch=amd64&epoch=1&distro=debian-12.15',
        properties: properties({
          LayerDiffID: DIFF,
          SrcName: 'zlib',
          SrcVersion: '1.2.13.dfsg',
          SrcRelease: '2',
          SrcEpoch: '1',
        }),
      },
      { 'bom-ref': 'npm', type: 'library', group: '@a', name: 'b', version: '1', purl: 'pkg:npm/%40a/b@1' },
    ],
    dependencies: [
      { ref: 'lock', dependsOn: ['npm'] },
      { ref: 'npm', dependsOn: ['zlib'] },
    ],
  };

  it('finds epoch, source package, layer and the file that names of packages stand for', () => {
    const { sbom } = read(document);
    expect(sbom.tool).toEqual({ name: 'trivy', version: '0.50' });
    expect(sbom.distribution).toMatchObject({ id: 'debian', versionId: '12.15' });
    expect(sbom.source.image?.layers.map((l) => l.diffId)).toEqual([DIFF]);
    const [npm, zlib] = sbom.packages;
    expect(npm).toMatchObject({ name: '@a/b', type: 'npm', locations: [{ path: 'app/package-lock.json' }] });
    expect(zlib).toMatchObject({
      version: '1:1.2.13.dfsg-1',
      metadataType: 'dpkg-db-entry',
      metadata: { source: 'zlib', sourceVersion: '1:1.2.13.dfsg-2' },
    });
    expect(sbom.relationships).toContainEqual({ from: zlib?.id, to: npm?.id, type: 'dependency-of' });
  });

  it('reads its SPDX: the source package in words, the layer among attributions', () => {
    const text = `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: debian
Creator: Tool: trivy-0.50.1
Created: 2024-01-01T00:00:00Z

##### Package: debian image
PackageName: debian
SPDXID: SPDXRef-ContainerImage-1
PrimaryPackagePurpose: CONTAINER
PackageAttributionText: DiffID: ${DIFF}

PackageName: bash
SPDXID: SPDXRef-Package-571910a403715a35
PackageVersion: 5.2-2
PackageSupplier: Organization: Matthias
PackageSourceInfo: built package from: bash-src 5.2-1
PackageLicenseDeclared: GPL-3.0-or-later
ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/bash@5.2-2?distro=debian-12.15

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-ContainerImage-1
`;
    const { sbom, format } = read(text);
    expect(format.name).toBe('spdx-tag-value');
    expect(sbom.tool).toEqual({ name: 'trivy', version: '0.50.1' });
    expect(sbom.source.type).toBe('image');
    expect(sbom.distribution).toMatchObject({ id: 'debian', versionId: '12.15' });
    expect(sbom.packages).toEqual([
      expect.objectContaining({
        id: '571910a403715a35',
        type: 'deb',
        supplier: 'Organization: Matthias',
        metadata: expect.objectContaining({ source: 'bash-src', sourceVersion: '5.2-1' }),
        licenses: [{ value: 'GPL-3.0-or-later', type: 'declared', spdxExpression: 'GPL-3.0-or-later' }],
      }),
    ]);
  });
});

describe('readSbom() of others', () => {
  it('takes what a document describes for a package when it is one, and DEPENDS_ON the right way round', () => {
    const { sbom } = read({
      spdxVersion: 'SPDX-2.2',
      SPDXID: 'SPDXRef-DOCUMENT',
      documentDescribes: ['SPDXRef-a'],
      packages: [
        { SPDXID: 'SPDXRef-a', name: 'a', versionInfo: '1', licenseDeclared: 'LicenseRef-x' },
        { SPDXID: 'SPDXRef-b', name: 'b', versionInfo: '2' },
      ],
      relationships: [
        { spdxElementId: 'SPDXRef-a', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'SPDXRef-b' },
      ],
      hasExtractedLicensingInfos: [{ licenseId: 'LicenseRef-x', extractedText: 'Do as you like' }],
    });
    const [a, b] = sbom.packages;
    expect(a?.licenses).toEqual([{ value: 'Do as you like', type: 'declared' }]);
    expect(sbom.relationships).toContainEqual({ from: b?.id, to: a?.id, type: 'dependency-of' });
  });

  it('opens what GitHub and in-toto put around a document, and says that no signature was checked', () => {
    const spdx = {
      spdxVersion: 'SPDX-2.3',
      SPDXID: 'SPDXRef-DOCUMENT',
      packages: [{ name: 'a', SPDXID: 'x' }],
    };
    expect(only({ sbom: spdx })?.name).toBe('a');
    const statement = { _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'spdx', predicate: spdx };
    const envelope = {
      payloadType: 'application/vnd.in-toto+json',
      payload: bytesOf(statement).toString('base64'),
      signatures: [],
    };
    expect(only(envelope)?.name).toBe('a');
    expect(read(envelope).dropped).toEqual(['the attestation around it, whose signature was not checked']);
  });

  it('reads components inside components, and CycloneDX from Windows with a byte order mark', () => {
    const inner = { type: 'library', name: 'inner', purl: 'pkg:cargo/inner@1', version: '1' };
    const document = { ...CYCLONE, components: [{ type: 'library', name: 'outer', components: [inner] }] };
    const { sbom } = read(`\ufeff${JSON.stringify(document)}`);
    expect(sbom.packages.map((p) => `${p.name} ${p.type}`)).toEqual([
      'inner rust-crate',
      'outer UnknownPackage',
    ]);
  });
});

describe('readSbom() of bad input', () => {
  it('says what it is not', () => {
    expect(() => read('')).toThrow(/it is empty/);
    expect(() => read('{"a":1}')).toThrow(/no SBOM that plimsoll knows/);
    expect(() => readSbom(Buffer.from([0x1f, 0x8b, 8]), 'x')).toThrow(/compressed/);
    expect(() => read('{"bomFormat":"CycloneDX"')).toThrow(/not valid JSON/);
    expect(() => read('<bom xmlns="http://cyclonedx.org/schema/bom/1.5">')).toThrow(/not valid XML/);
    expect(() => read('{"spdxVersion":"SPDX-9.9"}')).toThrow(/not one of 2.x/);
    expect(() => read('SPDXVersion: SPDX-2.3\nPackageComment: <text>no end')).toThrow(/has no end/);
    expect(() => read({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' })).toThrow(/@graph/);
  });

  it('does not expand entities of XML', () => {
    const bomb =
      '<!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>&b;</name></component></components></bom>';
    expect(() => read(bomb)).toThrow(/entity/i);
  });

  it('stops at its limits: packages, nesting, envelopes in envelopes', () => {
    const many = {
      ...CYCLONE,
      components: Array.from({ length: SBOM_LIMITS.packages + 1 }, () => ({ name: 'a' })),
    };
    expect(() => read(many)).toThrow(/500001 packages, the limit is 500000/);
    let deep: object = { name: 'a', type: 'library' };
    for (let i = 0; i < 100; i++) deep = { name: 'a', type: 'library', components: [deep] };
    expect(() => read({ ...CYCLONE, components: [deep] })).toThrow(/nested deeper than 64/);
    let envelope: object = CYCLONE;
    for (let i = 0; i < 8; i++)
      envelope = {
        payloadType: 'application/vnd.in-toto+json',
        payload: bytesOf({ predicateType: 'x', predicate: envelope }).toString('base64'),
      };
    expect(() => read(envelope)).toThrow(/no SBOM/);
  });

  it('keeps packages whose ids are given twice, and lets relationships mean the first', () => {
    const component = (name: string) => ({ type: 'library', name, version: '1', 'bom-ref': 'same' });
    const { sbom, dropped } = read({
      ...CYCLONE,
      components: [component('a'), component('b'), { type: 'library', name: 'c', 'bom-ref': 'c' }],
      dependencies: [{ ref: 'c', dependsOn: ['same'] }],
    });
    expect(new Set(sbom.packages.map((p) => p.id)).size).toBe(3);
    const need = sbom.relationships.find((r) => r.type === 'dependency-of');
    expect(need?.from).toBe(sbom.packages.find((p) => p.name === 'a')?.id);
    expect(dropped).toEqual(["the relationships of 1 packages whose id is another's"]);
  });

  it('takes what has the wrong type for absent', () => {
    const { sbom } = read({
      ...CYCLONE,
      metadata: [],
      components: [
        null,
        7,
        { type: 'library', name: 'a', version: 3, licenses: 'MIT', properties: {}, purl: [] },
      ],
      dependencies: { ref: 'a' },
    });
    expect(sbom.packages).toEqual([
      expect.objectContaining({ name: 'a', version: '', licenses: [], purl: '' }),
    ]);
  });
});
