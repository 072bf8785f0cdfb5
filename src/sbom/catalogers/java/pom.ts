import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../../../codec/xml.ts';
import type { PackageLicense } from '../../model.ts';

export interface PomCoordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

export interface PomDependency extends PomCoordinates {
  readonly scope: string;
}

/** A pom.xml as written: values may name properties, fields may be left to a parent. */
export interface PomModel extends PomCoordinates {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly parent?: PomCoordinates;
  readonly properties: Readonly<Record<string, string>>;
  readonly licenses: readonly PackageLicense[];
  /** Versions for dependencies that state none. */
  readonly managed: readonly PomDependency[];
  readonly dependencies: readonly PomDependency[];
}

/** What a pom.xml says of its own artifact. Fields that name properties no one in the file gives are empty. */
export interface PomProject extends PomCoordinates {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly parent?: PomCoordinates;
  readonly licenses: readonly PackageLicense[];
}

const MAX_DEPENDENCIES = 10_000;
const MAX_PROPERTIES = 10_000;
const MAX_ROUNDS = 8;
const MAX_EXPANDED = 1024;

/**
 * Reads a Maven project (POM 4.0) as it is written.
 * @throws PlimsollError where it is no XML
 */
export function parsePomModel(text: string, path: string): PomModel {
  const project = parseXml(text, path, { maxBytes: 8 * 1024 * 1024 });
  const parent = childOf(project, 'parent');
  const management = childOf(project, 'dependencyManagement');
  const properties = childOf(project, 'properties')?.children.slice(0, MAX_PROPERTIES) ?? [];
  return {
    ...coordinatesIn(project),
    name: textOf(project, 'name') ?? '',
    description: textOf(project, 'description')?.replace(/\s+/g, ' ').slice(0, MAX_EXPANDED) ?? '',
    url: textOf(project, 'url') ?? '',
    ...(parent && { parent: coordinatesIn(parent) }),
    properties: Object.fromEntries(properties.map((p) => [p.name, p.text.slice(0, MAX_EXPANDED)])),
    licenses: childrenOf(childOf(project, 'licenses'), 'license').flatMap(licenseOf),
    managed: dependenciesIn(management),
    dependencies: dependenciesIn(project),
  };
}

function coordinatesIn(element: XmlElement): PomCoordinates {
  const text = (key: string): string => textOf(element, key)?.slice(0, MAX_EXPANDED) ?? '';
  return { groupId: text('groupId'), artifactId: text('artifactId'), version: text('version') };
}

function dependenciesIn(element: XmlElement | undefined): PomDependency[] {
  return childrenOf(childOf(element, 'dependencies'), 'dependency')
    .slice(0, MAX_DEPENDENCIES)
    .map((one) => ({ ...coordinatesIn(one), scope: textOf(one, 'scope') ?? '' }));
}

function licenseOf(license: XmlElement): PackageLicense[] {
  const url = textOf(license, 'url');
  const value = textOf(license, 'name')?.replace(/\s+/g, ' ') ?? url;
  return value ? [{ value, type: 'declared', ...(url && { urls: [url] }) }] : [];
}

/** Puts the values of properties into texts; what names one that is not known becomes empty. */
export type PomExpander = (text: string) => string;

/**
 * The properties that hold in a project: its own, then those of its parents, nearest first, and what Maven derives from
 * its coordinates.
 */
export function pomExpander(model: PomModel, parents: readonly PomModel[] = []): PomExpander {
  const values = new Map<string, string>();
  for (const one of [...parents.toReversed(), model])
    for (const [key, value] of Object.entries(one.properties)) values.set(key, value);
  for (const key of ['groupId', 'artifactId', 'version'] as const) {
    const inherited = model.parent?.[key];
    const own = model[key] || (key === 'artifactId' ? '' : inherited);
    if (own) for (const prefix of ['project.', 'pom.', '']) values.set(`${prefix}${key}`, own);
    if (inherited) values.set(`project.parent.${key}`, inherited);
  }
  return (text) => expand(text, values);
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  let expanded = text.slice(0, MAX_EXPANDED);
  for (let round = 0; round < MAX_ROUNDS && expanded.includes('${'); round++)
    expanded = expanded
      .replace(/\$\{([^${}]*)\}/g, (all, key: string) => values.get(key.trim()) ?? all)
      .slice(0, MAX_EXPANDED);
  return expanded.includes('${') ? '' : expanded;
}

/** A project's own coordinates, what it leaves out inherited from the parent that it names. */
export function pomCoordinates(model: PomModel, value: PomExpander): PomCoordinates {
  return {
    groupId: value(model.groupId || (model.parent?.groupId ?? '')),
    artifactId: value(model.artifactId),
    version: value(model.version || (model.parent?.version ?? '')),
  };
}

/**
 * Reads a pom.xml that stands alone, as in a jar.
 * @throws PlimsollError where it is no XML
 */
export function parsePom(text: string, path: string): PomProject {
  const model = parsePomModel(text, path);
  const value = pomExpander(model);
  const { parent } = model;
  return {
    path,
    ...pomCoordinates(model, value),
    name: value(model.name),
    description: value(model.description),
    url: value(model.url),
    ...(parent && {
      parent: {
        groupId: value(parent.groupId),
        artifactId: value(parent.artifactId),
        version: value(parent.version),
      },
    }),
    licenses: model.licenses,
  };
}
