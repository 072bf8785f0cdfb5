import { isObject, type JsonObject } from '../../../base/json.ts';
import { formatPurl } from '../../../codec/purl/index.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { EvidenceKind, PackageDraft } from '../../model.ts';

const MiB = 1024 * 1024;

/** Snaps, and the Ubuntu packages that were staged into them. */
export const snap: Cataloger = {
  id: 'snap',
  version: 1,
  title: 'Snaps and the packages inside of them',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/meta/snap.yaml', bytes: 1 * MiB },
    { glob: '**/usr/share/snappy/dpkg.yaml', bytes: 1 * MiB },
    { glob: '**/snap/manifest.yaml', bytes: 1 * MiB },
    { glob: '**/snap/snapcraft.yaml', bytes: 1 * MiB },
  ],
  parse: parseFile,
};

function parseFile(file: CatalogFile): ParsedFile {
  const document = parseYaml(file.bytes.toString('utf8'), file.path);
  if (!isObject(document)) return { unknowns: ['it is no snap document'] };
  const name = baseNameOf(file.path);
  if (name === 'snap.yaml') return snapOf(document, 'installed');
  if (name === 'snapcraft.yaml') return snapOf(document, 'declared');
  const isBase = name === 'dpkg.yaml';
  const metadata = { ...metadataOf(document), ...(isBase && { snapType: 'base' }) };
  return { packages: stagedPackages(document[isBase ? 'packages' : 'primed-stage-packages'], metadata) };
}

function metadataOf(document: JsonObject): Record<string, string> {
  const text = (key: string): string => (typeof document[key] === 'string' ? document[key] : '');
  const { architectures } = document;
  const first = Array.isArray(architectures) && typeof architectures[0] === 'string' ? architectures[0] : '';
  return {
    snapType: text('type') || 'app',
    base: text('base'),
    snapName: text('name'),
    snapVersion: scalar(document.version),
    architecture: text('architecture') || first,
  };
}

// A version that looks like a number is one in YAML.
function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function snapOf(document: JsonObject, evidence: EvidenceKind): ParsedFile {
  const metadata = metadataOf(document);
  const {
    snapName: name = '',
    snapVersion: version = '',
    architecture = '',
    base = '',
    snapType = '',
  } = metadata;
  if (name === '' || (version === '' && evidence === 'installed'))
    return evidence === 'declared' ? {} : { unknowns: ['the snap has no name or no version'] };
  const { license, summary } = document;
  const qualifiers = { arch: architecture, base, type: snapType };
  const draft: PackageDraft = {
    ...{ name, version, type: 'snap', evidence, metadataType: 'snap-entry', metadata },
    purl: formatPurl({ type: 'generic', namespace: 'snap', name, version, qualifiers }),
    ...(typeof license === 'string' && { licenses: [{ value: license, type: 'declared' as const }] }),
    ...(typeof summary === 'string' && { description: summary }),
  };
  return { packages: [draft] };
}

/** `libssl3:amd64=3.0.2-0ubuntu1.18`. */
function stagedPackages(list: unknown, metadata: Readonly<Record<string, string>>): PackageDraft[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item): PackageDraft[] => {
    const match = /^\s*([^=:\s]+)(?::([^=\s]+))?\s*=\s*(\S+)\s*$/.exec(String(item).slice(0, 1000));
    if (!match) return [];
    const [, name = '', architecture = metadata.architecture ?? '', version = ''] = match;
    return [
      {
        ...{ name, version, type: 'deb', evidence: 'installed', metadataType: 'snap-entry' },
        metadata: { ...metadata, architecture },
        // Snaps are built on Ubuntu and staged from its archive.
        purl: formatPurl({
          type: 'deb',
          namespace: 'ubuntu',
          name,
          version,
          qualifiers: { arch: architecture },
        }),
      },
    ];
  });
}
