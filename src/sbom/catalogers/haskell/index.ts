import { formatPurl } from '../../../codec/purl/index.ts';
import { parseYaml } from '../../../codec/yaml.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field, objectOf, objectsOf, textOf } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';

const MiB = 1024 * 1024;

/** Haskell: what Stack and Cabal were told or froze. */
export const haskell: Cataloger = {
  id: 'haskell',
  version: 1,
  title: 'Haskell (stack.yaml, stack.yaml.lock, cabal.project.freeze)',
  evidence: ['declared'],
  files: [
    { glob: '**/stack.yaml', bytes: 1 * MiB },
    { glob: '**/stack.yaml.lock', bytes: 2 * MiB },
    { glob: '**/cabal.project.freeze', bytes: 8 * MiB },
  ],
  parse: wholeFile(parseFile),
};

function parseFile(file: CatalogFile): ParsedFile {
  const name = baseNameOf(file.path);
  if (name === 'cabal.project.freeze') return parseFreeze(file);
  return name === 'stack.yaml' ? parseStack(file) : parseStackLock(file);
}

function parseStack({ path, bytes }: CatalogFile): ParsedFile {
  const document = objectOf(parseYaml(bytes.toString('utf8'), path));
  const extra = document['extra-deps'];
  const packages = (Array.isArray(extra) ? extra : []).flatMap((one) =>
    typeof one === 'string' ? hackage(one, 'haskell-hackage-stack-entry', undefined) : [],
  );
  return { packages };
}

function parseStackLock({ path, bytes }: CatalogFile): ParsedFile {
  const document = objectOf(parseYaml(bytes.toString('utf8'), path, { maxBytes: 2 * MiB }));
  const snapshot = textOf(objectOf(objectsOf(document.snapshots)[0]?.completed).url);
  const packages = objectsOf(document.packages).flatMap((one) => {
    const text = textOf(objectOf(one.completed).hackage);
    return text ? hackage(text, 'haskell-hackage-stack-lock-entry', snapshot) : [];
  });
  return { packages };
}

// NAME-VERSION@sha256:HASH,SIZE; also NAME-VERSION@rev:2.
function hackage(text: string, metadataType: string, snapshotURL: string | undefined): PackageDraft[] {
  const [package_ = '', pin = ''] = text.split('@');
  const match = /^([A-Za-z0-9][\w.-]*)-(\d[\d.]*)$/.exec(package_.trim());
  if (!match) return [];
  const pkgHash = /^sha256:([0-9a-f]+)/.exec(pin)?.[1];
  return [
    {
      ...draftOf(match[1] as string, match[2] as string),
      metadataType,
      metadata: { ...field('pkgHash', pkgHash), ...field('snapshotURL', snapshotURL) },
    },
  ];
}

// constraints: any.NAME ==VERSION, one a line; flags stand between them.
function parseFreeze({ bytes }: CatalogFile): ParsedFile {
  const found = bytes.toString('utf8').matchAll(/(?:^|[\s,:])any\.([A-Za-z0-9-]+)\s*==\s*([\d.]+)/g);
  return { packages: [...found].map(([, name, version]) => draftOf(name as string, version as string)) };
}

function draftOf(name: string, version: string): PackageDraft {
  return {
    name,
    version,
    type: 'hackage',
    language: 'haskell',
    purl: formatPurl({ type: 'hackage', name, version }),
    evidence: 'declared',
  };
}
