import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import { wholeFile } from '../../whole-file.ts';
import { parseOpam, textsIn } from './fields.ts';

/** OCaml packages: opam files of projects, and of what a switch has installed. */
export const opam: Cataloger = {
  id: 'opam',
  version: 1,
  title: 'OCaml packages (opam files)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/*.opam', bytes: 1024 * 1024 },
    { glob: '**/.opam-switch/packages/*/opam', bytes: 1024 * 1024 },
  ],
  parse: wholeFile(parseFile),
};

function parseFile({ path, bytes }: CatalogFile): ParsedFile {
  const fields = parseOpam(bytes.toString('utf8'));
  const text = (key: string): string => textsIn(fields.get(key))[0] ?? '';
  const place = placeOf(path);
  const name = text('name') || place.name;
  const version = text('version') || place.version;
  // A project's own file need not state a version: it is then nothing that anyone could look up.
  if (!name || !version) return {};
  const licenses = textsIn(fields.get('license'));
  const dependencies = textsIn(fields.get('depends')).filter((one) => /^[A-Za-z]/.test(one));
  const [homepage, synopsis] = [text('homepage'), text('synopsis')];
  return {
    packages: [
      {
        name,
        version,
        type: 'opam',
        language: 'ocaml',
        purl: formatPurl({ type: 'opam', name, version }),
        evidence: place.isInstalled ? 'installed' : 'declared',
        // What a switch has installed needs each other.
        scope: place.isInstalled ? parentOf(parentOf(path)) : path,
        requires: dependencies,
        metadataType: 'opam-package',
        metadata: {
          name,
          version,
          licenses,
          url: text('url.src') || text('url.archive'),
          checksum: textsIn(fields.get('url.checksum')),
          homepage,
          ...field('dependencies', dependencies),
        },
        licenses: licenses.map((value) => ({ value, type: 'declared' })),
        ...(homepage && { homepage }),
        ...(synopsis && { description: synopsis }),
      },
    ],
  };
}

/** `.opam-switch/packages/NAME.VERSION/opam`, or `NAME.opam`. */
function placeOf(path: string): { name: string; version: string; isInstalled: boolean } {
  const installed = /\/\.opam-switch\/packages\/([^/.]+)\.([^/]+)\/opam$/.exec(`/${path}`);
  if (installed) return { name: installed[1] as string, version: installed[2] as string, isInstalled: true };
  return { name: baseNameOf(path).replace(/\.opam$/, ''), version: '', isInstalled: false };
}
