import { type JsonObject, parseJsonObject } from '../../../base/json.ts';
import { plural } from '../../../base/text.ts';
import { contentId } from '../../identity.ts';
import type { Relationship, Sbom, SbomUnknown } from '../../model.ts';
import { assemble, checkCount, SBOM_LIMITS } from '../assemble.ts';
import type { ReadDocument } from '../format.ts';
import { derivedRelationships } from '../relationships.ts';
import { numberOf, objectOf, objectsOf, stringsOf, textOf } from '../values.ts';
import { firstOf, jsonOf, type PropertyMap, readProperties } from './properties.ts';
import { type ReadContext, readComponent } from './read-component.ts';
import { readOperatingSystem, readSource } from './source.ts';

const MAX_NESTING = 32;

/**
 * Reads CycloneDX JSON from 1.2 on, plimsoll's, syft's and trivy's own properties with it.
 * @throws PlimsollError `malformed`, `limit`
 */
export function readCycloneJson(bytes: Uint8Array, where: string): ReadDocument {
  const limits = { maxBytes: SBOM_LIMITS.bytes, maxDepth: SBOM_LIMITS.depth };
  return readCycloneDocument(parseJsonObject(bytes, where, limits), where);
}

/** @throws PlimsollError `limit` */
export function readCycloneDocument(document: JsonObject, where: string): ReadDocument {
  const metadata = objectOf(document.metadata);
  const root = objectOf(metadata.component);
  const rootRef = textOf(root['bom-ref']);
  const source = readSource(root, rootRef || contentId({ source: textOf(document.serialNumber) || where }));
  const layers = new Map((source.image?.layers ?? []).map((l, i) => [l.diffId, i]));
  const all = flatten([...objectsOf(document.components), ...objectsOf(root.components)], where);
  const { packages: components, systems, others } = sortOut(all);
  const needs = objectsOf(document.dependencies).map((d) => ({
    ref: textOf(d.ref),
    dependsOn: stringsOf(d.dependsOn),
  }));
  const context: ReadContext = {
    layers,
    sourceType: source.type,
    ids: idsByReference(components),
    placedIn: placesOf(others, needs),
  };
  const packages = components.map((c) => readComponent(c, context));
  const distribution = systems.map(readOperatingSystem).find((d) => d !== undefined);
  const lost = others.filter((c) => c.type !== 'application' || textOf(c.purl) !== '').length;
  return assemble(
    {
      tool: readTool(metadata),
      created: textOf(metadata.timestamp),
      source,
      ...(distribution && { distribution }),
      packages,
      relationships: [
        ...derivedRelationships(source.id, packages),
        ...dependencies(needs, context.ids, where),
      ],
      ...readScope(readProperties(metadata)),
    },
    [
      ...(lost > 0 ? [`${plural(lost, 'component')} that are no packages`] : []),
      ...lostLayers(components, layers),
      ...lostSections(document),
    ],
    where,
  );
}

/** Components inside components stand beside them. */
function flatten(components: readonly JsonObject[], where: string): JsonObject[] {
  const flat: JsonObject[] = [];
  let level = components;
  for (let depth = 0; level.length > 0 && depth < MAX_NESTING; depth++) {
    checkCount(flat.length + level.length, 'packages', where);
    for (const one of level) flat.push(one);
    level = level.flatMap((c) => objectsOf(c.components));
  }
  return flat;
}

interface Sorted {
  readonly packages: readonly JsonObject[];
  readonly systems: readonly JsonObject[];
  /** Files, data, and what trivy calls the place of packages. */
  readonly others: readonly JsonObject[];
}

const PACKAGE_TYPES = new Set(['library', 'application', 'framework', 'firmware', 'platform', 'container']);

function sortOut(components: readonly JsonObject[]): Sorted {
  const systems: JsonObject[] = [];
  const packages: JsonObject[] = [];
  const others: JsonObject[] = [];
  for (const component of components) {
    const isSystem = component.type === 'operating-system' && !textOf(component.purl);
    (isSystem ? systems : isPackage(component) ? packages : others).push(component);
  }
  return { packages, systems, others };
}

function isPackage(component: JsonObject): boolean {
  if (textOf(component.name) === '') return false;
  if (textOf(component.purl)) return true;
  const properties = readProperties(component);
  if (properties.has('aquasecurity:trivy:Class')) return false;
  return PACKAGE_TYPES.has(textOf(component.type)) || properties.has('syft:package:type');
}

function idsByReference(components: readonly JsonObject[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const component of components) {
    const ref = textOf(component['bom-ref']);
    if (ref !== '' && !ids.has(ref)) ids.set(ref, idOf(ref));
  }
  return ids;
}

function idOf(ref: string): string {
  if (/^[0-9a-f]{16}$/.test(ref)) return ref;
  return /[?&]package-id=([0-9a-f]{8,64})(?:[&#]|$)/.exec(ref)?.[1] ?? contentId({ ref });
}

// syft names the layers of files, and nowhere says which one is above which.
function lostLayers(components: readonly JsonObject[], layers: ReadonlyMap<string, number>): string[] {
  const isLost =
    layers.size === 0 && components.some((c) => readProperties(c).has('syft:location:0:layerID'));
  return isLost ? ['the layers of packages, whose order it does not say'] : [];
}

interface Needs {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

// trivy files packages under an "application" named for the lock file or program that they are of.
function placesOf(others: readonly JsonObject[], needs: readonly Needs[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const component of others)
    if (component.type === 'application' && readProperties(component).has('aquasecurity:trivy:Type'))
      names.set(textOf(component['bom-ref']), textOf(component.name));
  const places = new Map<string, string>();
  for (const { ref, dependsOn } of needs) {
    const name = names.get(ref);
    if (name?.includes('/') || name?.includes('.'))
      for (const child of dependsOn) if (!places.has(child)) places.set(child, name);
  }
  return places;
}

function dependencies(
  needs: readonly Needs[],
  ids: ReadonlyMap<string, string>,
  where: string,
): Relationship[] {
  let count = 0;
  for (const { dependsOn } of needs) count += dependsOn.length;
  checkCount(count, 'relationships', where);
  return needs.flatMap(({ ref, dependsOn }) => {
    const to = ids.get(ref);
    if (to === undefined) return [];
    return dependsOn.flatMap((need): Relationship[] => {
      const from = ids.get(need);
      return from === undefined || from === to ? [] : [{ from, to, type: 'dependency-of' }];
    });
  });
}

function readTool(metadata: JsonObject): Sbom['tool'] {
  const tool =
    objectsOf(objectOf(metadata.tools).components)[0] ?? objectsOf(metadata.tools)[0] ?? ({} as JsonObject);
  return { name: textOf(tool.name), version: textOf(tool.version) };
}

function readScope(properties: PropertyMap): Pick<Sbom, 'scope' | 'unknowns'> {
  return {
    scope: firstOf(properties, 'plimsoll:scope') === 'all-layers' ? 'all-layers' : 'squashed',
    unknowns: (properties.get('plimsoll:unknown') ?? []).map((text) => readUnknown(jsonOf(text))),
  };
}

export function readUnknown(value: JsonObject): SbomUnknown {
  return {
    path: textOf(value.path),
    ...(typeof value.layer === 'number' && { layer: numberOf(value.layer) }),
    cataloger: textOf(value.cataloger),
    reason: textOf(value.reason),
  };
}

const SECTIONS = [
  'services',
  'vulnerabilities',
  'compositions',
  'annotations',
  'formulation',
  'declarations',
  'signature',
];

function lostSections(document: JsonObject): string[] {
  return SECTIONS.filter((name) => {
    const value = document[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}
