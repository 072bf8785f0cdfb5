import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, ParsedFile } from '../../cataloger.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { elementsOf, pairValue, parseErlang, type Term, textOf } from './terms.ts';

/** Erlang: what rebar3 locked, and the applications that are there. */
export const erlang: Cataloger = {
  id: 'erlang',
  version: 1,
  title: 'Erlang (rebar.lock, application files)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/rebar.lock', bytes: 8 * 1024 * 1024 },
    { glob: '**/*.app', bytes: 1024 * 1024 },
  ],
  parse: wholeFile((file) =>
    baseNameOf(file.path) === 'rebar.lock' ? parseLock(file) : parseApplication(file),
  ),
};

// {"1.2.0", [{<<"name">>, Source, Level}]}. [{pkg_hash, [...]}, {pkg_hash_ext, [...]}].  Older: the list alone.
function parseLock({ bytes }: CatalogFile): ParsedFile {
  const [first, second] = parseErlang(bytes.toString('utf8'));
  const head = elementsOf(first);
  const entries = head.length === 2 && typeof head[0] === 'string' ? elementsOf(head[1]) : head;
  const hashes = elementsOf(second);
  return {
    packages: entries.flatMap((entry) =>
      locked(entry, (table, name) => textOf(pairValue(elementsOf(pairValue(hashes, table)), name))),
    ),
  };
}

function locked(entry: Term, hash: (table: string, name: string) => string): PackageDraft[] {
  const [key, source] = elementsOf(entry);
  const app = textOf(key);
  const [kind, target, version] = elementsOf(source);
  const isHex = textOf(kind) === 'pkg';
  const name = isHex ? textOf(target) || app : app;
  const locked = isHex ? textOf(version) : textOf(elementsOf(version)[1]);
  if (!name || !locked) return [];
  const vcs = isHex ? '' : `${textOf(kind)}+${textOf(target)}@${locked}`;
  return [
    {
      name,
      version: locked,
      type: 'hex',
      language: 'erlang',
      purl: formatPurl({ type: 'hex', name, version: locked, qualifiers: { vcs_url: vcs } }),
      evidence: 'declared',
      metadataType: 'erlang-rebar-lock-entry',
      metadata: {
        name,
        version: locked,
        pkgHash: hash('pkg_hash', app),
        pkgHashExt: hash('pkg_hash_ext', app),
      },
    },
  ];
}

// {application, Name, [{vsn, "1.0"}, {applications, [kernel, stdlib]}, ...]}.
function parseApplication({ path, bytes }: CatalogFile): ParsedFile {
  const text = bytes.toString('utf8');
  // Other things are called .app too.
  if (!/^\s*(?:%[^\n]*\n\s*)*\{\s*application\s*,/.test(text.slice(0, 16_384))) return {};
  const [, nameTerm, properties] = elementsOf(parseErlang(text)[0]);
  const fields = elementsOf(properties);
  const name = textOf(nameTerm);
  const version = textOf(pairValue(fields, 'vsn'));
  // A source's template: the build puts the version in.
  if (!name || !version || version.includes('%')) return {};
  const description = textOf(pairValue(fields, 'description'));
  const licenses = elementsOf(pairValue(fields, 'licenses')).map(textOf).filter(Boolean);
  return {
    packages: [
      {
        name,
        version,
        type: 'erlang-otp',
        language: 'erlang',
        purl: formatPurl({ type: 'otp', name, version }),
        evidence: 'installed',
        requires: elementsOf(pairValue(fields, 'applications')).map(textOf).filter(Boolean),
        scope: scopeOf(path),
        ...(description && { description }),
        ...(licenses.length > 0 && {
          licenses: licenses.map((value) => ({ value, type: 'declared' as const })),
        }),
      },
    ],
  };
}

// lib/NAME-VERSION/ebin/NAME.app: applications of one release need each other.
function scopeOf(path: string): string {
  return path.split('/').slice(0, -3).join('/');
}
