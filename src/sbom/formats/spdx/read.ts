import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../../base/json.ts';
import { plural } from '../../../base/text.ts';
import { contentId } from '../../identity.ts';
import type { ImageSourceRecord, Package, Relationship, Sbom, SbomSource } from '../../model.ts';
import { assemble, checkCount, SBOM_LIMITS } from '../assemble.ts';
import { readUnknown } from '../cyclonedx/read.ts';
import type { ReadDocument } from '../format.ts';
import { readImageRecord, readSourceRecord } from '../image-record.ts';
import { derivedRelationships } from '../relationships.ts';
import { readDistribution } from '../syft-json/source.ts';
import { filled, objectOf, objectsOf, stringsOf, textOf } from '../values.ts';
import { readDistributionRecord } from './distribution.ts';
import { readAnnotation, withExtras } from './extras.ts';
import { readPackage } from './read-package.ts';

/**
 * Reads SPDX 2.x JSON.
 * @throws PlimsollError `malformed`, `limit`
 */
export function readSpdxJson(bytes: Uint8Array, where: string): ReadDocument {
  const limits = { maxBytes: SBOM_LIMITS.bytes, maxDepth: SBOM_LIMITS.depth };
  const document = parseJsonObject(bytes, where, limits);
  // What GitHub's API gives: the document inside an object.
  return readSpdxDocument(isObject(document.sbom) ? document.sbom : document, where);
}

/**
 * @param document in the shape of SPDX 2.x JSON
 * @throws PlimsollError `malformed`, `limit`
 */
export function readSpdxDocument(document: JsonObject, where: string): ReadDocument {
  if (!/^SPDX-2\.\d+$/.test(textOf(document.spdxVersion)))
    throw new PlimsollError(
      'malformed',
      `read ${where}: its SPDX version ${JSON.stringify(document.spdxVersion ?? '')} is not one of 2.x`,
    );
  const all = objectsOf(document.packages);
  checkCount(all.length, 'packages', where);
  const edges = edgesOf(document, where);
  const root = rootOf(document, all, edges);
  const systems = all.filter(isSystem);
  const left = new Set([root, ...systems]);
  const extras = readAnnotation(comments(document.annotations)) ?? {};
  const source = sourceOf(document, root);
  const context = {
    sourceType: source.type,
    layers: new Map((source.image?.layers ?? []).map((l, i) => [l.diffId, i])),
    texts: licenceTexts(document),
  };
  const read = all
    .filter((p) => !left.has(p))
    .map((p): [string, Package] => {
      const said = readAnnotation(comments(p.annotations));
      const native = readPackage(p, context);
      return [textOf(p.SPDXID), said ? withExtras(native, said) : native];
    });
  const packages = read.map(([, pkg]) => pkg);
  const distribution = systems.map(systemOf).find((d) => d !== undefined);
  const ids = new Map(read.map(([spdxId, pkg]) => [spdxId, pkg.id]));
  const dependencies = dependenciesOf(edges, ids);
  const files = objectsOf(document.files).length + objectsOf(document.snippets).length;
  const owned = ownedBy(packages, edges, ids);
  return assemble(
    {
      tool: readTool(document, extras),
      created: textOf(extras.created) || textOf(objectOf(document.creationInfo).created),
      source,
      ...(distribution && { distribution }),
      packages: owned,
      relationships: [...derivedRelationships(source.id, owned), ...dependencies],
      unknowns: objectsOf(extras.unknowns).map(readUnknown),
      scope: extras.scope === 'all-layers' ? 'all-layers' : 'squashed',
    },
    files > 0 ? [`${plural(files, 'file')} with their checksums`] : [],
    where,
  );
}

function comments(annotations: JsonObject[string] | undefined): string[] {
  return objectsOf(annotations).map((a) => textOf(a.comment));
}

interface Edge {
  readonly from: string;
  readonly type: string;
  readonly to: string;
  readonly comment: string;
}

function edgesOf(document: JsonObject, where: string): Edge[] {
  const rows = objectsOf(document.relationships);
  checkCount(rows.length, 'relationships', where);
  return rows.map((r) => ({
    from: textOf(r.spdxElementId),
    type: textOf(r.relationshipType),
    to: textOf(r.relatedSpdxElement),
    comment: textOf(r.comment),
  }));
}

const ROOT_ID = /^SPDXRef-(?:DocumentRoot|ContainerImage|Filesystem|Repository|Container)\b/;

// What the document describes may be a thing that holds packages, or itself the package.
function rootOf(
  document: JsonObject,
  packages: readonly JsonObject[],
  edges: readonly Edge[],
): JsonObject | undefined {
  const described = new Set([
    ...stringsOf(document.documentDescribes),
    ...edges.filter((e) => e.type === 'DESCRIBES').map((e) => e.to),
  ]);
  return packages.find((p) => described.has(textOf(p.SPDXID)) && isHolder(p));
}

function isHolder(pkg: JsonObject): boolean {
  if (/^(?:CONTAINER|FILE|SOURCE|ARCHIVE)$/.test(textOf(pkg.primaryPackagePurpose))) return true;
  if (ROOT_ID.test(textOf(pkg.SPDXID))) return true;
  return objectsOf(pkg.externalRefs).some((r) =>
    /^pkg:(?:oci|docker|github)\//.test(textOf(r.referenceLocator)),
  );
}

function isSystem(pkg: JsonObject): boolean {
  return /^OPERATING[-_]SYSTEM$/.test(textOf(pkg.primaryPackagePurpose));
}

function systemOf(pkg: JsonObject): Sbom['distribution'] {
  const said = objectOf(readAnnotation(comments(pkg.annotations))?.distribution);
  const exact = readDistributionRecord(said);
  return (
    exact ??
    readDistribution({
      name: textOf(pkg.name),
      id: textOf(pkg.name).toLowerCase(),
      versionID: textOf(pkg.versionInfo),
    })
  );
}

function sourceOf(document: JsonObject, root: JsonObject | undefined): SbomSource {
  const said = root && readAnnotation(comments(root.annotations))?.source;
  if (isObject(said)) return readSourceRecord(said);
  const id = contentId({ document: textOf(document.documentNamespace), root: textOf(root?.SPDXID) });
  const name = textOf(root?.name) || textOf(document.name);
  const version = textOf(root?.versionInfo);
  if (!root) return { id, name, version: '', type: 'unknown' };
  const isImage = root.primaryPackagePurpose === 'CONTAINER' || /Image/.test(textOf(root.SPDXID));
  const isDirectory = /-(?:Directory|Filesystem|Repository)/.test(textOf(root.SPDXID));
  return {
    id,
    name,
    version,
    type: isImage ? 'image' : isDirectory ? 'directory' : 'unknown',
    ...filled({ path: isDirectory ? name : '' }),
    ...(isImage && { image: imageOf(root, name, version) }),
  };
}

// trivy says of an image what it knows in attributions.
function imageOf(root: JsonObject, name: string, version: string): ImageSourceRecord {
  const texts = stringsOf(root.attributionTexts);
  const many = (key: string): string[] =>
    texts.filter((t) => t.startsWith(`${key}: `)).map((t) => t.slice(key.length + 2));
  return readImageRecord({
    userInput: name,
    imageId: many('ImageID')[0] ?? '',
    manifestDigest: /^sha\d+:/.test(version) ? version : '',
    layers: many('DiffID').map((diffId) => ({ diffId })),
    tags: many('RepoTag'),
    repoDigests: many('RepoDigest'),
  });
}

function licenceTexts(document: JsonObject): Map<string, string> {
  return new Map(
    objectsOf(document.hasExtractedLicensingInfos).map((l) => {
      const [text, name] = [textOf(l.extractedText), textOf(l.name)];
      const isName = name !== '' && name !== 'NOASSERTION' && (text.length > 200 || text === '');
      return [textOf(l.licenseId), isName ? name : text || name];
    }),
  );
}

/** `A DEPENDENCY_OF B` in its many shades, and `B DEPENDS_ON A`. */
function dependenciesOf(edges: readonly Edge[], ids: ReadonlyMap<string, string>): Relationship[] {
  return edges.flatMap(({ from, type, to }): Relationship[] => {
    const isReversed = type === 'DEPENDS_ON';
    if (!isReversed && !/(?:^|_)DEPENDENCY_OF$/.test(type)) return [];
    const [need, needer] = isReversed ? [ids.get(to), ids.get(from)] : [ids.get(from), ids.get(to)];
    return need && needer && need !== needer ? [{ from: need, to: needer, type: 'dependency-of' }] : [];
  });
}

function ownedBy(
  packages: readonly Package[],
  edges: readonly Edge[],
  ids: ReadonlyMap<string, string>,
): readonly Package[] {
  const owners = new Map(
    edges
      .filter((e) => e.type === 'OTHER' && e.comment.startsWith('ownership-by-file-overlap'))
      .map((e) => [ids.get(e.to), ids.get(e.from)]),
  );
  return packages.map((pkg) => {
    const owner = pkg.ownedBy ?? owners.get(pkg.id);
    return owner === undefined ? pkg : { ...pkg, ownedBy: owner };
  });
}

function readTool(document: JsonObject, extras: JsonObject): Sbom['tool'] {
  const said = objectOf(extras.tool);
  if (extras.tool !== undefined) return { name: textOf(said.name), version: textOf(said.version) };
  const creator =
    stringsOf(objectOf(document.creationInfo).creators).find((c) => c.startsWith('Tool: ')) ?? '';
  const match = /^Tool: (.*?)(?:-(v?\d[^-\s]*))?$/.exec(creator);
  return { name: match?.[1] ?? '', version: match?.[2] ?? '' };
}
