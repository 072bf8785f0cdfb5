import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../../../codec/xml.ts';
import { SBOM_LIMITS } from '../assemble.ts';
import type { ReadDocument } from '../format.ts';
import { readCycloneDocument } from './read.ts';

const MAX_ELEMENTS = 10_000_000;

/**
 * Reads CycloneDX XML: its tree in the shape of the JSON, read as that is.
 * @throws PlimsollError `malformed`, `limit`
 */
export function readCycloneXml(bytes: Uint8Array, where: string): ReadDocument {
  const root = parseXml(decode(bytes, where), where, {
    maxBytes: SBOM_LIMITS.bytes,
    maxDepth: SBOM_LIMITS.depth,
    maxElements: MAX_ELEMENTS,
    keepSpace: true,
  });
  if (!/(?:^|:)bom$/.test(root.name))
    throw new PlimsollError('malformed', `read ${where}: its root is ${root.name}, CycloneDX has bom`);
  return readCycloneDocument(documentOf(root), where);
}

function decode(bytes: Uint8Array, where: string): string {
  if (bytes.length > SBOM_LIMITS.bytes)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${bytes.length} bytes of XML, the limit is ${SBOM_LIMITS.bytes}`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PlimsollError('malformed', `read ${where}: not valid UTF-8`, { cause });
  }
}

function documentOf(root: XmlElement): JsonObject {
  const metadata = childOf(root, 'metadata');
  const tools = childOf(metadata, 'tools');
  const modern = childOf(tools, 'components');
  return {
    serialNumber: root.attributes.serialNumber ?? '',
    metadata: {
      timestamp: textOf(metadata, 'timestamp') ?? '',
      tools: modern ? { components: components(modern) } : childrenOf(tools, 'tool').map(componentOf),
      component: objectOr(childOf(metadata, 'component')),
      properties: properties(metadata),
    },
    components: components(childOf(root, 'components')),
    dependencies: childrenOf(childOf(root, 'dependencies'), 'dependency').map((d) => ({
      ref: d.attributes.ref ?? '',
      dependsOn: childrenOf(d, 'dependency').map((need) => need.attributes.ref ?? ''),
    })),
    ...otherSections(root),
  };
}

const READ = new Set(['metadata', 'components', 'dependencies']);

function otherSections(root: XmlElement): JsonObject {
  const names = root.children.map((c) => c.name.slice(c.name.indexOf(':') + 1));
  return Object.fromEntries(names.filter((n) => !READ.has(n)).map((n) => [n, true]));
}

function components(list: XmlElement | undefined): JsonObject[] {
  return childrenOf(list, 'component').map(componentOf);
}

function objectOr(component: XmlElement | undefined): JsonObject {
  return component ? componentOf(component) : {};
}

const TEXTS = ['group', 'name', 'version', 'description', 'publisher', 'cpe', 'purl'];

function componentOf(component: XmlElement): JsonObject {
  const texts = TEXTS.flatMap((name) => {
    const text = textOf(component, name);
    return text === undefined ? [] : [[name, text] as const];
  });
  const supplier = textOf(childOf(component, 'supplier'), 'name');
  const evidence = childOf(component, 'evidence');
  const nested = childOf(component, 'components');
  return {
    type: component.attributes.type ?? '',
    'bom-ref': component.attributes['bom-ref'] ?? '',
    ...Object.fromEntries(texts),
    ...(supplier && { supplier: { name: supplier } }),
    licenses: (childOf(component, 'licenses')?.children ?? []).map(licenceOf),
    externalReferences: childrenOf(childOf(component, 'externalReferences'), 'reference').map((r) => ({
      type: r.attributes.type ?? '',
      url: textOf(r, 'url') ?? '',
    })),
    properties: properties(component),
    ...(evidence && {
      evidence: {
        occurrences: childrenOf(childOf(evidence, 'occurrences'), 'occurrence').map((o) => ({
          location: textOf(o, 'location') ?? '',
        })),
      },
    }),
    ...(nested && { components: components(nested) }),
  };
}

function licenceOf(choice: XmlElement): JsonObject {
  const acknowledgement = choice.attributes.acknowledgement ?? '';
  if (/(?:^|:)expression$/.test(choice.name)) return { expression: choice.text, acknowledgement };
  const field = (name: string): JsonObject => {
    const text = textOf(choice, name);
    return text === undefined ? {} : { [name]: text };
  };
  const content = textOf(choice, 'text');
  return {
    license: {
      ...field('id'),
      ...field('name'),
      ...field('url'),
      ...(content && { text: { content } }),
      acknowledgement,
    },
  };
}

function properties(parent: XmlElement | undefined): JsonValue {
  return childrenOf(childOf(parent, 'properties'), 'property').map((p) => ({
    name: p.attributes.name ?? '',
    value: p.text || (p.attributes.value ?? ''),
  }));
}
