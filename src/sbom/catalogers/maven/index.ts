import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { Cataloger, CatalogFile, CatalogView, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { mavenPurl } from '../java/packages.ts';
import {
  type PomCoordinates,
  type PomDependency,
  type PomExpander,
  type PomModel,
  parsePomModel,
  pomCoordinates,
  pomExpander,
} from '../java/pom.ts';

const MAX_PARENTS = 16;

/** Maven projects and what they ask for; versions that a parent in the same tree states are found there. */
export const maven: Cataloger = {
  id: 'maven',
  version: 1,
  title: 'Maven projects (pom.xml)',
  evidence: ['declared'],
  files: [{ glob: '**/pom.xml', bytes: 4 * 1024 * 1024 }],
  parse: wholeFile(parseFile),
  complete: resolveAll,
};

// One draft a project: its dependencies are known only once its parents are.
function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const model = parsePomModel(bytes.toString('utf8'), path);
  if (!model.artifactId) return { unknowns: ['a project without its artifactId'] };
  return { packages: [projectDraft(model, pomExpander(model))], facts: model as unknown as JsonValue };
}

function resolveAll(found: readonly FoundPackage[], view: CatalogView): readonly FoundPackage[] {
  const byCoordinates = new Map<string, PomModel>();
  for (const [, facts] of view.allFacts()) {
    const model = facts as unknown as PomModel;
    byCoordinates.set(keyOf(pomCoordinates(model, pomExpander(model))), model);
  }
  return found.flatMap((one) => {
    const model = view.facts(one.path) as unknown as PomModel | undefined;
    if (!model) return [one];
    const parents = parentsOf(model, byCoordinates);
    const value = pomExpander(model, parents);
    return [projectDraft(model, value), ...dependencyDrafts(model, parents, value)].map((draft) => ({
      ...one,
      draft,
    }));
  });
}

function parentsOf(model: PomModel, byCoordinates: ReadonlyMap<string, PomModel>): PomModel[] {
  const parents: PomModel[] = [];
  let next = model.parent && byCoordinates.get(keyOf(model.parent));
  while (next && parents.length < MAX_PARENTS && !parents.includes(next)) {
    parents.push(next);
    next = next.parent && byCoordinates.get(keyOf(next.parent));
  }
  return parents;
}

function keyOf({ groupId, artifactId, version }: PomCoordinates): string {
  return `${groupId}:${artifactId}:${version}`;
}

function projectDraft(model: PomModel, value: PomExpander): PackageDraft {
  const coordinates = pomCoordinates(model, value);
  const [description, url] = [value(model.description), value(model.url)];
  return {
    ...javaDraft(coordinates),
    requires: model.dependencies.map((one) => `${value(one.groupId)}:${value(one.artifactId)}`),
    metadata: {
      virtualPath: '',
      pomProject: {
        path: '',
        ...coordinates,
        name: value(model.name),
        ...(model.parent && { parent: { ...model.parent } }),
        ...field('description', description),
        ...field('url', url),
      },
    },
    ...(model.licenses.length > 0 && { licenses: model.licenses }),
    ...(description && { description }),
    ...(/^https?:\/\//.test(url) && { homepage: url }),
  };
}

function dependencyDrafts(model: PomModel, parents: readonly PomModel[], value: PomExpander): PackageDraft[] {
  const managed = new Map<string, PomDependency>();
  for (const one of [...parents.toReversed(), model].flatMap((project) => project.managed))
    managed.set(`${value(one.groupId)}:${value(one.artifactId)}`, one);
  const asked = [...model.dependencies, ...parents.flatMap((parent) => parent.dependencies)];
  const drafts = new Map<string, PackageDraft>();
  for (const one of asked) {
    const key = `${value(one.groupId)}:${value(one.artifactId)}`;
    const rule = managed.get(key);
    const resolved = {
      groupId: value(one.groupId),
      artifactId: value(one.artifactId),
      version: exact(value(one.version || (rule?.version ?? ''))),
      scope: one.scope || (rule?.scope ?? ''),
    };
    if (resolved.groupId && resolved.artifactId && !drafts.has(key))
      drafts.set(key, dependencyDraft(resolved));
  }
  return [...drafts.values()];
}

// `[1.0]` is that version alone; of a range none is known.
function exact(version: string): string {
  const alone = /^\[([^,[\]()]+)\]$/.exec(version)?.[1];
  return alone ?? (/[[\](),]/.test(version) ? '' : version);
}

function dependencyDraft({ scope, ...coordinates }: PomDependency): PackageDraft {
  return {
    ...javaDraft(coordinates),
    metadata: {
      virtualPath: '',
      pomProperties: { path: '', name: '', ...coordinates, ...field('scope', scope) } as JsonObject,
    },
  };
}

function javaDraft(coordinates: PomCoordinates): PackageDraft {
  return {
    name: coordinates.artifactId,
    version: coordinates.version,
    type: 'java-archive',
    language: 'java',
    purl: mavenPurl(coordinates),
    evidence: 'declared',
    provides: [`${coordinates.groupId}:${coordinates.artifactId}`],
    metadataType: 'java-archive',
  };
}
