import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../../../codec/xml.ts';
import type { PackageLicense } from '../../model.ts';

/** What a pom.xml says of its own artifact. Fields that name properties no one in the file gives are empty. */
export interface PomProject {
  readonly path: string;
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly parent?: { readonly groupId: string; readonly artifactId: string; readonly version: string };
  readonly licenses: readonly PackageLicense[];
  readonly dependencies: readonly PomDependency[];
}

export interface PomDependency {
  readonly groupId: string;
  readonly artifactId: string;
  /** Empty where a parent or bill of materials elsewhere decides. */
  readonly version: string;
  readonly scope: string;
}

const MAX_DEPENDENCIES = 10_000;
const MAX_ROUNDS = 8;
const MAX_EXPANDED = 1024;

/**
 * Reads a Maven project (POM 4.0): coordinates, inherited from the parent where it names them, properties of the same
 * file put in.
 * @throws PlimsollError where it is no XML
 */
export function parsePom(text: string, path: string): PomProject {
  const project = parseXml(text, path, { maxBytes: 8 * 1024 * 1024 });
  const parent = childOf(project, 'parent');
  const values = propertiesOf(project, parent);
  const value = (element: XmlElement | undefined, key: string): string =>
    expand(textOf(element, key) ?? '', values);
  return {
    path,
    groupId: value(project, 'groupId') || value(parent, 'groupId'),
    artifactId: value(project, 'artifactId'),
    version: value(project, 'version') || value(parent, 'version'),
    name: value(project, 'name'),
    description: value(project, 'description').replace(/\s+/g, ' '),
    url: value(project, 'url'),
    ...(parent && {
      parent: {
        groupId: value(parent, 'groupId'),
        artifactId: value(parent, 'artifactId'),
        version: value(parent, 'version'),
      },
    }),
    licenses: childrenOf(childOf(project, 'licenses'), 'license').flatMap(licenseOf),
    dependencies: dependenciesOf(project, value),
  };
}

function licenseOf(license: XmlElement): PackageLicense[] {
  const url = textOf(license, 'url');
  const value = textOf(license, 'name')?.replace(/\s+/g, ' ') ?? url;
  return value ? [{ value, type: 'declared', ...(url && { urls: [url] }) }] : [];
}

function propertiesOf(project: XmlElement, parent: XmlElement | undefined): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, text } of childOf(project, 'properties')?.children ?? []) values.set(name, text);
  for (const key of ['groupId', 'artifactId', 'version']) {
    const inherited = textOf(parent, key);
    const own = textOf(project, key) ?? (key === 'artifactId' ? undefined : inherited);
    if (own) for (const prefix of ['project.', 'pom.', '']) values.set(`${prefix}${key}`, own);
    if (inherited) values.set(`project.parent.${key}`, inherited);
  }
  return values;
}

function expand(text: string, values: ReadonlyMap<string, string>): string {
  let expanded = text;
  for (let round = 0; round < MAX_ROUNDS && expanded.includes('${'); round++)
    expanded = expanded
      .replace(/\$\{([^${}]*)\}/g, (all, key: string) => values.get(key.trim()) ?? all)
      .slice(0, MAX_EXPANDED);
  return expanded.includes('${') ? '' : expanded;
}

function dependenciesOf(
  project: XmlElement,
  value: (element: XmlElement | undefined, key: string) => string,
): PomDependency[] {
  const read = (element: XmlElement): PomDependency => ({
    groupId: value(element, 'groupId'),
    artifactId: value(element, 'artifactId'),
    version: value(element, 'version'),
    scope: value(element, 'scope'),
  });
  const managed = new Map<string, PomDependency>();
  const management = childOf(childOf(project, 'dependencyManagement'), 'dependencies');
  for (const one of childrenOf(management, 'dependency').map(read))
    managed.set(`${one.groupId}:${one.artifactId}`, one);
  return childrenOf(childOf(project, 'dependencies'), 'dependency')
    .slice(0, MAX_DEPENDENCIES)
    .map(read)
    .filter((one) => one.artifactId !== '' && one.groupId !== '')
    .map((one) => {
      const rule = managed.get(`${one.groupId}:${one.artifactId}`);
      return {
        ...one,
        version: one.version || (rule?.version ?? ''),
        scope: one.scope || (rule?.scope ?? ''),
      };
    });
}
