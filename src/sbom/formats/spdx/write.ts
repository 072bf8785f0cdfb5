import { canonicalJson, type JsonObject } from '../../../base/json.ts';
import { plural } from '../../../base/text.ts';
import { contentId } from '../../identity.ts';
import type { DistributionRecord, Sbom, SbomSource } from '../../model.ts';
import { isFileList } from '../cyclonedx/properties.ts';
import { contentUuid } from '../cyclonedx/write.ts';
import { imagePurl } from '../image-record.ts';
import { droppedRelationships } from '../relationships.ts';
import { filled } from '../values.ts';
import { fileId, filesOf, type OwnedFile } from './files.ts';
import type { Extracted } from './licences.ts';
import { type Annotator, annotationsOf, bareFields, packageId, writePackage } from './package.ts';
import { idText, NOASSERTION, oneLine, spdxTime } from './texts.ts';

export const DOCUMENT = 'SPDXRef-DOCUMENT';

export interface SpdxDocument {
  /** In the shape of SPDX 2.3 JSON; tag-value is written from it. */
  readonly document: JsonObject;
  readonly dropped: readonly string[];
}

/** An SBOM as SPDX 2.3. Pure: the namespace follows from the content. */
export function spdxDocument(sbom: Sbom): SpdxDocument {
  const created = spdxTime(sbom.created);
  const tool = `Tool: ${oneLine(sbom.tool.name) || 'unknown'}${sbom.tool.version ? `-${oneLine(sbom.tool.version)}` : ''}`;
  const by: Annotator = { annotator: tool, annotationDate: created };
  const extracted: Extracted = new Map();
  const files = new Map<string, OwnedFile>();
  for (const pkg of sbom.packages) for (const file of filesOf(pkg)) files.set(fileId(file), file);
  const layers = new Map((sbom.source.image?.layers ?? []).map((l, i) => [l.diffId, i]));
  const context = { sourceType: sbom.source.type, layers, texts: extracted };
  const packages = sbom.packages.map((p) => writePackage(p, extracted, by, context));
  const body: JsonObject = {
    SPDXID: DOCUMENT,
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    name: oneLine(sbom.source.name) || 'unnamed',
    creationInfo: { created, creators: [tool] },
    packages: [
      writeRoot(sbom.source, by),
      ...(sbom.distribution ? [writeSystem(sbom.distribution, by)] : []),
      ...packages,
    ],
    ...(files.size > 0 && { files: [...files].sort().map(([id, file]) => writeFile(id, file)) }),
    relationships: relationshipsOf(sbom),
    hasExtractedLicensingInfos: [...extracted].sort().map(([licenseId, text]) => ({
      licenseId,
      extractedText: text,
      name: oneLine(text).slice(0, 200) || licenseId,
    })),
    ...documentAnnotations(sbom, by),
  };
  const namespace = `https://spdx.org/spdxdocs/${idText(sbom.source.name) || 'unnamed'}-${contentUuid(canonicalJson(body))}`;
  return { document: { ...body, documentNamespace: namespace }, dropped: droppedBy(sbom) };
}

/** What the document's head cannot say. */
export function documentExtras(sbom: Sbom): JsonObject {
  return {
    ...(sbom.scope === 'squashed' ? {} : { scope: sbom.scope }),
    ...(sbom.unknowns.length > 0 && { unknowns: sbom.unknowns.map((u) => ({ ...u })) }),
    ...(spdxTime(sbom.created) === sbom.created ? {} : { created: sbom.created }),
    tool: { ...sbom.tool },
  };
}

function documentAnnotations(sbom: Sbom, by: Annotator): JsonObject {
  return { annotations: annotationsOf(documentExtras(sbom), by) };
}

const ROOTS: Readonly<Record<SbomSource['type'], string>> = {
  image: 'Image',
  directory: 'Directory',
  file: 'File',
  unknown: 'Unknown',
};

export function rootId(source: SbomSource): string {
  return `SPDXRef-DocumentRoot-${ROOTS[source.type]}-${idText(source.name) || contentId(source.id)}`;
}

export function systemId({ id, versionId }: DistributionRecord): string {
  return `SPDXRef-OperatingSystem-${idText(`${id}-${versionId ?? ''}`)}`;
}

function writeRoot(source: SbomSource, by: Annotator): JsonObject {
  const purl = source.image && imagePurl(source.image);
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(source.version)?.[1];
  return {
    ...bareFields(),
    SPDXID: rootId(source),
    name: oneLine(source.name) || 'unnamed',
    ...filled({ versionInfo: oneLine(source.version), supplier: NOASSERTION }),
    primaryPackagePurpose: source.type === 'image' ? 'CONTAINER' : 'FILE',
    ...(sha256 && { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] }),
    ...(purl && {
      externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
    }),
    annotations: annotationsOf({ source: source as unknown as JsonObject }, by),
  };
}

function writeSystem(distribution: DistributionRecord, by: Annotator): JsonObject {
  return {
    ...bareFields(),
    SPDXID: systemId(distribution),
    name: distribution.id,
    ...filled({ versionInfo: oneLine(distribution.versionId ?? ''), supplier: NOASSERTION }),
    primaryPackagePurpose: 'OPERATING-SYSTEM',
    annotations: annotationsOf({ distribution: distribution as unknown as JsonObject }, by),
  };
}

function writeFile(id: string, { path, sha1 }: OwnedFile): JsonObject {
  return {
    SPDXID: id,
    fileName: `./${oneLine(path)}`,
    checksums: [{ algorithm: 'SHA1', checksumValue: sha1 }],
    licenseConcluded: NOASSERTION,
    licenseInfoInFiles: [NOASSERTION],
    copyrightText: NOASSERTION,
  };
}

function relationshipsOf(sbom: Sbom): JsonObject[] {
  const ids = new Map(sbom.packages.map((p) => [p.id, packageId(p)]));
  const root = rootId(sbom.source);
  const relation = (from: string, type: string, to: string): JsonObject => ({
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  });
  return [
    relation(DOCUMENT, 'DESCRIBES', root),
    ...(sbom.distribution ? [relation(root, 'CONTAINS', systemId(sbom.distribution))] : []),
    ...sbom.packages.flatMap((p) => {
      const id = packageId(p);
      const owner = p.ownedBy && ids.get(p.ownedBy);
      const owned = { comment: 'ownership-by-file-overlap: the files of one lie among those of the other' };
      return [
        relation(root, 'CONTAINS', id),
        ...filesOf(p).map((file) => relation(id, 'CONTAINS', fileId(file))),
        ...(owner ? [{ ...relation(owner, 'OTHER', id), ...owned }] : []),
      ];
    }),
    ...sbom.relationships.flatMap(({ from, to, type }) => {
      const [a, b] = [ids.get(from), ids.get(to)];
      return type === 'dependency-of' && a && b ? [relation(a, 'DEPENDENCY_OF', b)] : [];
    }),
  ];
}

/** What neither SPDX 2.3 nor 3.0 has a place for. */
export function droppedBy(sbom: Sbom): string[] {
  const lists = sbom.packages.filter((p) => isFileList('files', p.metadata?.files));
  const kept = lists.filter((p) => filesOf(p).length > 0).length;
  const without = lists.length - kept;
  return [
    ...(without > 0
      ? [`the file lists of ${plural(without, 'package')} (SPDX wants the SHA1 of each file)`]
      : []),
    ...(kept > 0 ? [`modes and owners of the files of ${plural(kept, 'package')}`] : []),
    ...droppedRelationships(sbom),
  ];
}
