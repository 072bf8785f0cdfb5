import type { JsonObject } from '../../../base/json.ts';
import type { CatalogFile, ParsedFile } from '../../cataloger.ts';
import { field } from '../../json-fields.ts';
import type { PackageLicense } from '../../model.ts';
import { gemDraft } from './draft.ts';
import { readLiteral } from './literal.ts';

/** metadataType of an installed gem. */
export const GEMSPEC_TYPE = 'ruby-gemspec';

const MAX_DEPENDENCIES = 1000;

/**
 * Reads the specification that RubyGems wrote at installation (RubyGems Guides, "Specification Reference"). Its requires
 * are `name` or `name constraint,constraint`.
 */
export function parseGemspec({ bytes, path, isCut }: CatalogFile): ParsedFile {
  const text = bytes.toString('utf8');
  const fields = readFields(text);
  const stub = /^# stub: (\S+) (\S+) (\S+)/m.exec(text);
  const name = stub?.[1] ?? one(fields.get('name'));
  const version = stub?.[2] ?? one(fields.get('version'));
  if (!name || !version) return { unknowns: ['a gem whose name or version is computed'] };
  const told = (key: string): string => interpolate(one(fields.get(key)), name, version);
  const platform = stub?.[3] ?? one(fields.get('platform'));
  const metadata: JsonObject = {
    name,
    version,
    ...field('files', many(fields.get('files'))),
    ...field('authors', [...many(fields.get('authors')), ...many(fields.get('author'))]),
    ...field('homepage', told('homepage')),
    ...(platform && platform !== 'ruby' ? { platform } : {}),
  };
  return {
    packages: [
      {
        ...gemDraft({ name, version, platform: platform || undefined }, 'installed'),
        metadataType: GEMSPEC_TYPE,
        metadata,
        licenses: [...many(fields.get('licenses')), ...many(fields.get('license'))].map(
          (value): PackageLicense => ({ value, type: 'declared', path }),
        ),
        requires: dependenciesOf(text),
        ...(told('homepage') && { homepage: told('homepage') }),
        ...(told('summary') && { description: told('summary') }),
      },
    ],
    ...(isCut && { unknowns: ['the gemspec is longer than is read'] }),
  };
}

type Fields = ReadonlyMap<string, string | readonly string[]>;

// `s.name = "rack".freeze`: the first of each counts.
function readFields(text: string): Fields {
  const fields = new Map<string, string | readonly string[]>();
  for (const match of text.matchAll(/^[ \t]{0,20}\w{1,20}\.(\w{1,40})[ \t]{0,4}=(?!=)[ \t]{0,4}/gm)) {
    const at = match.index + match[0].length;
    const wrapper = /^Gem::(?:Version|Platform)\.new\(/.exec(text.slice(at, at + 30));
    const literal = readLiteral(text, at + (wrapper?.[0].length ?? 0));
    const key = match[1] as string;
    if (literal && !fields.has(key)) fields.set(key, literal.value);
  }
  return fields;
}

// Old RubyGems said development dependencies a second time, as plain ones, for still older RubyGems.
function dependenciesOf(text: string): string[] {
  const runtime = new Set<string>();
  const development = new Set<string>();
  const calls = /\.add_(runtime_|development_)?dependency[ (]/g;
  for (const match of text.matchAll(calls)) {
    const name = readLiteral(text, match.index + match[0].length);
    if (!name || typeof name.value !== 'string' || runtime.size + development.size > MAX_DEPENDENCIES)
      continue;
    const comma = text[name.end] === ',' ? readLiteral(text, name.end + 1) : undefined;
    const constraints = many(comma?.value).join(',');
    const need = constraints ? `${name.value} ${constraints}` : name.value;
    if (match[1] === 'development_') development.add(need);
    else if (match[1] === 'runtime_' || !development.has(need)) runtime.add(need);
  }
  return [...runtime];
}

function one(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function many(value: string | readonly string[] | undefined): string[] {
  return value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : [...value];
}

function interpolate(text: string, name: string, version: string): string {
  return text.replace(/#\{\w+\.name\}/g, () => name).replace(/#\{\w+\.version\}/g, () => version);
}
