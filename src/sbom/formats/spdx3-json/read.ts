import { PlimsollError } from '../../../base/error.ts';
import { isObject, type JsonObject, type JsonValue, parseJsonObject } from '../../../base/json.ts';
import { plural } from '../../../base/text.ts';
import { contentId } from '../../identity.ts';
import type { Package, Relationship, Sbom, SbomSource } from '../../model.ts';
import { assemble, checkCount, SBOM_LIMITS } from '../assemble.ts';
import { readUnknown } from '../cyclonedx/read.ts';
import type { ReadDocument } from '../format.ts';
import { readImageRecord, readSourceRecord } from '../image-record.ts';
import { derivedRelationships } from '../relationships.ts';
import { readDistributionRecord } from '../spdx/distribution.ts';
import { readAnnotation, withExtras } from '../spdx/extras.ts';
import { readDistribution } from '../syft-json/source.ts';
import { objectOf, objectsOf, stringsOf, textOf } from '../values.ts';
import { readElement } from './read-package.ts';

/**
 * Reads SPDX 3.0 JSON-LD as its own serialisation writes it: one `@graph`, compact names.
 * @throws PlimsollError `malformed`, `limit`
 */
export function readSpdx3(bytes: Uint8Array, where: string): ReadDocument {
  const document = parseJsonObject(bytes, where, {
    maxBytes: SBOM_LIMITS.bytes,
    maxDepth: SBOM_LIMITS.depth,
  });
  const graph = objectsOf(document['@graph']);
  if (graph.length === 0)
    throw new PlimsollError('malformed', `read ${where}: an SPDX 3 document without elements in @graph`);
  return readGraph(new ElementTable(graph, where), where);
}

interface Edge {
  readonly from: string;
  readonly type: string;
  readonly to: readonly string[];
  readonly comment: string;
}

/** The graph by kind and id. */
class ElementTable {
  readonly packages: readonly JsonObject[];
  readonly edges: readonly Edge[];
  readonly files: number;
  private readonly byId: ReadonlyMap<string, JsonObject>;
  private readonly statements = new Map<string, string[]>();

  constructor(graph: readonly JsonObject[], where: string) {
    this.byId = new Map(graph.map((e) => [textOf(e.spdxId) || textOf(e['@id']), e]));
    this.packages = graph.filter((e) => e.type === 'software_Package');
    this.files = graph.filter((e) => e.type === 'software_File').length;
    checkCount(this.packages.length, 'packages', where);
    this.edges = graph.filter((e) => /Relationship$/.test(textOf(e.type))).map(toEdge);
    checkCount(
      this.edges.reduce((sum, e) => sum + e.to.length, 0),
      'relationships',
      where,
    );
    for (const element of graph) {
      if (element.type !== 'Annotation') continue;
      const subject = textOf(element.subject);
      const known = this.statements.get(subject);
      if (known) known.push(textOf(element.statement));
      else this.statements.set(subject, [textOf(element.statement)]);
    }
  }

  get(id: string): JsonObject {
    return this.byId.get(id) ?? {};
  }

  find(type: string): JsonObject | undefined {
    for (const element of this.byId.values()) if (element.type === type) return element;
    return undefined;
  }

  said(element: JsonObject | undefined): JsonObject | undefined {
    return readAnnotation(this.statements.get(textOf(element?.spdxId)) ?? []);
  }
}

function toEdge(relationship: JsonObject): Edge {
  const { to } = relationship;
  return {
    from: textOf(relationship.from),
    type: textOf(relationship.relationshipType),
    to: typeof to === 'string' ? [to] : stringsOf(to),
    comment: textOf(relationship.comment),
  };
}

function readGraph(table: ElementTable, where: string): ReadDocument {
  const document = table.find('SpdxDocument');
  const extras = table.said(document) ?? {};
  const root = rootOf(table, document);
  const systems = table.packages.filter((p) => p.software_primaryPurpose === 'operatingSystem');
  const source = sourceOf(table, document, root);
  const left = new Set([root, ...systems]);
  const licences = licencesOf(table);
  const read = table.packages
    .filter((p) => !left.has(p))
    .map((element): [string, Package] => {
      const id = textOf(element.spdxId);
      const native = readElement(element, {
        sourceType: source.type,
        licences: licences.get(id) ?? { declared: '', concluded: '' },
        supplier: supplierOf(table, element),
      });
      const said = table.said(element);
      return [id, said ? withExtras(native, said) : native];
    });
  const packages = read.map(([, pkg]) => pkg);
  const ids = new Map(read.map(([spdxId, pkg]) => [spdxId, pkg.id]));
  const distribution = systems.map((s) => systemOf(s, table)).find((d) => d !== undefined);
  return assemble(
    {
      tool: toolOf(table, extras),
      created: textOf(extras.created) || textOf(table.find('CreationInfo')?.created),
      source,
      ...(distribution && { distribution }),
      packages,
      relationships: [...derivedRelationships(source.id, packages), ...dependenciesOf(table.edges, ids)],
      unknowns: objectsOf(extras.unknowns).map(readUnknown),
      scope: extras.scope === 'all-layers' ? 'all-layers' : 'squashed',
    },
    table.files > 0 ? [`${plural(table.files, 'file')} with their checksums`] : [],
    where,
  );
}

function rootOf(table: ElementTable, document: JsonObject | undefined): JsonObject | undefined {
  const first = stringsOf(document?.rootElement).map((id) => table.get(id));
  const inner = first.flatMap((e) =>
    /Sbom$|Bom$/.test(textOf(e.type)) ? stringsOf(e.rootElement).map((id) => table.get(id)) : [e],
  );
  return inner.find(
    (e) =>
      e.type === 'software_Package' &&
      (/^(?:container|file|archive|source)$/.test(textOf(e.software_primaryPurpose)) ||
        table.said(e)?.source !== undefined),
  );
}

function sourceOf(
  table: ElementTable,
  document: JsonObject | undefined,
  root: JsonObject | undefined,
): SbomSource {
  const said = table.said(root)?.source;
  if (isObject(said)) return readSourceRecord(said);
  const [name, version] = [
    textOf(root?.name) || textOf(document?.name),
    textOf(root?.software_packageVersion),
  ];
  const isImage = root?.software_primaryPurpose === 'container';
  return {
    id: contentId({ document: textOf(document?.spdxId), root: textOf(root?.spdxId) }),
    name,
    version,
    type: isImage ? 'image' : 'unknown',
    ...(isImage && {
      image: readImageRecord({
        userInput: name,
        manifestDigest: /^sha\d+:/.test(version) ? version : '',
      }),
    }),
  };
}

function systemOf(element: JsonObject, table: ElementTable): Sbom['distribution'] {
  const name = textOf(element.name);
  return (
    readDistributionRecord(objectOf(table.said(element)?.distribution)) ??
    readDistribution({
      name,
      id: name.toLowerCase(),
      versionID: textOf(element.software_packageVersion),
    })
  );
}

type Fields = { declared: string; concluded: string };

function licencesOf(table: ElementTable): Map<string, Fields> {
  const fields = new Map<string, Fields>();
  for (const { from, type, to } of table.edges) {
    const kind =
      type === 'hasDeclaredLicense' ? 'declared' : type === 'hasConcludedLicense' ? 'concluded' : undefined;
    if (!kind) continue;
    const licence = table.get(to[0] ?? '');
    const expression = textOf(licence.simplelicensing_licenseExpression) || textOf(licence.name);
    const known = fields.get(from) ?? { declared: '', concluded: '' };
    fields.set(from, { ...known, [kind]: expression });
  }
  return fields;
}

function supplierOf(table: ElementTable, element: JsonObject): string {
  const agent = table.get(textOf(element.suppliedBy));
  const name = textOf(agent.name);
  if (name === '') return '';
  return `${agent.type === 'Person' ? 'Person' : 'Organization'}: ${name}`;
}

function dependenciesOf(edges: readonly Edge[], ids: ReadonlyMap<string, string>): Relationship[] {
  return edges
    .filter((e) => /^dependsOn$|^has(?:Optional|Provided|Prerequisite|Dynamic|Static)\w*$/.test(e.type))
    .flatMap(({ from, to }) =>
      to.flatMap((need): Relationship[] => {
        const [needed, needer] = [ids.get(need), ids.get(from)];
        return needed && needer && needed !== needer
          ? [{ from: needed, to: needer, type: 'dependency-of' }]
          : [];
      }),
    );
}

function toolOf(table: ElementTable, extras: JsonObject): Sbom['tool'] {
  const said: JsonValue | undefined = extras.tool;
  if (isObject(said)) return { name: textOf(said.name), version: textOf(said.version) };
  const creation = table.find('CreationInfo');
  const tool = table.get(stringsOf(creation?.createdUsing)[0] ?? '');
  const match = /^(.*?)(?:-(v?\d[^-\s]*))?$/.exec(textOf(tool.name));
  return { name: match?.[1] ?? '', version: match?.[2] ?? '' };
}
