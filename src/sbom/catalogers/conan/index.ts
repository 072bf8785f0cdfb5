import type { JsonObject } from '../../../base/json.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, parseLenientJson, textOf, textsOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { type ConanReference, conanDraft, parseConanReference, referenceMetadata } from './reference.ts';

const MiB = 1024 * 1024;

/** Conan: what C and C++ projects ask for, what was locked, what lies in the cache. */
export const conan: Cataloger = {
  id: 'conan',
  version: 1,
  title: 'Conan (conan.lock, conanfile.txt, conaninfo.txt)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/conan.lock', bytes: 16 * MiB },
    { glob: '**/conanfile.txt', bytes: 1 * MiB },
    { glob: '**/conaninfo.txt', bytes: 1 * MiB },
  ],
  parse: wholeFile(parseFile),
};

function parseFile(file: CatalogFile): ParsedFile {
  const name = baseNameOf(file.path);
  if (name === 'conanfile.txt') return parseConanfile(file);
  if (name === 'conaninfo.txt') return parseConaninfo(file);
  const document = parseLenientJson(file.bytes, file.path);
  return { packages: document.graph_lock ? lockedBy1(document) : lockedBy2(document) };
}

// Conan 2: plain lists of references.
function lockedBy2(document: JsonObject): PackageDraft[] {
  return ['requires', 'build_requires', 'python_requires', 'config_requires'].flatMap((list) =>
    textsOf(document[list]).flatMap((text) => {
      const reference = parseConanReference(text);
      if (!reference) return [];
      return [
        {
          ...conanDraft(reference, 'declared'),
          metadataType: 'c-conan-lock-v2-entry',
          metadata: referenceMetadata(reference),
        },
      ];
    }),
  );
}

// Conan 1: a graph of numbered nodes.
function lockedBy1(document: JsonObject): PackageDraft[] {
  const nodes = Object.entries(objectOf(objectOf(document.graph_lock).nodes));
  const references = new Map(
    nodes.map(([id, node]) => [id, parseConanReference(textOf(objectOf(node).ref) ?? '')] as const),
  );
  return nodes.flatMap(([id, value]) => {
    const reference = references.get(id);
    if (!reference) return [];
    const node = objectOf(value);
    const requires = [...textsOf(node.requires), ...textsOf(node.build_requires)].flatMap((needed) => {
      const other = references.get(needed);
      return other ? [`${other.name}@${other.version}`] : [];
    });
    return [
      {
        ...conanDraft(reference, 'declared'),
        requires,
        metadataType: 'c-conan-lock-entry',
        metadata: nodeMetadata(reference, node),
      },
    ];
  });
}

function nodeMetadata(reference: ConanReference, node: JsonObject): JsonObject {
  const options = (textOf(node.options) ?? '').split('\n').flatMap((line): JsonObject[] => {
    const [key, value] = line.split('=');
    return key && value !== undefined ? [{ key, value }] : [];
  });
  return {
    ref: reference.text,
    ...field('package_id', textOf(node.package_id)),
    ...field('prev', textOf(node.prev)),
    ...field('requires', textsOf(node.requires)),
    ...field('build_requires', textsOf(node.build_requires)),
    ...field('py_requires', textsOf(node.python_requires)),
    ...field('options', options),
    ...field('path', textOf(node.path)),
    ...field('context', textOf(node.context)),
  };
}

function parseConanfile({ bytes }: CatalogFile): ParsedFile {
  const sections = sectionsOf(bytes.toString('utf8'));
  const asked = [
    ...(sections.get('requires') ?? []),
    ...(sections.get('tool_requires') ?? []),
    ...(sections.get('build_requires') ?? []),
  ];
  return {
    packages: asked.flatMap((line) => {
      const reference = parseConanReference(line);
      if (!reference) return [];
      return [
        {
          ...conanDraft(reference, 'declared'),
          metadataType: 'c-conan-file-entry',
          metadata: { ref: reference.text },
        },
      ];
    }),
  };
}

// The cache of Conan 1 says by its folders whose file this is: data/NAME/VERSION/USER/CHANNEL/package/ID/conaninfo.txt.
function parseConaninfo({ path, bytes }: CatalogFile): ParsedFile {
  const own = /(?:^|\/)([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/package\/([^/]+)\/conaninfo\.txt$/.exec(path);
  const needed = (sectionsOf(bytes.toString('utf8')).get('full_requires') ?? []).flatMap(
    (line) => parseConanReference(line) ?? [],
  );
  const ownReference = own && parseConanReference(`${own[1]}/${own[2]}@${own[3]}/${own[4]}:${own[5]}`);
  const entry = (reference: ConanReference): PackageDraft => ({
    ...conanDraft(reference, 'installed'),
    metadataType: 'c-conan-info-entry',
    metadata: infoMetadata(reference),
  });
  return {
    packages: [
      ...(ownReference
        ? [{ ...entry(ownReference), requires: needed.map((r) => `${r.name}@${r.version}`) }]
        : []),
      ...needed.map(entry),
    ],
  };
}

function infoMetadata(reference: ConanReference): JsonObject {
  return { ref: reference.text, ...field('package_id', reference.packageId) };
}

function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const raw of text.split(/\r?\n/)) {
    // A `#` within a reference begins its revision.
    const comment = raw.search(/(?:^|\s)#/);
    const line = (comment < 0 ? raw : raw.slice(0, comment)).trim();
    const header = /^\[([\w-]+)\]$/.exec(line)?.[1];
    if (header) {
      lines = [];
      sections.set(header, lines);
    } else if (line) lines.push(line);
  }
  return sections;
}
