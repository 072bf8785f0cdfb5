import type { JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, objectsOf, parseLenientJson, textOf, textsOf } from '../../json-fields.ts';

const MiB = 1024 * 1024;

/** Conda: the record that it keeps of every package in an environment. */
export const conda: Cataloger = {
  id: 'conda',
  version: 1,
  title: 'Conda packages (conda-meta)',
  evidence: ['installed'],
  files: [{ glob: '**/conda-meta/*.json', bytes: 64 * MiB }],
  parse: parseRecord,
  // Each package has a file of its own: what they need is resolved over the environment.
  complete: (found) =>
    found.map((one) => ({
      ...one,
      draft: { ...one.draft, scope: one.path.slice(0, one.path.lastIndexOf('/')) },
    })),
};

const TEXTS = [
  'channel',
  'subdir',
  'noarch',
  'license',
  'license_family',
  'md5',
  'sha256',
  'fn',
  'url',
  'extracted_package_dir',
];

function parseRecord({ bytes, path, isCut }: CatalogFile): ParsedFile {
  if (isCut) return { unknowns: ['a package record larger than is read'] };
  const record = parseLenientJson(bytes, path);
  const [name, version] = [textOf(record.name), textOf(record.version)];
  if (!name || !version) return { unknowns: ['a package record without name or version'] };
  const license = textOf(record.license);
  return {
    packages: [
      {
        name,
        version,
        type: 'conda',
        language: '',
        evidence: 'installed',
        purl: purlOf(record, name, version),
        metadataType: 'conda-metadata-entry',
        metadata: metadataOf(record, name, version),
        licenses: license ? [{ value: license, type: 'declared', path }] : [],
        // `python >=3.11,<3.12`: the name is the first word.
        requires: textsOf(record.depends).map((need) => need.split(/[ =<>!~]/, 1)[0] as string),
      },
    ],
  };
}

function purlOf(record: JsonObject, name: string, version: string): string {
  const qualifiers = {
    build: textOf(record.build) ?? '',
    channel: channelOf(textOf(record.channel) ?? '', textOf(record.subdir) ?? ''),
    subdir: textOf(record.subdir) ?? '',
    type: /\.(conda|tar\.bz2)$/.exec(textOf(record.fn) ?? textOf(record.url) ?? '')?.[1] ?? '',
  };
  return formatPurl({ type: 'conda', name, version, qualifiers });
}

// Its name, or the address of one of its folders.
function channelOf(channel: string, subdir: string): string {
  const parts = channel.split('/').filter(Boolean);
  if (parts.at(-1) === subdir) parts.pop();
  return parts.at(-1) ?? '';
}

function metadataOf(record: JsonObject, name: string, version: string): JsonObject {
  const numbers = ['size', 'timestamp'].filter((key) => typeof record[key] === 'number');
  const paths = objectOf(record.paths_data);
  const link = objectOf(record.link);
  return {
    ...field('arch', textOf(record.arch)),
    name,
    version,
    build: textOf(record.build) ?? '',
    build_number: typeof record.build_number === 'number' ? record.build_number : 0,
    ...Object.assign({}, ...TEXTS.map((key) => field(key, textOf(record[key])))),
    ...Object.assign({}, ...numbers.map((key) => field(key, record[key]))),
    ...field('depends', textsOf(record.depends)),
    ...field('files', textsOf(record.files)),
    ...(Array.isArray(paths.paths) && {
      paths_data: { paths_version: numberOf(paths.paths_version), paths: objectsOf(paths.paths).map(pathOf) },
    }),
    ...(textOf(link.source) && { link: { source: link.source ?? '', type: numberOf(link.type) } }),
  };
}

function pathOf(entry: JsonObject): JsonObject {
  return {
    _path: textOf(entry._path) ?? '',
    path_type: textOf(entry.path_type) ?? '',
    sha256: textOf(entry.sha256) ?? '',
    sha256_in_prefix: textOf(entry.sha256_in_prefix) ?? '',
    size_in_bytes: numberOf(entry.size_in_bytes),
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
