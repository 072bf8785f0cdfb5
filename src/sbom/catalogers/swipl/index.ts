import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { wholeFile } from '../../whole-file.ts';

const MAX_LINE = 4096;

/** SWI-Prolog packs, by the facts of their pack.pl. */
export const swipl: Cataloger = {
  id: 'swipl',
  version: 1,
  title: 'SWI-Prolog packs (pack.pl)',
  evidence: ['declared'],
  files: [{ glob: '**/pack.pl', bytes: 256 * 1024 }],
  parse: wholeFile(parsePack),
};

function parsePack({ bytes }: CatalogFile): ParsedFile {
  const facts = factsOf(bytes.toString('utf8'));
  const first = (key: string): readonly string[] => facts.get(key)?.[0] ?? [];
  const [[name = ''], [version = '']] = [first('name'), first('version')];
  if (!name || !version) return {};
  const [author = '', authorEmail = ''] = first('author');
  const [packager = '', packagerEmail = ''] = first('packager');
  const [homepage = ''] = first('home');
  const dependencies = (facts.get('requires') ?? []).flatMap(([one]) => one ?? []);
  return {
    packages: [
      {
        name,
        version,
        type: 'swiplpack',
        language: 'swipl',
        purl: formatPurl({ type: 'swiplpack', name, version }),
        evidence: 'declared',
        metadataType: 'swiplpack-package',
        metadata: { name, version, author, authorEmail, packager, packagerEmail, homepage, dependencies },
        ...(homepage && { homepage }),
        ...(first('title')[0] && { description: first('title')[0] as string }),
        ...(author && { supplier: `Person: ${author}${authorEmail && ` (${authorEmail})`}` }),
      },
    ],
  };
}

// name(hdt).  author('Jan', 'j@x').  A fact a line; `%` begins a comment.
function factsOf(text: string): Map<string, string[][]> {
  const facts = new Map<string, string[][]>();
  for (const line of text.split(/\r?\n/, 10_000)) {
    if (line.length > MAX_LINE) continue;
    const match = /^\s*([a-z]\w*)\s*\((.*)\)\s*\.\s*(?:%.*)?$/.exec(line);
    if (!match) continue;
    const terms = [
      ...(match[2] as string).matchAll(/'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"()]+)/g),
    ];
    const values = terms.map(([, single, double, bare]) =>
      (single ?? double ?? (bare as string)).replace(/\\(.)/g, '$1'),
    );
    const key = match[1] as string;
    facts.set(key, [...(facts.get(key) ?? []), values]);
  }
  return facts;
}
