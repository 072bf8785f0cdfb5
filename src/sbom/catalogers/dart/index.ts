import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, textMapOf, textOf, textsOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

const MiB = 1024 * 1024;

/** Dart and Flutter: what pub locked, and what a package says of itself. */
export const dart: Cataloger = {
  id: 'dart',
  version: 1,
  title: 'Dart and Flutter (pubspec.lock, pubspec.yaml)',
  evidence: ['declared'],
  files: [
    { glob: '**/pubspec.lock', bytes: 2 * MiB },
    { glob: '**/pubspec.yaml', bytes: 1 * MiB },
    { glob: '**/pubspec.yml', bytes: 1 * MiB },
  ],
  parse: wholeFile(parseFile),
};

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const document = objectOf(parseYaml(bytes.toString('utf8'), path, { maxBytes: 2 * MiB }));
  if (baseNameOf(path) !== 'pubspec.lock') return parsePubspec(document);
  const packages = Object.entries(objectOf(document.packages)).map(([name, entry]) =>
    locked(name, objectOf(entry)),
  );
  return { packages };
}

function locked(name: string, entry: JsonObject): PackageDraft {
  const version = textOf(entry.version) ?? '';
  const description = objectOf(entry.description);
  const url = textOf(description.url);
  const host = entry.source === 'hosted' && url && !isDefaultHost(url) ? url : undefined;
  const vcs =
    entry.source === 'git' && url ? `${url}@${textOf(description['resolved-ref']) ?? ''}` : undefined;
  return {
    name,
    version,
    type: 'dart-pub',
    language: 'dart',
    purl: formatPurl({
      type: 'pub',
      name,
      version,
      qualifiers: { repository_url: host ?? '', vcs_url: vcs ?? '' },
    }),
    evidence: 'declared',
    metadataType: 'dart-pubspec-lock-entry',
    metadata: {
      name,
      version,
      ...field('hosted_url', host?.replace(/^https?:\/\//, '')),
      ...field('vcs_url', vcs),
    },
  };
}

function isDefaultHost(url: string): boolean {
  return /^https?:\/\/pub\.(?:dev|dartlang\.org)\/?$/.test(url);
}

function parsePubspec(document: JsonObject): ParsedFile {
  const name = textOf(document.name);
  const version = textOf(document.version);
  // An application has no need of a version: it is then nothing that anyone could look up.
  if (!name || !version) return {};
  const homepage = textOf(document.homepage) ?? textOf(document.repository);
  const description = textOf(document.description);
  return {
    packages: [
      {
        name,
        version,
        type: 'dart-pub',
        language: 'dart',
        purl: formatPurl({ type: 'pub', name, version }),
        evidence: 'declared',
        metadataType: 'dart-pubspec',
        metadata: pubspecMetadata(document),
        ...(homepage && { homepage }),
        ...(description && { description: description.trim() }),
      },
    ],
  };
}

function pubspecMetadata(document: JsonObject): JsonObject {
  const { sdk, flutter } = textMapOf(document.environment);
  const environment = { ...field('sdk', sdk), ...field('flutter', flutter) };
  return {
    ...field('homepage', textOf(document.homepage)),
    ...field('repository', textOf(document.repository)),
    ...field('documentation', textOf(document.documentation)),
    ...field('publish_to', textOf(document.publish_to)),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...field('platforms', Object.keys(objectOf(document.platforms))),
    ...field('ignored_advisories', textsOf(document.ignored_advisories)),
  };
}
