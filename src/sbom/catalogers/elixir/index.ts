import { formatPurl } from '../../../codec/purl/index.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { elementsOf, pairValue, parseElixir, type Term, textOf } from '../erlang/terms.ts';

/** Elixir: what mix locked. */
export const elixir: Cataloger = {
  id: 'elixir',
  version: 1,
  title: 'Elixir (mix.lock)',
  evidence: ['declared'],
  files: [{ glob: '**/mix.lock', bytes: 8 * 1024 * 1024 }],
  parse: wholeFile(parseLock),
};

function parseLock({ bytes }: CatalogFile): ParsedFile {
  const entries = parseElixir(bytes.toString('utf8')).flatMap(elementsOf);
  const packages = entries.flatMap((entry) => {
    const [name, value] = elementsOf(entry);
    return value === undefined ? [] : locked(textOf(name), elementsOf(value));
  });
  return packages.length > 0 || entries.length === 0
    ? { packages }
    : { unknowns: ['no entry of the lock file could be read'] };
}

function locked(app: string, entry: readonly Term[]): PackageDraft[] {
  const [source, ...rest] = entry;
  if (textOf(source) === 'hex') return hexEntry(app, rest);
  return textOf(source) === 'git' ? [gitEntry(app, rest)] : [];
}

// {:hex, :name, "version", "inner hash", [managers], [dependencies], "repository", "outer hash"}
function hexEntry(app: string, rest: readonly Term[]): PackageDraft[] {
  const [name, version, pkgHash, , dependencies, repository, pkgHashExt] = rest;
  const needs = elementsOf(dependencies)
    .map((one) => textOf(elementsOf(one)[0]))
    .filter(Boolean);
  const repo = textOf(repository);
  // A private organisation's package is `hexpm:ORGANISATION`.
  const namespace = repo.startsWith('hexpm:') ? repo.slice(6) : '';
  const draft = draftOf(textOf(name) || app, textOf(version), namespace, {});
  if (!draft.name || !draft.version) return [];
  return [
    {
      ...draft,
      requires: needs,
      provides: [app],
      metadata: {
        name: draft.name,
        version: draft.version,
        pkgHash: textOf(pkgHash),
        pkgHashExt: textOf(pkgHashExt),
        ...field('dependencies', needs),
      },
    },
  ];
}

// {:git, "url", "commit", [options]}
function gitEntry(app: string, [url, commit, options]: readonly Term[]): PackageDraft {
  const version = textOf(pairValue(elementsOf(options), 'tag')) || textOf(commit);
  const draft = draftOf(app, version, '', { vcs_url: `git+${textOf(url)}@${textOf(commit)}` });
  return { ...draft, metadata: { name: app, version, pkgHash: '', pkgHashExt: '' } };
}

function draftOf(
  name: string,
  version: string,
  namespace: string,
  qualifiers: Record<string, string>,
): PackageDraft {
  return {
    name,
    version,
    type: 'hex',
    language: 'elixir',
    purl: name ? formatPurl({ type: 'hex', name, version, qualifiers, ...(namespace && { namespace }) }) : '',
    evidence: 'declared',
    metadataType: 'elixir-mix-lock-entry',
  };
}
