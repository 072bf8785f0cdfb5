// SPDX 3.0.1 as JSON-LD: a graph of elements, every one with an id and the same creation info.
import { canonicalJson, type JsonObject } from '../../../base/json.ts';
import { contentId } from '../../identity.ts';
import type { Package, Sbom, SbomSource } from '../../model.ts';
import { contentUuid } from '../cyclonedx/write.ts';
import { imagePurl } from '../image-record.ts';
import { isIri } from '../iri.ts';
import { dependenciesOf } from '../relationships.ts';
import { annotationText, spdxExtras } from '../spdx/extras.ts';
import { filesOf } from '../spdx/files.ts';
import { type Extracted, licenceField } from '../spdx/licences.ts';
import { idText, NOASSERTION, spdxTime } from '../spdx/texts.ts';
import { documentExtras, droppedBy } from '../spdx/write.ts';
import { filled } from '../values.ts';
import { readElement } from './read-package.ts';

export const CONTEXT = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld';
const CREATION = '_:creationInfo';

export interface Spdx3Document {
  readonly document: JsonObject;
  readonly dropped: readonly string[];
}

/** An SBOM as SPDX 3.0.1. Pure: ids follow from the content. */
export function spdx3Document(sbom: Sbom): Spdx3Document {
  const uuid = contentUuid(canonicalJson(sbom));
  const base = `https://spdx.org/spdxdocs/${idText(sbom.source.name) || 'unnamed'}-${uuid}#`;
  const graph = new Graph(base);
  const root = writeRoot(graph, sbom.source);
  writeSystem(graph, sbom, root);
  const ids = writePackages(graph, sbom, root);
  writeDependencies(graph, sbom, ids);
  return { document: graph.finish(sbom, root), dropped: droppedBy(sbom) };
}

/** Elements in the order they were added, each with the document's creation info. */
class Graph {
  readonly elements: JsonObject[] = [];
  readonly extracted: Extracted = new Map();
  private readonly base: string;
  private readonly known = new Map<string, string>();

  constructor(base: string) {
    this.base = base;
  }

  id(name: string): string {
    return this.base + name;
  }

  add(type: string, name: string, fields: JsonObject): string {
    const spdxId = this.id(name);
    this.elements.push({ type, spdxId, creationInfo: CREATION, ...fields });
    return spdxId;
  }

  /** An element that is added only once, whoever needs it. */
  once(type: string, name: string, fields: JsonObject): string {
    const id = this.known.get(name) ?? this.add(type, name, fields);
    this.known.set(name, id);
    return id;
  }

  relate(from: string, relationshipType: string, to: readonly string[], fields: JsonObject = {}): void {
    if (to.length === 0) return;
    const name = `Relationship-${contentId({ from, relationshipType, to, fields })}`;
    this.once('Relationship', name, { from, relationshipType, to: [...to], ...fields });
  }

  annotate(subject: string, value: JsonObject): void {
    this.add('Annotation', `Annotation-${contentId({ subject })}`, {
      subject,
      annotationType: 'other',
      statement: annotationText(value),
    });
  }

  finish(sbom: Sbom, root: string): JsonObject {
    const { name, version } = sbom.tool;
    const agent = this.once('SoftwareAgent', 'Agent', { name: name || 'unknown' });
    const tool = this.once('Tool', 'Tool', { name: [name, version].filter(Boolean).join('-') || 'unknown' });
    const bom = this.id('Sbom');
    const document = this.id('Document');
    this.annotate(document, documentExtras(sbom));
    const element = this.elements.map((e) => e.spdxId as string);
    this.add('software_Sbom', 'Sbom', { software_sbomType: ['analyzed'], rootElement: [root], element });
    this.add('SpdxDocument', 'Document', {
      name: sbom.source.name || 'unnamed',
      rootElement: [bom],
      element: [...element, bom],
      profileConformance: ['core', 'software', 'simpleLicensing'],
    });
    const creation = {
      '@id': CREATION,
      type: 'CreationInfo',
      specVersion: '3.0.1',
      created: spdxTime(sbom.created),
      createdBy: [agent],
      createdUsing: [tool],
    };
    return { '@context': CONTEXT, '@graph': [creation, ...this.elements] };
  }
}

function writeRoot(graph: Graph, source: SbomSource): string {
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(source.version)?.[1];
  const id = graph.add('software_Package', 'Root', {
    name: source.name || 'unnamed',
    ...filled({
      software_packageVersion: source.version,
      software_packageUrl: source.image && imagePurl(source.image),
    }),
    software_primaryPurpose: source.type === 'image' ? 'container' : 'file',
    ...(sha256 && { verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: sha256 }] }),
  });
  graph.annotate(id, { source: source as unknown as JsonObject });
  return id;
}

function writeSystem(graph: Graph, { distribution }: Sbom, root: string): void {
  if (!distribution) return;
  const id = graph.add('software_Package', 'OperatingSystem', {
    name: distribution.id,
    ...filled({ software_packageVersion: distribution.versionId }),
    software_primaryPurpose: 'operatingSystem',
  });
  graph.annotate(id, { distribution: distribution as unknown as JsonObject });
  graph.relate(root, 'contains', [id]);
}

function writePackages(graph: Graph, sbom: Sbom, root: string): Map<string, string> {
  const ids = new Map(
    sbom.packages.map((p) => [p.id, graph.id(`Package-${idText(`${p.type}-${p.name}`)}-${p.id}`)]),
  );
  for (const pkg of sbom.packages) writePackage(graph, sbom, pkg);
  graph.relate(root, 'contains', [...ids.values()]);
  for (const { id, ownedBy } of sbom.packages) {
    const owner = ownedBy && ids.get(ownedBy);
    const comment = 'ownership-by-file-overlap: the files of one lie among those of the other';
    if (owner) graph.relate(owner, 'other', [ids.get(id) as string], { comment });
  }
  return ids;
}

function writePackage(graph: Graph, sbom: Sbom, pkg: Package): void {
  const supplier = /^(Person|Organization): (.*\S.*)$/.exec(pkg.supplier ?? '');
  const suppliedBy =
    supplier &&
    graph.once(supplier[1] as string, `Agent-${contentId({ supplier: pkg.supplier as string })}`, {
      name: supplier[2] as string,
    });
  const fields: JsonObject = {
    name: pkg.name,
    ...filled({
      software_packageVersion: pkg.version,
      software_packageUrl: /^pkg:\S+$/.test(pkg.purl) ? pkg.purl : '',
      software_homePage: pkg.homepage !== undefined && isIri(pkg.homepage) ? pkg.homepage : '',
      description: pkg.description,
      suppliedBy: suppliedBy ?? '',
    }),
    software_primaryPurpose: pkg.type === 'binary' ? 'application' : 'library',
    ...identifiersOf(pkg),
  };
  const id = graph.add('software_Package', `Package-${idText(`${pkg.type}-${pkg.name}`)}-${pkg.id}`, fields);
  const declared = licenceField(pkg.licenses, 'declared', graph.extracted);
  const concluded = licenceField(pkg.licenses, 'concluded', graph.extracted);
  for (const [kind, field] of [
    ['hasDeclaredLicense', declared],
    ['hasConcludedLicense', concluded],
  ] as const)
    if (field !== NOASSERTION) graph.relate(id, kind, [licenceElement(graph, field)]);
  const native = readElement(
    { spdxId: id, ...fields },
    {
      sourceType: sbom.source.type,
      licences: { declared: clean(declared), concluded: clean(concluded) },
      supplier: supplier ? (pkg.supplier as string) : '',
    },
  );
  graph.annotate(id, spdxExtras(pkg, native));
  const files = filesOf(pkg).map((file) =>
    graph.once('software_File', `File-${contentId({ ...file })}`, {
      name: `./${file.path}`,
      verifiedUsing: [{ type: 'Hash', algorithm: 'sha1', hashValue: file.sha1 }],
    }),
  );
  graph.relate(id, 'contains', files);
}

function clean(field: string): string {
  return field === NOASSERTION ? '' : field;
}

function identifiersOf(pkg: Package): JsonObject {
  const cpes = pkg.cpes.flatMap((cpe) => {
    const externalIdentifierType = cpe.startsWith('cpe:2.3:')
      ? 'cpe23'
      : cpe.startsWith('cpe:/')
        ? 'cpe22'
        : undefined;
    return externalIdentifierType
      ? [{ type: 'ExternalIdentifier', externalIdentifierType, identifier: cpe }]
      : [];
  });
  return cpes.length > 0 ? { externalIdentifier: cpes } : {};
}

// A licence of its own is spelt out beside the expression that names it.
function licenceElement(graph: Graph, expression: string): string {
  const refs = [...new Set(expression.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [])].sort();
  const texts = refs.map((ref): JsonObject => {
    const value = graph.once('simplelicensing_SimpleLicensingText', `Licence-${idText(ref)}`, {
      name: ref,
      simplelicensing_licenseText: graph.extracted.get(ref) ?? ref,
    });
    return { type: 'DictionaryEntry', key: ref, value };
  });
  return graph.once('simplelicensing_LicenseExpression', `Expression-${contentId({ expression })}`, {
    simplelicensing_licenseExpression: expression,
    ...(texts.length > 0 && { simplelicensing_customIdToUri: texts }),
  });
}

function writeDependencies(graph: Graph, sbom: Sbom, ids: ReadonlyMap<string, string>): void {
  for (const [needer, needed] of dependenciesOf(sbom)) {
    const from = ids.get(needer);
    if (from)
      graph.relate(
        from,
        'dependsOn',
        needed.flatMap((need) => ids.get(need) ?? []),
      );
  }
}
