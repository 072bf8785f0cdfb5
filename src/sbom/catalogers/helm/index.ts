import { formatPurl } from '../../../codec/purl/index.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, objectsOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

/** Helm charts and what they were resolved to. */
export const helm: Cataloger = {
  id: 'helm',
  version: 1,
  title: 'Helm charts (Chart.yaml, Chart.lock)',
  evidence: ['declared'],
  files: [
    { glob: '**/Chart.yaml', bytes: 1024 * 1024 },
    { glob: '**/{Chart,requirements}.lock', bytes: 1024 * 1024 },
  ],
  parse: wholeFile(parseFile),
  complete: withoutDoubles,
};

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const document = objectOf(parseYaml(bytes.toString('utf8'), path));
  const dependencies = objectsOf(document.dependencies).flatMap((one) => {
    const [name, version] = [textOf(one.name), textOf(one.version)];
    // A range is no version: the lock file beside it has one.
    if (!name || !version || !/^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version)) return [];
    return [chart(name, version, textOf(one.repository), parentOf(path))];
  });
  const [name, version] = [textOf(document.name), textOf(document.version)];
  if (baseNameOf(path) !== 'Chart.yaml' || !name || !version) return { packages: dependencies };
  const [homepage, description] = [textOf(document.home), textOf(document.description)];
  const names = objectsOf(document.dependencies).flatMap((one) => textOf(one.name) ?? []);
  const own = chart(name, version, undefined, parentOf(path));
  return {
    packages: [
      {
        ...own,
        requires: names,
        metadata: { ...own.metadata, ...field('appVersion', versionText(document.appVersion)) },
        ...(homepage && { homepage }),
        ...(description && { description }),
      },
      ...dependencies,
    ],
  };
}

function chart(name: string, version: string, repository: string | undefined, scope: string): PackageDraft {
  const url = /^https?:\/\//.test(repository ?? '') ? (repository as string) : '';
  return {
    name,
    version,
    type: 'helm',
    purl: formatPurl({ type: 'helm', name, version, qualifiers: { repository_url: url } }),
    evidence: 'declared',
    scope,
    metadataType: 'helm-chart',
    metadata: { name, version, ...field('repository', repository) },
  };
}

// Unquoted, YAML reads 6.0 as a number.
function versionText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}

// Chart.yaml and its lock name the same dependency.
function withoutDoubles(found: readonly FoundPackage[]): readonly FoundPackage[] {
  const seen = new Map<string, FoundPackage>();
  for (const one of found) {
    const key = `${one.draft.scope}\0${one.draft.name}\0${one.draft.version}`;
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}
