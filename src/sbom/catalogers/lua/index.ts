import { formatPurl } from '../../../codec/purl/index.ts';
import { baseNameOf, parentOf } from '../../../image/layers/path.ts';
import type { Cataloger, CatalogFile, FoundPackage, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageDraft } from '../../model.ts';
import { wholeFile } from '../../whole-file.ts';
import { type LuaTable, type LuaValue, parseLua } from './literals.ts';

const MAX_PACKAGES = 50_000;

/** Lua rocks: the rockspec that each brings, and the manifest of a tree for those without one. */
export const lua: Cataloger = {
  id: 'lua',
  version: 1,
  title: 'Lua rocks (rockspec, LuaRocks manifest)',
  evidence: ['installed', 'declared'],
  files: [
    { glob: '**/*.rockspec', bytes: 1024 * 1024 },
    { glob: '**/luarocks/rocks*/manifest', bytes: 8 * 1024 * 1024 },
  ],
  parse: wholeFile((file) =>
    baseNameOf(file.path) === 'manifest' ? parseTreeManifest(file) : parseRockspec(file),
  ),
  complete: withoutDoubles,
};

function parseRockspec({ path, bytes }: CatalogFile): ParsedFile {
  const values = parseLua(bytes.toString('utf8'));
  const name = textOf(values.get('package'));
  const version = textOf(values.get('version'));
  if (!name || !version) return { unknowns: ['a rockspec that does not state its package and version'] };
  const about = (key: string): string | undefined =>
    textOf(tableOf(values.get('description'))?.fields.get(key));
  const dependencies = (tableOf(values.get('dependencies'))?.items ?? []).flatMap((one) => textOf(one) ?? []);
  const [license, homepage, summary] = [about('license'), about('homepage'), about('summary')];
  return {
    packages: [
      {
        ...rock(name, version),
        evidence: isInTree(path) ? 'installed' : 'declared',
        // A tree's rocks need each other; a source tree's rockspec stands alone.
        ...(isInTree(path) && { scope: parentOf(parentOf(parentOf(path))) }),
        requires: dependencies.flatMap((one) => /^\s*([\w.-]+)/.exec(one)?.[1] ?? []),
        metadataType: 'luarocks-package',
        metadata: {
          name,
          version,
          license: license ?? '',
          homepage: homepage ?? '',
          description: summary ?? '',
          url: textOf(tableOf(values.get('source'))?.fields.get('url')) ?? '',
          ...field('dependencies', dependencies),
        },
        ...(license && { licenses: [{ value: license, type: 'declared' }] }),
        ...(homepage && { homepage }),
        ...(summary && { description: summary }),
      },
    ],
  };
}

function rock(
  name: string,
  version: string,
): Pick<PackageDraft, 'name' | 'version' | 'type' | 'language' | 'purl' | 'provides'> {
  return {
    name,
    version,
    type: 'lua-rocks',
    language: 'lua',
    purl: formatPurl({ type: 'luarocks', name, version }),
    provides: [name.toLowerCase()],
  };
}

/** `…/rocks-5.1/NAME/VERSION/NAME-VERSION.rockspec`: how LuaRocks lays out what it installed. */
function isInTree(path: string): boolean {
  return /(?:^|\/)rocks(?:-[\d.]+)?\/[^/]+\/[^/]+\/[^/]+\.rockspec$/.test(path);
}

function parseTreeManifest({ bytes }: CatalogFile): ParsedFile {
  const repository = tableOf(parseLua(bytes.toString('utf8')).get('repository'));
  if (!repository) return { unknowns: ['a manifest without its repository'] };
  const packages: PackageDraft[] = [];
  for (const [name, versions] of repository.fields)
    for (const version of tableOf(versions)?.fields.keys() ?? [])
      if (packages.length < MAX_PACKAGES) packages.push({ ...rock(name, version), evidence: 'installed' });
  return { packages };
}

// A tree's manifest names what its rockspecs describe better.
function withoutDoubles(found: readonly FoundPackage[]): readonly FoundPackage[] {
  const described = new Set(found.filter((f) => f.draft.metadata).map(placeOf));
  return found.filter((f) => f.draft.metadata || !described.has(placeOf(f)));
}

function placeOf({ draft, path }: FoundPackage): string {
  const tree = baseNameOf(path) === 'manifest' ? parentOf(path) : parentOf(parentOf(parentOf(path)));
  return `${tree}\0${draft.name.toLowerCase()}\0${draft.version}`;
}

function textOf(value: LuaValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function tableOf(value: LuaValue): LuaTable | undefined {
  return typeof value === 'object' ? value : undefined;
}
